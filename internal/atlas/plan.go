package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/schema"
)

// Statements returns what creates a model in an empty database of a dialect, in order. No connection is needed.
func Statements(name string, m Model) ([]string, error) {
	d, err := dialectOf(name)
	if err != nil {
		return nil, err
	}
	return d.creating(m, Model{}, "")
}

// creating returns what creates the tables and enums of a model that are not in present, in order.
func (d dialect) creating(m, present Model, current string) ([]string, error) {
	to, err := d.realm(m, current)
	if err != nil {
		return nil, err
	}
	from, err := d.realm(m, current)
	if err != nil {
		return nil, err
	}
	for _, s := range from.Schemas {
		own := func(name string) string {
			if s.Name == current {
				return name
			}
			return s.Name + "." + name
		}
		s.Tables = slices.DeleteFunc(s.Tables, func(t *schema.Table) bool { return !present.hasTable(own(t.Name)) })
		s.Objects = slices.DeleteFunc(s.Objects, func(o schema.Object) bool { return !present.hasEnum(own(o.(*schema.EnumType).T)) })
	}
	var changes []schema.Change
	for _, s := range to.Schemas {
		was, _ := from.Schema(s.Name)
		some, err := d.differ.SchemaDiff(was, s, schema.DiffNormalized())
		if err != nil {
			return nil, err
		}
		changes = append(changes, some...)
	}
	return d.planned(changes, m, current, to)
}

func (m Model) hasTable(qualified string) bool {
	return slices.ContainsFunc(m.Tables, func(t Table) bool { return t.Qualified() == qualified })
}

func (m Model) hasEnum(qualified string) bool {
	return slices.ContainsFunc(m.Enums, func(e Enum) bool {
		return e.Name == qualified || e.Schema+"."+e.Name == qualified
	})
}

// planned returns the statements of changes. What stands in the current schema is named without it.
func (d dialect) planned(changes []schema.Change, m Model, current string, realms ...*schema.Realm) ([]string, error) {
	for _, r := range realms {
		for _, s := range r.Schemas {
			if s.Name == current {
				s.Name = ""
			}
		}
	}
	plan, err := d.planner.PlanChanges(context.Background(), "drey", changes)
	if err != nil {
		return nil, err
	}
	var statements []string
	for _, c := range plan.Changes {
		statements = append(statements, d.finished(c, m)...)
	}
	return statements, nil
}

// finished adds to a planned statement what atlas leaves out: the name of a primary key, and that a foreign key is checked
// at commit.
func (d dialect) finished(c *migrate.Change, m Model) []string {
	add, ok := c.Source.(*schema.AddTable)
	if !ok {
		return append([]string{c.Cmd}, d.deferred(c, m)...)
	}
	if !strings.HasPrefix(c.Cmd, "CREATE TABLE") {
		return []string{c.Cmd}
	}
	table, found := m.tableLike(add.T)
	if !found {
		return []string{c.Cmd}
	}
	text := c.Cmd
	if d.schemas && table.Key != nil && table.Key.Name != "" {
		text = strings.Replace(text, ", PRIMARY KEY (", `, CONSTRAINT "`+table.Key.Name+`" PRIMARY KEY (`, 1)
	}
	for _, fk := range table.ForeignKeys {
		if fk.Deferrable {
			text = deferring(text, fk.Name)
		}
	}
	return []string{text}
}

// deferring has the foreign key of a name in CREATE TABLE or ALTER TABLE checked at commit: its clause ends at the next one, or
// with the text.
func deferring(text, name string) string {
	for _, quote := range []string{`"`, "`"} {
		at := strings.Index(text, "CONSTRAINT "+quote+name+quote+" FOREIGN KEY")
		if at < 0 {
			continue
		}
		end := len(text)
		for _, next := range []string{", CONSTRAINT ", ", ADD CONSTRAINT ", ", CHECK "} {
			if i := strings.Index(text[at+1:], next); i >= 0 {
				end = min(end, at+1+i)
			}
		}
		if end == len(text) && strings.HasPrefix(text, "CREATE TABLE") {
			end = strings.LastIndexByte(text, ')')
		}
		return text[:end] + " DEFERRABLE INITIALLY DEFERRED" + text[end:]
	}
	return text
}

// deferred returns what has foreign keys that an ALTER TABLE adds checked at commit.
func (d dialect) deferred(c *migrate.Change, m Model) (statements []string) {
	modify, ok := c.Source.(*schema.ModifyTable)
	if !ok || !d.schemas {
		return nil
	}
	table, found := m.tableLike(modify.T)
	if !found {
		return nil
	}
	for _, fk := range table.ForeignKeys {
		if fk.Deferrable && strings.Contains(c.Cmd, `ADD CONSTRAINT "`+fk.Name+`"`) {
			statements = append(statements, fmt.Sprintf(`ALTER TABLE %s ALTER CONSTRAINT "%s" DEFERRABLE INITIALLY DEFERRED`, quoted(table), fk.Name))
		}
	}
	return statements
}

func quoted(t Table) string {
	if t.Schema == "" {
		return `"` + t.Name + `"`
	}
	return `"` + t.Schema + `"."` + t.Name + `"`
}

// tableLike returns the model's table that atlas's is made from.
func (m Model) tableLike(t *schema.Table) (Table, bool) {
	for _, own := range m.Tables {
		if own.Name == t.Name && (own.Schema == "" && t.Schema.Name == "" || own.Schema == t.Schema.Name) {
			return own, true
		}
	}
	return Table{}, false
}

// Missing returns what creates those tables and enums of a model that the database does not have.
func (d *Database) Missing(ctx context.Context, m Model) ([]string, error) {
	present, err := d.Present(ctx, m)
	if err != nil {
		return nil, err
	}
	return d.creating(m, present, d.current)
}

// Present describes what the database has in the schemas that a model names.
func (d *Database) Present(ctx context.Context, m Model) (Model, error) {
	r, err := d.inspect(ctx, d.schemasOf(m))
	if err != nil {
		return Model{}, err
	}
	found, err := d.model(r, d.current)
	if err != nil || !d.schemas {
		return found, err
	}
	return found, d.readDeferrable(ctx, found)
}

// Dropping returns what drops the tables and enums of a model that are in the database, dependants first.
func (d *Database) Dropping(ctx context.Context, m Model) ([]string, error) {
	present, err := d.Present(ctx, m)
	if err != nil {
		return nil, err
	}
	owned := present
	owned.Tables = slices.DeleteFunc(slices.Clone(present.Tables), func(t Table) bool { return !m.hasTable(t.Qualified()) })
	owned.Enums = slices.DeleteFunc(slices.Clone(present.Enums), func(e Enum) bool { return !m.hasEnum(qualifiedEnum(e)) })
	for _, t := range present.Tables {
		for _, fk := range t.ForeignKeys {
			referred := Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified()
			if !m.hasTable(t.Qualified()) && owned.hasTable(referred) {
				return nil, fmt.Errorf("table %s, which the models do not know, refers to %s by %s: drop that foreign key first", t.Qualified(), referred, fk.Name)
			}
		}
	}
	if !d.schemas {
		return droppedInTurn(owned.Tables), nil
	}
	from, err := d.realm(owned, d.current)
	if err != nil {
		return nil, err
	}
	var changes []schema.Change
	for _, s := range from.Schemas {
		some, err := d.differ.SchemaDiff(s, schema.New(s.Name))
		if err != nil {
			return nil, err
		}
		changes = append(changes, some...)
	}
	return d.planned(changes, owned, d.current, from)
}

// droppedInTurn drops tables, each before those that it refers to: a table that is dropped is emptied first, by a statement that
// looks at what refers to it, and at what that refers to.
func droppedInTurn(tables []Table) (statements []string) {
	for _, t := range slices.Backward(InOrder(tables)) {
		statements = append(statements, `DROP TABLE "`+t.Name+`"`)
	}
	return statements
}

func qualifiedEnum(e Enum) string {
	if e.Schema == "" {
		return e.Name
	}
	return e.Schema + "." + e.Name
}
