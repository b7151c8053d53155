package mapper

import (
	"encoding"
	"reflect"
	"time"
)

// mostExact is the greatest whole number up to which a float holds every one.
const mostExact = 1 << 53

// Beside returns v as it is compared with the column: texts and numbers, as JSON gives them, in the column's type. It reports whether v
// says a value of that type.
func (c *Column) Beside(v any) (any, bool) {
	given, t := reflect.ValueOf(v), c.ValueType()
	switch {
	case !given.IsValid() || !isBasic(given.Kind()) || has(given.Type(), valuerType) || given.Kind() == t.Kind():
		return v, true
	case isNumber(given.Kind()) && isNumber(t.Kind()):
		return besideNumber(given, t)
	case given.Kind() == reflect.String:
		return c.besideText(v, given.String(), t)
	}
	return v, c.SQLType != "" && t != timeType || !isBasic(t.Kind()) && t != timeType
}

func isBasic(kind reflect.Kind) bool {
	return kind == reflect.String || kind == reflect.Bool || isNumber(kind)
}

// besideNumber has a float that is whole be an integer beside integers.
func besideNumber(given reflect.Value, t reflect.Type) (any, bool) {
	if !given.CanFloat() || !isInteger(t) {
		return given.Interface(), true
	}
	f := given.Float()
	whole := int64(f)
	return whole, -mostExact <= f && f <= mostExact && float64(whole) == f
}

// besideText reads a text as the column's type does.
func (c *Column) besideText(v any, text string, t reflect.Type) (any, bool) {
	place := reflect.New(t)
	if reads, ok := place.Interface().(encoding.TextUnmarshaler); ok && reads.UnmarshalText([]byte(text)) == nil {
		return place.Elem().Interface(), true
	} else if ok && t == timeType && c.day {
		day, err := time.Parse(time.DateOnly, text)
		return day, err == nil
	} else if ok {
		return v, false
	}
	return v, !isBasic(t.Kind())
}
