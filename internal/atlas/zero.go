package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"

	"github.com/drey-db/drey/internal/sqltext"
)

// fillValues gives rows the value that Fill says in columns that are added.
func (m *move) fillValues() {
	if m.back {
		return
	}
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			continue
		}
		for i, inner := range modify.Changes {
			add, ok := inner.(*schema.AddColumn)
			if !ok || add.C.Default != nil {
				continue
			}
			if value := m.fill[m.d.called(modify.T.Schema, modify.T.Name)+"."+add.C.Name]; value != "" {
				modify.Changes[i] = m.filled(modify.T, add.C, value)
			}
		}
	}
}

// restoreValues gives rows a zero in columns that come back on the way back and take no NULL, or that columns which take none are made of: what
// they held is gone, and without a value there would be no way back for a table that has rows.
func (m *move) restoreValues() {
	if !m.back {
		return
	}
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			continue
		}
		var made []*schema.AddColumn
		var filled []string
		for i, inner := range modify.Changes {
			add, ok := inner.(*schema.AddColumn)
			switch {
			case ok && generatedBy(add.C) != "":
				made = append(made, add)
			case ok && needsValue(modify.T, add.C) && identityOf(add.C) == nil && !isSerialType(add.C):
				if value := zeroOf(add.C.Type.Type); value != "" {
					modify.Changes[i] = m.filled(modify.T, add.C, value)
					filled = append(filled, add.C.Name)
				}
			}
		}
		for _, add := range made {
			if slices.ContainsFunc(filled, func(name string) bool { return mentions(generatedBy(add.C), name) }) {
				m.madeLater(modify.T, add)
			}
		}
	}
}

// needsValue reports whether the rows that are there need a value in a column that is added, and have none.
func needsValue(t *schema.Table, c *schema.Column) bool {
	return c.Default == nil && (!c.Type.Null || slices.ContainsFunc(t.Columns, func(g *schema.Column) bool {
		return !g.Type.Null && generatedBy(g) != "" && mentions(generatedBy(g), c.Name)
	}))
}

// filled adds a column with a zero for the rows that are there. Where checks speak of it, or columns are made of it, it takes NULL until each row
// has a value that they hold for.
func (m *move) filled(t *schema.Table, c *schema.Column, zero string) schema.Change {
	own := *c
	if demands := demandsOn(t.Checks(), t.Columns, c.Name, nil); len(demands) > 0 && fits(c.Type.Type) {
		own.Type = &schema.ColumnType{Type: c.Type.Type, Raw: c.Type.Raw, Null: true}
		typed := func(value string) string { return "CAST(" + value + " AS " + m.typeName(c.Type.Type) + ")" }
		value := fitting{column: c.Name, zero: zero, checks: demands, typed: typed}.value()
		m.behind = append(m.behind, "UPDATE "+m.name(t)+" SET "+identifier(c.Name)+" = "+value)
		if !c.Type.Null {
			m.behind = append(m.behind, m.alter(t, c, "SET NOT NULL"))
		}
		return &schema.AddColumn{C: &own}
	}
	own.Default = &schema.RawExpr{X: zero}
	m.behind = append(m.behind, m.alter(t, c, "DROP DEFAULT"))
	return &schema.AddColumn{C: &own}
}

// madeLater has a generated column take NULL until what it is made of has its values.
func (m *move) madeLater(t *schema.Table, add *schema.AddColumn) {
	if add.C.Type.Null {
		return
	}
	own := *add.C
	own.Type = &schema.ColumnType{Type: add.C.Type.Type, Raw: add.C.Type.Raw, Null: true}
	m.behind = append(m.behind, m.alter(t, add.C, "SET NOT NULL"))
	add.C = &own
}

// fits reports whether what a check says of a column of a type can be a value of it.
func fits(t schema.Type) bool {
	switch t.(type) {
	case *schema.StringType, *schema.IntegerType, *schema.DecimalType, *schema.FloatType:
		return true
	}
	return false
}

// zeroOf is a value of one of PostgreSQL's types; "" where none is at hand.
func zeroOf(t schema.Type) string {
	switch t := t.(type) {
	case *schema.StringType, *schema.BinaryType:
		return "''"
	case *schema.IntegerType, *schema.DecimalType, *schema.FloatType, *postgres.CurrencyType:
		return "0"
	case *schema.BoolType:
		return "false"
	case *schema.TimeType:
		if slices.Contains([]string{"time", "timetz", "time without time zone", "time with time zone"}, strings.ToLower(t.T)) {
			return "'00:00'"
		}
		return "'0001-01-01'"
	case *schema.JSONType:
		return "'null'"
	case *schema.UUIDType:
		return "'00000000-0000-0000-0000-000000000000'"
	case *postgres.ArrayType:
		return "'{}'"
	case *postgres.IntervalType:
		return "'0'"
	case *schema.EnumType:
		if len(t.Values) > 0 {
			return sqltext.Literal(t.Values[0])
		}
	}
	return ""
}
