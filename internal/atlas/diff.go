package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// Change is one difference from a database to a model.
type Change struct {
	Kind          string // AddTable, DropColumn, ...
	Schema, Table string
	Name          string // of the column, index or constraint; of the table where it is one
	From, To      string
	Destructive   bool
}

// Diff returns what would make the database as a model is. What keep leaves out is not looked at; nil keeps all. The database
// is as it was once the transaction is rolled back.
func (d *Database) Diff(ctx context.Context, m Model, o Options) ([]Change, error) {
	renamed, err := d.renameFirst(ctx, m, o.Hints)
	if err != nil {
		return nil, err
	}
	changes, err := d.differences(ctx, m, o.Keep)
	return append(changesOf(renamed), changes...), err
}

// differences returns what differs under the names that there are.
func (d *Database) differences(ctx context.Context, m Model, keep func(kind, table, name string) bool) ([]Change, error) {
	from, err := d.inspect(ctx, d.schemasOf(m))
	if err != nil {
		return nil, err
	}
	to, err := d.normalized(ctx, m)
	if err != nil {
		return nil, err
	}
	list, err := d.overlooked(ctx, m)
	if err != nil {
		return nil, err
	}
	for _, s := range to.Schemas {
		was, ok := from.Schema(s.Name)
		if !ok {
			was = schema.New(s.Name)
		}
		rename(was, s, m)
		d.declareAlike(was, s)
		list = append(list, d.incomparable(was, s)...)
		some, err := d.differ.SchemaDiff(was, s, schema.DiffNormalized())
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			list = append(list, d.changes(c)...)
		}
	}
	list = slices.DeleteFunc(list, func(c Change) bool { return keep != nil && !keep(c.subject()) })
	for i := range list {
		if list[i].Schema == d.current {
			list[i].Schema = ""
		}
	}
	return list, nil
}

// subject is what a change is about, in the words of a filter.
func (c Change) subject() (kind, table, name string) {
	kind = "constraint"
	switch {
	case strings.HasSuffix(c.Kind, "Table"):
		kind = "table"
	case strings.HasSuffix(c.Kind, "Column"):
		kind = "column"
	case strings.HasSuffix(c.Kind, "Index"):
		kind = "index"
	case strings.HasSuffix(c.Kind, "Enum"):
		kind = "enum"
	}
	return kind, c.Table, c.Name
}

// changes describes a change of a schema.
func (d dialect) changes(c schema.Change) []Change {
	switch c := c.(type) {
	case *schema.AddTable:
		return []Change{{Kind: "AddTable", Schema: c.T.Schema.Name, Table: c.T.Name, Name: c.T.Name}}
	case *schema.DropTable:
		return []Change{{Kind: "DropTable", Schema: c.T.Schema.Name, Table: c.T.Name, Name: c.T.Name, Destructive: true}}
	case *schema.AddObject:
		return enumChange("AddEnum", nil, c.O)
	case *schema.DropObject:
		return enumChange("DropEnum", c.O, nil)
	case *schema.ModifyObject:
		return enumChange("ModifyEnum", c.From, c.To)
	case *schema.ModifyTable:
		var list []Change
		for _, inner := range c.Changes {
			for _, one := range d.tableChanges(inner) {
				one.Schema, one.Table = c.T.Schema.Name, c.T.Name
				list = append(list, one)
			}
		}
		return list
	}
	return nil
}

func enumChange(kind string, from, to schema.Object) []Change {
	c := Change{Kind: kind, Destructive: kind == "DropEnum"}
	values := func(o schema.Object) (list []string) {
		if e, ok := o.(*schema.EnumType); ok {
			c.Name, list = e.T, e.Values
			if e.Schema != nil {
				c.Schema = e.Schema.Name
			}
		}
		return list
	}
	was, is := values(from), values(to)
	c.From, c.To = strings.Join(was, ", "), strings.Join(is, ", ")
	for _, v := range was {
		c.Destructive = c.Destructive || !slices.Contains(is, v)
	}
	return []Change{c}
}

// tableChanges describes a change in a table.
func (d dialect) tableChanges(c schema.Change) []Change {
	switch c := c.(type) {
	case *schema.AddColumn:
		return []Change{{Kind: "AddColumn", Name: c.C.Name, To: d.written(c.C)}}
	case *schema.DropColumn:
		return []Change{{Kind: "DropColumn", Name: c.C.Name, From: d.written(c.C), Destructive: true}}
	case *schema.ModifyColumn:
		return []Change{d.columnChange(c)}
	case *schema.AddIndex:
		return []Change{{Kind: "Add" + indexKind(c.I), Name: c.I.Name, To: indexText(c.I)}}
	case *schema.DropIndex:
		return []Change{{Kind: "Drop" + indexKind(c.I), Name: c.I.Name, From: indexText(c.I)}}
	case *schema.ModifyIndex:
		return []Change{
			{Kind: "Drop" + indexKind(c.From), Name: c.From.Name, From: indexText(c.From)},
			{Kind: "Add" + indexKind(c.To), Name: c.To.Name, To: indexText(c.To)},
		}
	case *schema.AddForeignKey:
		return []Change{{Kind: "AddForeignKey", Name: c.F.Symbol, To: foreignKeyText(c.F)}}
	case *schema.DropForeignKey:
		return []Change{{Kind: "DropForeignKey", Name: c.F.Symbol, From: foreignKeyText(c.F)}}
	case *schema.ModifyForeignKey:
		return []Change{
			{Kind: "DropForeignKey", Name: c.From.Symbol, From: foreignKeyText(c.From)},
			{Kind: "AddForeignKey", Name: c.To.Symbol, To: foreignKeyText(c.To)},
		}
	}
	return otherChanges(c)
}

func otherChanges(c schema.Change) []Change {
	switch c := c.(type) {
	case *schema.AddCheck:
		return []Change{{Kind: "AddCheck", Name: c.C.Name, To: c.C.Expr}}
	case *schema.DropCheck:
		return []Change{{Kind: "DropCheck", Name: c.C.Name, From: c.C.Expr}}
	case *schema.ModifyCheck:
		return []Change{{Kind: "DropCheck", Name: c.From.Name, From: c.From.Expr}, {Kind: "AddCheck", Name: c.To.Name, To: c.To.Expr}}
	case *schema.AddPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", To: indexText(c.P)}}
	case *schema.DropPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", From: indexText(c.P)}}
	case *schema.ModifyPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", From: indexText(c.From), To: indexText(c.To)}}
	}
	return nil
}

func indexKind(i *schema.Index) string {
	if isConstraint(i) {
		return "Unique"
	}
	return "Index"
}

func indexText(i *schema.Index) string {
	var parts []string
	for _, p := range i.Parts {
		text := ""
		if p.C != nil {
			text = p.C.Name
		} else if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok {
			text = x.X
		}
		if p.Desc {
			text += " DESC"
		}
		parts = append(parts, text)
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func foreignKeyText(f *schema.ForeignKey) string {
	referred := ""
	if f.RefTable != nil {
		referred = f.RefTable.Name
	}
	text := fmt.Sprintf("(%s) -> %s (%s)", strings.Join(columnNames(f.Columns), ", "), referred, strings.Join(columnNames(f.RefColumns), ", "))
	if action := stated(f.OnDelete); action != "" {
		text += " ON DELETE " + action
	}
	if action := stated(f.OnUpdate); action != "" {
		text += " ON UPDATE " + action
	}
	return text
}

// written is a column as CREATE TABLE has it.
func (d dialect) written(c *schema.Column) string {
	column, err := d.columnOf(c)
	if err != nil {
		return c.Name
	}
	text := column.Type
	if !column.Nullable {
		text += " NOT NULL"
	}
	if column.Default != "" {
		text += " DEFAULT " + column.Default
	}
	if column.Generated != "" {
		text += " GENERATED ALWAYS AS (" + column.Generated + ") STORED"
	}
	return text
}

// columnChange describes what differs in a column: its type alone, or all of it.
func (d dialect) columnChange(c *schema.ModifyColumn) Change {
	change := Change{Kind: "ModifyColumn", Name: c.To.Name, From: d.written(c.From), To: d.written(c.To)}
	if c.Change.Is(schema.ChangeType) {
		from, _ := d.writeType(c.From.Type.Type)
		to, _ := d.writeType(c.To.Type.Type)
		if c.Change == schema.ChangeType {
			change.From, change.To = "type "+from, to
		}
		change.Destructive = !widens(from, to)
	}
	notNull := c.Change.Is(schema.ChangeNull) && !c.To.Type.Null && c.To.Default == nil
	change.Destructive = change.Destructive || notNull
	return change
}

// widening lists types each of which holds every value of those before it.
var widening = [][]string{{"smallint", "integer", "bigint", "numeric"}, {"real", "double precision"}, {"character varying", "text"}, {"date", "timestamp", "timestamptz"}}

// widens reports whether every value of one type fits another.
func widens(from, to string) bool {
	base := func(t string) string { name, _, _ := strings.Cut(t, "("); return strings.TrimSpace(name) }
	for _, chain := range widening {
		was, is := slices.Index(chain, base(from)), slices.Index(chain, base(to))
		if was >= 0 && is > was {
			return true
		}
	}
	return base(to) == "text"
}
