package render

import (
	"cmp"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/internal/mapper"
)

// TypeName returns the SQL type in which a value of a Go type is bound, "" when none goes without saying. A pointer and an
// sql.Null have their element's.
func (d Dialect) TypeName(t reflect.Type) string {
	t = mapper.NotNull(t)
	switch {
	case t == reflect.TypeFor[mapper.Day](), mapper.IsDay(t):
		return "date"
	case t == reflect.TypeFor[time.Time]():
		return "timestamptz"
	case t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8:
		return "uuid"
	case mapper.IsValuer(t):
		return ""
	case mapper.IsText(t) && (t.Kind() == reflect.Struct || kindNames[t.Kind()] == "" && t.Kind() != reflect.Map):
		return "text"
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Map:
		return "jsonb"
	case (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() == reflect.Uint8:
		return "bytea"
	}
	return kindNames[t.Kind()]
}

// LiteralType returns the SQL type of a value that nothing beside it gives one: [Dialect.TypeName], or what the type of others that it
// is of stands for, "" where nobody knows.
func (d Dialect) LiteralType(t reflect.Type) string {
	return cmp.Or(d.TypeName(t), mapper.WellKnown(t), mapper.ValuerType(t))
}

var kindNames = map[reflect.Kind]string{
	reflect.Bool: "boolean", reflect.String: "text", reflect.Float32: "double precision", reflect.Float64: "double precision",
	reflect.Int: "bigint", reflect.Int64: "bigint", reflect.Int32: "integer", reflect.Int16: "smallint", reflect.Int8: "smallint",
	reflect.Uint: "bigint", reflect.Uint64: "bigint", reflect.Uint32: "bigint", reflect.Uint16: "integer", reflect.Uint8: "smallint",
	reflect.Struct: "jsonb",
}

// ColumnType returns the SQL type of a column's values, as its tag or else its Go type says it; "" when neither does.
func (d Dialect) ColumnType(c *mapper.Column) string {
	switch name := strings.ToLower(c.SQLType); name {
	case "":
		return d.TypeName(c.Type)
	case "smallserial":
		return "smallint"
	case "serial":
		return "integer"
	case "bigserial":
		return "bigint"
	}
	return c.SQLType
}

// IsTruth reports whether a t may be true or false: a bool, one that may be NULL, or of a type known only when it runs.
func IsTruth(t reflect.Type) bool {
	kind := mapper.NotNull(t).Kind()
	return kind == reflect.Bool || kind == reflect.Interface
}
