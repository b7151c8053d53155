package schema

import (
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// typeOf is the type of a column's values in a dialect: what its tag says or, without that, what its Go type is bound as. It is
// "" when neither says so.
func typeOf(d render.Dialect, c *mapper.Column) string {
	if d.Has(render.ArrayParams) {
		return arrayed(d, c)
	}
	return affinity(d, c)
}

// arrayed is typeOf where there are arrays: a list is one of its elements' type.
func arrayed(d render.Dialect, c *mapper.Column) string {
	if isSerial(c.SQLType) {
		return strings.ToLower(c.SQLType)
	}
	if name := d.ColumnType(c); name != "" {
		return name
	}
	if name, ok := known[elementOf(c.Type).String()]; ok {
		return name
	}
	t, dimensions := elementOf(c.Type), ""
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t, dimensions = elementOf(t.Elem()), dimensions+"[]"
		if name := d.TypeName(t); name != "" {
			return name + dimensions
		}
	}
	return ""
}

// isSerial reports whether a type is an integer that a sequence of the column's own counts up.
func isSerial(name string) bool {
	lower := strings.ToLower(name)
	return lower == "serial" || lower == "bigserial" || lower == "smallserial"
}

// uncounted is the type of what refers to a column of a type.
func uncounted(name string) string {
	switch name {
	case "serial":
		return "integer"
	case "bigserial":
		return "bigint"
	case "smallserial":
		return "smallint"
	}
	return name
}

// known are the types of others that say what they are by their name alone.
var known = map[string]string{
	"decimal.Decimal": "numeric", "decimal.NullDecimal": "numeric", "big.Int": "numeric", "uuid.NullUUID": "uuid",
	"pgtype.Bool": "boolean", "pgtype.Int2": "smallint", "pgtype.Int4": "integer", "pgtype.Int8": "bigint",
	"pgtype.Float4": "real", "pgtype.Float8": "double precision", "pgtype.Numeric": "numeric", "pgtype.Text": "text",
	"pgtype.UUID": "uuid", "pgtype.Date": "date", "pgtype.Timestamp": "timestamp", "pgtype.Timestamptz": "timestamptz",
	"pgtype.Time": "time", "pgtype.Interval": "interval",
}

// elementOf is the type of a value that is not NULL.
func elementOf(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && t.NumField() > 0 {
		return elementOf(t.Field(0).Type)
	}
	return t
}

// affinity is typeOf where a column takes any value and its type only says how it is read: numbers that no float holds,
// documents, lists and whatever has text of its own are text.
func affinity(d render.Dialect, c *mapper.Column) string {
	if kind := elementOf(c.Type).Kind(); reflect.Int <= kind && kind <= reflect.Float64 && atlas.DeclaredClass(c.SQLType) == "numeric" {
		return "numeric" // a number loses nothing there; text would
	}
	if c.SQLType != "" {
		return affinityOfName(c.SQLType)
	}
	t := elementOf(c.Type)
	if name, ok := known[t.String()]; ok {
		return affinityOfName(name)
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "timestamp"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64:
		return "integer"
	case t.Kind() == reflect.Float32, t.Kind() == reflect.Float64:
		return "real"
	case d.TypeName(t) == "bytea":
		return "blob"
	}
	return "text"
}

// affinities are what SQLite calls the types of tags, by how they begin.
var affinities = []struct{ begins, name string }{
	{"smallserial", "integer"}, {"bigserial", "integer"}, {"serial", "integer"}, {"smallint", "integer"}, {"bigint", "integer"},
	{"integer", "integer"}, {"int", "integer"}, {"real", "real"}, {"double", "real"}, {"float", "real"}, {"bool", "boolean"},
	{"bytea", "blob"}, {"blob", "blob"}, {"timestamp", "timestamp"}, {"datetime", "datetime"}, {"date", "date"},
}

func affinityOfName(name string) string {
	lower := strings.ToLower(name)
	if strings.HasSuffix(lower, "]") || strings.HasPrefix(lower, "interval") || strings.Contains(lower, "range") {
		return "text"
	}
	for _, a := range affinities {
		if strings.HasPrefix(lower, a.begins) {
			return a.name
		}
	}
	return "text"
}
