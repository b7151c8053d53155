package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
)

// fillAgain gives rows a zero in columns that come back on the way back and take no NULL: what they held is gone, and without a value
// there would be no way back for a table that has rows.
func (m *move) fillAgain() {
	if !m.back {
		return
	}
	for _, c := range m.changes {
		modify, ok := c.(*schema.ModifyTable)
		if !ok {
			continue
		}
		for i, inner := range modify.Changes {
			add, ok := inner.(*schema.AddColumn)
			if !ok || add.C.Type.Null || add.C.Default != nil || generatedBy(add.C) != "" || identityOf(add.C) != nil || isSerialType(add.C) {
				continue
			}
			if value := zeroOf(add.C.Type.Type); value != "" {
				modify.Changes[i] = m.filled(modify.T, add.C, value)
			}
		}
	}
}

// filled adds a column with a zero for the rows that are there. Where checks speak of it, it takes NULL until each row has a value that they
// hold for.
func (m *move) filled(t *schema.Table, c *schema.Column, zero string) schema.Change {
	own := *c
	if checks := checksOn(t.Checks(), c.Name, nil); len(checks) > 0 && fits(c.Type.Type) {
		own.Type = &schema.ColumnType{Type: c.Type.Type, Raw: c.Type.Raw, Null: true}
		typed := func(value string) string { return "CAST(" + value + " AS " + m.typeName(c.Type.Type) + ")" }
		value := fitting{column: c.Name, zero: zero, checks: checks, typed: typed}.value()
		m.behind = append(m.behind, "UPDATE "+m.name(t)+" SET "+identifier(c.Name)+" = "+value, m.alter(t, c, "SET NOT NULL"))
		return &schema.AddColumn{C: &own}
	}
	own.Default = &schema.RawExpr{X: zero}
	m.behind = append(m.behind, m.alter(t, c, "DROP DEFAULT"))
	return &schema.AddColumn{C: &own}
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
			return quoteText(t.Values[0])
		}
	}
	return ""
}
