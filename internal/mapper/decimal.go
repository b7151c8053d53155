package mapper

import (
	"reflect"
	"strings"
)

// IsDecimal reports whether the column's values are exact numbers that its Go type keeps as something else than a number: what a
// database without a type for them keeps as text.
func (c *Column) IsDecimal() bool {
	t := c.ValueType()
	switch name := strings.ToLower(c.SQLType); {
	case name == "":
		return IsDecimal(t)
	case strings.HasSuffix(name, "]") || isNumber(t.Kind()):
		return false
	default:
		return strings.HasPrefix(name, "numeric") || strings.HasPrefix(name, "decimal")
	}
}

// IsDecimal reports whether values of t are such numbers.
func IsDecimal(t reflect.Type) bool { return WellKnown(t) == "numeric" }

func isNumber(kind reflect.Kind) bool { return reflect.Int <= kind && kind <= reflect.Float64 }
