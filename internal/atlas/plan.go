package atlas

import (
	"context"
	"fmt"
	"slices"

	"ariga.io/atlas/sql/schema"
)

// Statements returns what creates a model in an empty database of a dialect, in order. No connection is needed.
func Statements(name string, m Model) ([]string, error) {
	d, err := dialectOf(name)
	if err != nil {
		return nil, err
	}
	statements, err := d.creating(m, Model{}, "")
	return withFirst(statements, m.creates()), err
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
	return slices.ContainsFunc(m.Enums, func(e Enum) bool { return qualifiedEnum(e) == qualified })
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
	if err := d.knowsCollations(ctx, m); err != nil {
		return nil, err
	}
	first, err := d.missingFirst(ctx, m)
	if err != nil {
		return nil, err
	}
	statements, err := d.creating(m, present, d.current)
	return withFirst(statements, first), err
}

// Present describes what the database has in the schemas that a model names.
func (d *Database) Present(ctx context.Context, m Model) (Model, error) {
	r, err := d.inspect(ctx, m)
	if err != nil {
		return Model{}, err
	}
	return d.model(r, d.current)
}

// Dropping returns what drops the tables and enums of a model that are in the database, dependants first.
func (d *Database) Dropping(ctx context.Context, m Model) ([]string, error) {
	present, err := d.Present(ctx, m)
	if err != nil {
		return nil, err
	}
	owned := present
	owned.Tables = slices.DeleteFunc(slices.Clone(present.Tables), func(t Table) bool { return !m.hasTable(t.Qualified()) })
	owned.Enums = slices.DeleteFunc(slices.Clone(present.Enums), func(e Enum) bool {
		return !m.hasEnum(qualifiedEnum(e)) && (e.Schema != "" || !m.hasEnum(d.current+"."+e.Name))
	})
	for _, t := range present.Tables {
		for _, fk := range t.ForeignKeys {
			referred := Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified()
			if !m.hasTable(t.Qualified()) && owned.hasTable(referred) {
				return nil, fmt.Errorf("table %s, which the models do not know, refers to %s by %s: drop that foreign key first", t.Qualified(), referred, fk.Name)
			}
		}
	}
	d.TakeOutStray(&owned)
	first, err := d.presentDrops(ctx, m)
	if err != nil {
		return nil, err
	}
	statements, err := d.dropping(owned, d.current)
	return withoutFirst(statements, first), err
}

// DropStatements returns what drops the tables and enums of a model, all of which are there, dependants first. No connection is needed.
func DropStatements(name string, m Model) ([]string, error) {
	d, err := dialectOf(name)
	if err != nil {
		return nil, err
	}
	statements, err := d.dropping(m, "")
	return withoutFirst(statements, m.drops()), err
}

// dropping returns what drops all of a model.
func (d dialect) dropping(m Model, current string) ([]string, error) {
	if !d.schemas {
		return droppedInTurn(m.Tables), nil
	}
	from, err := d.realm(m, current)
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
	return d.planned(changes, m, current, from)
}

// droppedInTurn drops tables, each before those that it refers to: a table that is dropped is emptied first, by a statement that
// looks at what refers to it, and at what that refers to.
func droppedInTurn(tables []Table) (statements []string) {
	for _, t := range slices.Backward(InOrder(tables)) {
		statements = append(statements, "DROP TABLE "+identifier(t.Name))
	}
	return statements
}

func qualifiedEnum(e Enum) string {
	if e.Schema == "" {
		return e.Name
	}
	return e.Schema + "." + e.Name
}
