package atlas

import (
	"context"
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
	Filled        bool // of a plan's AddColumn: the rows that are there get a value
	Using         bool // of a plan's ModifyColumn: values are converted as the tag says
}

// Diff returns what would make the database as a model is. What keep leaves out is not looked at; nil keeps all. The database
// is as it was once the transaction is rolled back. Stray are the foreign keys that are nobody's.
func (d *Database) Diff(ctx context.Context, m Model, o Options) (changes []Change, stray []Object, err error) {
	own := d.inCurrent(m)
	renamed, err := d.renameFirst(ctx, own, o.called(d, own).Hints, o.Declared)
	if err != nil {
		return nil, nil, err
	}
	changes, stray, err = d.differences(ctx, m, o.Keep)
	return append(changesOf(renamed), changes...), stray, err
}

// differences returns what differs under the names that there are.
func (d *Database) differences(ctx context.Context, m Model, keep func(c Change) bool) ([]Change, []Object, error) {
	found, err := d.compared(ctx, m, false, keep)
	if err != nil {
		return nil, nil, err
	}
	return d.described(found.changes, keep), found.stray, nil
}

// described are changes in words, without those that are not wanted.
func (d *Database) described(changes []schema.Change, keep func(c Change) bool) (list []Change) {
	for _, c := range changes {
		list = append(list, d.changes(c)...)
	}
	list = slices.DeleteFunc(list, func(c Change) bool { return keep != nil && !keep(c) })
	for i := range list {
		if list[i].Schema == d.current {
			list[i].Schema = ""
		}
	}
	return list
}

// Subject is what a change is about, in the words of a filter.
func (c Change) Subject() (kind, table, name string) {
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
		return []Change{d.columnChange(c.From, c.To, c.Change)}
	case *schema.AddIndex:
		return []Change{{Kind: "Add" + d.indexKind(c.I), Name: c.I.Name, To: d.indexText(c.I)}}
	case *schema.DropIndex:
		return []Change{{Kind: "Drop" + d.indexKind(c.I), Name: shown(c.I.Name), From: d.indexText(c.I)}}
	case *schema.ModifyIndex:
		return []Change{
			{Kind: "Drop" + d.indexKind(c.From), Name: c.From.Name, From: d.indexText(c.From)},
			{Kind: "Add" + d.indexKind(c.To), Name: c.To.Name, To: d.indexText(c.To)},
		}
	case *schema.AddForeignKey:
		return []Change{{Kind: "AddForeignKey", Name: c.F.Symbol, To: foreignKeyText(c.F)}}
	case *schema.DropForeignKey:
		return []Change{{Kind: "DropForeignKey", Name: shown(c.F.Symbol), From: foreignKeyText(c.F)}}
	case *schema.ModifyForeignKey:
		return []Change{
			{Kind: "DropForeignKey", Name: shown(c.From.Symbol), From: foreignKeyText(c.From)},
			{Kind: "AddForeignKey", Name: c.To.Symbol, To: foreignKeyText(c.To)},
		}
	}
	return otherChanges(c)
}

// allowsLess reports whether a check of a list of values, which an enum is on SQLite, has lost one: rows that hold it are refused.
func allowsLess(from, to string) bool {
	values := func(sql string) (list []string) {
		for _, t := range tokens(sql) {
			if t.kind == textToken {
				list = append(list, t.text)
			}
		}
		return list
	}
	isList := func(sql string) bool {
		return slices.ContainsFunc(tokens(sql), func(t token) bool { return t.is("IN") })
	}
	is := values(to)
	return isList(from) && isList(to) && slices.ContainsFunc(values(from), func(v string) bool { return !slices.Contains(is, v) })
}

func otherChanges(c schema.Change) []Change {
	switch c := c.(type) {
	case *schema.AddCheck:
		return []Change{{Kind: "AddCheck", Name: c.C.Name, To: c.C.Expr}}
	case *schema.DropCheck:
		return []Change{{Kind: "DropCheck", Name: c.C.Name, From: c.C.Expr}}
	case *schema.ModifyCheck:
		return []Change{
			{Kind: "DropCheck", Name: c.From.Name, From: c.From.Expr},
			{Kind: "AddCheck", Name: c.To.Name, To: c.To.Expr, Destructive: allowsLess(c.From.Expr, c.To.Expr)},
		}
	case *schema.AddPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", To: keyText(c.P)}}
	case *schema.DropPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", From: keyText(c.P)}}
	case *schema.ModifyPrimaryKey:
		return []Change{{Kind: "ModifyPrimaryKey", From: keyText(c.From), To: keyText(c.To)}}
	}
	return tableChange(c)
}

// tableChange describes what else differs in a table: its comment.
func tableChange(c schema.Change) []Change {
	from, to := schema.Attr(nil), schema.Attr(nil)
	switch c := c.(type) {
	case *schema.AddAttr:
		to = c.A
	case *schema.DropAttr:
		from = c.A
	case *schema.ModifyAttr:
		from, to = c.From, c.To
	}
	said := func(a schema.Attr) string { return orNone(literalOf(commentOf([]schema.Attr{a}))) }
	if said(from) == said(to) {
		return nil
	}
	return []Change{{Kind: "ModifyTable", From: "comment " + said(from), To: said(to)}}
}

// shown is a name as a person knows it: those that SQLite makes up are none.
func shown(name string) string {
	if isGenerated(name) || strings.Trim(name, "0123456789") == "" {
		return ""
	}
	return name
}

func isGenerated(index string) bool { return strings.HasPrefix(index, "sqlite_autoindex_") }

// indexKind is what an index is: SQLite has unique constraints and unique indexes be one.
func (d dialect) indexKind(i *schema.Index) string {
	if isConstraint(i) || !d.schemas && isUnique(i) {
		return "Unique"
	}
	return "Index"
}
