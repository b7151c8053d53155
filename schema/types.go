package schema

import (
	"cmp"
	"math"
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
	if name := mapper.WellKnown(c.Type); name != "" {
		return name
	}
	t, dimensions := mapper.NotNull(c.Type), ""
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t, dimensions = mapper.NotNull(t.Elem()), dimensions+"[]"
		if name := cmp.Or(d.TypeName(t), mapper.WellKnown(t)); name != "" {
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

// serials are integer types, and what they are called where a sequence of their own counts them up.
var serials = []struct{ integer, serial string }{{"smallint", "smallserial"}, {"integer", "serial"}, {"bigint", "bigserial"}}

// uncounted is the type of what refers to a column of a type.
func uncounted(name string) string {
	for _, s := range serials {
		if s.serial == name {
			return s.integer
		}
	}
	return name
}

// countedType is an integer type as a column has it that the database counts up.
func countedType(name string) string {
	for _, s := range serials {
		if s.integer == name {
			return s.serial
		}
	}
	return name
}

// affinity is typeOf where a column takes any value and its type only says how it is read: numbers that no float holds,
// documents, lists and whatever has text of its own are text, and the type says which kind of it, so that another kind is seen as a change.
func affinity(d render.Dialect, c *mapper.Column) string {
	t := mapper.NotNull(c.Type)
	if kind := t.Kind(); reflect.Int <= kind && kind <= reflect.Float64 && atlas.DeclaredClass(c.SQLType) == "numeric" {
		return "numeric" // a number loses nothing there; text would
	}
	if c.SQLType != "" {
		return affinityOfName(c.SQLType)
	}
	return affinityOfType(d, t)
}

func affinityOfType(d render.Dialect, t reflect.Type) string {
	if name := mapper.WellKnown(t); name != "" {
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
	}
	switch name := d.TypeName(t); {
	case name != "":
		return affinityOfBound(name)
	case mapper.IsValuer(t):
		return "text"
	}
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		return atlas.ListOf(affinityOfType(d, mapper.NotNull(t.Elem())))
	}
	return "text"
}

// affinityOfBound is the affinity of the type in which a value is bound where neither kind nor tag says it.
func affinityOfBound(name string) string {
	if name == "date" {
		return "date_text" // a day of a type of its own, which is read as text
	}
	return affinityOfName(name)
}

// affinities are what SQLite calls the types of tags, by how they begin.
var affinities = []struct{ begins, name string }{
	{"smallserial", "integer"}, {"bigserial", "integer"}, {"serial", "integer"}, {"smallint", "integer"}, {"bigint", "integer"},
	{"integer", "integer"}, {"int", "integer"}, {"real", "real"}, {"double", "real"}, {"float", "real"}, {"bool", "boolean"},
	{"bytea", "blob"}, {"blob", "blob"}, {"timestamp", "timestamp"}, {"datetime", "datetime"}, {"date_text", "date_text"}, {"date", "date"},
	{"time", "time_text"}, {"uuid", "uuid_text"}, {"json", "json_text"}, {"numeric", "numeric_text"}, {"decimal", "numeric_text"},
}

func affinityOfName(name string) string {
	lower := strings.ToLower(name)
	if element, list := strings.CutSuffix(lower, "[]"); list {
		return atlas.ListOf(affinityOfName(element))
	}
	if strings.HasPrefix(lower, "interval") || strings.Contains(lower, "range") {
		return "text"
	}
	for _, a := range affinities {
		if strings.HasPrefix(lower, a.begins) {
			return a.name
		}
	}
	return "text"
}

// boundsOf are the bounds of the whole numbers of a type, or of a list's, where not every 64 bits are one.
func boundsOf(t reflect.Type) atlas.Bounds {
	t = mapper.NotNull(t)
	if t.Kind() == reflect.Slice {
		t = mapper.NotNull(t.Elem())
	}
	switch t.Kind() {
	case reflect.Int8:
		return atlas.Bounds{Least: math.MinInt8, Most: math.MaxInt8}
	case reflect.Int16:
		return atlas.Bounds{Least: math.MinInt16, Most: math.MaxInt16}
	case reflect.Int32:
		return atlas.Bounds{Least: math.MinInt32, Most: math.MaxInt32}
	case reflect.Uint8:
		return atlas.Bounds{Most: math.MaxUint8}
	case reflect.Uint16:
		return atlas.Bounds{Most: math.MaxUint16}
	case reflect.Uint32:
		return atlas.Bounds{Most: math.MaxUint32}
	case reflect.Uint, reflect.Uint64:
		return atlas.Bounds{Most: math.MaxInt64}
	}
	return atlas.Bounds{}
}
