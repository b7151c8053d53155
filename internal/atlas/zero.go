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
				own := *add.C
				own.Default = &schema.RawExpr{X: value}
				modify.Changes[i] = &schema.AddColumn{C: &own}
				m.behind = append(m.behind, m.alter(modify.T, add.C, "DROP DEFAULT"))
			}
		}
	}
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
