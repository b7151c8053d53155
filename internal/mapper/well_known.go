package mapper

import (
	"database/sql/driver"
	"reflect"
	"time"
)

// wellKnown are the SQL types of the types of others that say what they are by their name alone.
var wellKnown = map[string]string{
	"decimal.Decimal": "numeric", "decimal.NullDecimal": "numeric", "uuid.NullUUID": "uuid",
	"pgtype.Bool": "boolean", "pgtype.Int2": "smallint", "pgtype.Int4": "integer", "pgtype.Int8": "bigint",
	"pgtype.Float4": "real", "pgtype.Float8": "double precision", "pgtype.Numeric": "numeric", "pgtype.Text": "text",
	"pgtype.UUID": "uuid", "pgtype.Date": "date", "pgtype.Timestamp": "timestamp", "pgtype.Timestamptz": "timestamptz",
	"pgtype.Time": "time", "pgtype.Interval": "interval",
}

// WellKnown returns the SQL type of a type of others that says what it is by its name, "" for every other one. A pointer and an
// sql.Null have their element's.
func WellKnown(t reflect.Type) string { return wellKnown[NotNull(t).String()] }

// NotNull returns the type of a value that is not NULL: the element of a pointer, and of an sql.Null.
func NotNull(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case isSQLNull(t):
			t = t.Field(0).Type
		default:
			return t
		}
	}
}

// ValuerType returns the SQL type of what the Value method of t gives, as its zero value tells it: a number, a truth or a time. Text
// and bytes may stand for anything, and are "", as is a type without the method.
func ValuerType(t reflect.Type) (name string) {
	if t = NotNull(t); !IsValuer(t) {
		return ""
	}
	defer func() {
		if recover() != nil { // its zero value has no answer
			name = ""
		}
	}()
	of := reflect.New(t)
	v, ok := of.Interface().(driver.Valuer)
	if !ok {
		return ""
	}
	given, err := v.Value()
	if err != nil {
		return ""
	}
	switch given.(type) {
	case int64:
		return "bigint"
	case float64:
		return "double precision"
	case bool:
		return "boolean"
	case time.Time:
		return "timestamptz"
	}
	return ""
}
