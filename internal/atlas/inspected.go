package atlas

import (
	"fmt"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// model describes a realm as plain data. Tables of the current schema name none.
func (d dialect) model(r *schema.Realm, current string) (Model, error) {
	var m Model
	name := func(s *schema.Schema) string {
		if s == nil || s.Name == current {
			return ""
		}
		return s.Name
	}
	for _, s := range r.Schemas {
		for _, o := range s.Objects {
			if e, ok := o.(*schema.EnumType); ok {
				m.Enums = append(m.Enums, Enum{Schema: name(s), Name: e.T, Values: e.Values})
			}
		}
		for _, t := range s.Tables {
			table, err := d.tableOf(t, name)
			if err != nil {
				return m, fmt.Errorf("table %s: %w", t.Name, err)
			}
			m.Tables = append(m.Tables, table)
		}
	}
	return m, nil
}

func (d dialect) tableOf(t *schema.Table, name func(*schema.Schema) string) (Table, error) {
	table := Table{Schema: name(t.Schema), Name: t.Name, Comment: commentOf(t.Attrs)}
	for _, c := range t.Columns {
		column, err := d.columnOf(c)
		if err != nil {
			return table, err
		}
		if e, ok := enumOf(c.Type.Type); ok && name(e.Schema) != "" {
			column.Type = TypeName(name(e.Schema), e.T) + brackets(c.Type.Type)
		}
		table.Columns = append(table.Columns, column)
	}
	if t.PrimaryKey != nil {
		table.Key = &Key{Name: t.PrimaryKey.Name, Columns: partColumns(t.PrimaryKey.Parts)}
	}
	for _, i := range t.Indexes {
		d.addIndexOf(&table, i)
	}
	for _, fk := range t.ForeignKeys {
		table.ForeignKeys = append(table.ForeignKeys, foreignKeyOf(t, fk, name))
	}
	for _, c := range t.Checks() {
		table.Checks = append(table.Checks, Check{Name: c.Name, Named: true, Expression: c.Expr})
	}
	return table, nil
}

func foreignKeyOf(t *schema.Table, fk *schema.ForeignKey, name func(*schema.Schema) string) ForeignKey {
	key := ForeignKey{Name: fk.Symbol, Named: true, Columns: columnNames(fk.Columns), RefTable: t.Name, RefColumns: columnNames(fk.RefColumns)}
	if fk.RefTable != nil {
		key.RefSchema, key.RefTable = name(fk.RefTable.Schema), fk.RefTable.Name
	}
	key.OnDelete, key.OnUpdate, key.Deferrable = stated(fk.OnDelete), stated(fk.OnUpdate), isDeferrable(fk)
	return key
}

func stated(o schema.ReferenceOption) string {
	if o == schema.NoAction {
		return ""
	}
	return string(o)
}

func (d dialect) columnOf(c *schema.Column) (Column, error) {
	typ, err := d.typeText(c.Type.Type)
	if err != nil {
		return Column{}, err
	}
	column := Column{Name: c.Name, Type: typ, Nullable: c.Type.Null, Comment: commentOf(c.Attrs)}
	switch x := schema.UnderlyingExpr(c.Default).(type) {
	case *schema.Literal:
		column.Default = x.V
	case *schema.RawExpr:
		column.Default = x.X
	}
	for _, a := range c.Attrs {
		switch a := a.(type) {
		case *schema.GeneratedExpr:
			column.Generated = a.Expr
		case *postgres.Identity:
			column.Identity = a.Generation
		case numbering:
			if a.counted {
				column.Identity = "BY DEFAULT"
			}
		case *schema.Collation:
			column.Collate = a.V
		}
	}
	return column, nil
}

// typeText is the name of a type. That of a list, which atlas has in small letters, is that of its enum.
func (d dialect) typeText(t schema.Type) (string, error) {
	if e, ok := enumOf(t); ok {
		return e.T + brackets(t), nil
	}
	return d.writeType(t)
}

func commentOf(attrs []schema.Attr) string {
	for _, a := range attrs {
		if c, ok := a.(*schema.Comment); ok {
			return c.Text
		}
	}
	return ""
}

func columnNames(columns []*schema.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names
}

func partColumns(parts []*schema.IndexPart) (names []string) {
	for _, p := range parts {
		if p.C != nil {
			names = append(names, p.C.Name)
		}
	}
	return names
}

// addIndexOf adds an index, or the unique constraint that it stands for.
func (d dialect) addIndexOf(t *Table, i *schema.Index) {
	index := Index{Name: i.Name, Named: true, Unique: i.Unique}
	constraint := false
	for _, a := range i.Attrs {
		switch a := a.(type) {
		case *postgres.Constraint:
			constraint = a.T == "u"
		case *postgres.IndexType:
			if index.Using = strings.ToLower(a.T); strings.EqualFold(a.T, postgres.IndexTypeBTree) {
				index.Using = ""
			}
		case *postgres.IndexInclude:
			index.Include = columnNames(a.Columns)
		}
		if where, ok := d.wherein(a); ok {
			index.Where = where
		}
	}
	for _, p := range i.Parts {
		part := Part{Descending: p.Desc, Collate: collationOf(p.Attrs, "")}
		part.Class, part.Nulls = partAttributes(p)
		if p.C != nil {
			part.Column = p.C.Name
		} else if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok {
			part.Expression = x.X
		}
		index.Parts = append(index.Parts, part)
	}
	if isGenerated(i.Name) { // SQLite's own name for a constraint without one
		index.Name = "uq_" + t.Name
		for _, p := range index.Parts {
			index.Name = strings.TrimSuffix(index.Name+"_"+p.Column+"_"+strings.ToLower(p.Collate), "_")
		}
	}
	if constraint || !d.schemas && i.Unique && index.Where == "" && plainParts(index.Parts) {
		t.Uniques = append(t.Uniques, Unique{Name: index.Name, Named: !isGenerated(i.Name), Columns: partColumns(i.Parts)})
		return
	}
	t.Indexes = append(t.Indexes, index)
}

// plainParts reports whether an index is of columns alone, in ascending order.
func plainParts(parts []Part) bool {
	for _, p := range parts {
		if p.Column == "" || p.Descending || p.Collate != "" {
			return false
		}
	}
	return true
}
