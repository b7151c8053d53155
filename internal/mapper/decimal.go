package mapper

import (
	"reflect"
	"slices"
	"strings"
)

// decimals are the types of others whose values are exact numbers.
var decimals = []string{"decimal.Decimal", "decimal.NullDecimal", "pgtype.Numeric"}

// IsDecimal reports whether the column's values are exact numbers that its Go type keeps as something else than a number: what a
// database without a type for them keeps as text.
func (c *Column) IsDecimal() bool {
	t := c.ValueType()
	switch name := strings.ToLower(c.SQLType); {
	case name == "":
		return slices.Contains(decimals, t.String())
	case strings.HasSuffix(name, "]") || isNumber(t.Kind()):
		return false
	default:
		return strings.HasPrefix(name, "numeric") || strings.HasPrefix(name, "decimal")
	}
}

func isNumber(kind reflect.Kind) bool { return reflect.Int <= kind && kind <= reflect.Float64 }
