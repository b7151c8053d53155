package schema

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// goType is the Go type of a column's values.
type goType struct {
	name  string // as source has it
	typ   reflect.Type
	lists bool // it has a value for NULL without a pointer
}

// goTypes are the types whose values a Go type holds exactly; others are read and written as text.
var goTypes = map[string]reflect.Type{
	"smallint": reflect.TypeFor[int16](), "smallserial": reflect.TypeFor[int16](),
	"integer": reflect.TypeFor[int32](), "serial": reflect.TypeFor[int32](),
	"bigint": reflect.TypeFor[int64](), "bigserial": reflect.TypeFor[int64](),
	"boolean": reflect.TypeFor[bool](), "real": reflect.TypeFor[float32](), "double precision": reflect.TypeFor[float64](),
	"bytea": reflect.TypeFor[[]byte](), "uuid": reflect.TypeFor[uuid.UUID](),
	"json": reflect.TypeFor[json.RawMessage](), "jsonb": reflect.TypeFor[json.RawMessage](),
	"date": reflect.TypeFor[time.Time](), "timestamp": reflect.TypeFor[time.Time](), "timestamptz": reflect.TypeFor[time.Time](),
	"timestamp with time zone": reflect.TypeFor[time.Time](), "timestamp without time zone": reflect.TypeFor[time.Time](),
}

// liteTypes are the same of SQLite, by [atlas.DeclaredClass].
var liteTypes = map[string]reflect.Type{
	"integer": reflect.TypeFor[int64](), "real": reflect.TypeFor[float64](), "numeric": reflect.TypeFor[float64](),
	"blob": reflect.TypeFor[[]byte](), "boolean": reflect.TypeFor[bool](), "date": reflect.TypeFor[time.Time](),
	"timestamp": reflect.TypeFor[time.Time](), "uuid_text": reflect.TypeFor[uuid.UUID](), "json_text": reflect.TypeFor[json.RawMessage](),
}

// typeFor is the Go type of a column.
func (s *source) typeFor(c atlas.Column) goType {
	if !s.postgres() {
		return liteType(atlas.DeclaredClass(c.Type))
	}
	element, dimensions := atlas.Element(c.Type)
	g := plainType(goTypes[withoutSize(element)])
	if e, ok := s.enum(element); ok {
		g.name = s.enums[joined(e)]
	}
	for range dimensions {
		g = listOf(g)
	}
	return g
}

// liteType is the Go type of what a column of SQLite's is declared as.
func liteType(class string) goType {
	if element := atlas.ElementOf(class); element != "" {
		return listOf(liteType(element))
	}
	return plainType(liteTypes[class])
}

func listOf(g goType) goType {
	return goType{name: "[]" + g.name, typ: reflect.SliceOf(g.typ), lists: true}
}

// enum is the enumerated type of a name with or without the schema: without it that of the current schema, or else any.
func (s *source) enum(name string) (found atlas.Enum, ok bool) {
	in, own := split(strings.ReplaceAll(name, `"`, ""))
	for _, e := range s.model.Enums {
		switch {
		case e.Name != own:
		case e.Schema == in, e.Schema == "" && in == "public":
			return e, true
		case in == "" && !ok:
			found, ok = e, true
		}
	}
	return found, ok
}

// joined is the name of an enum with its schema.
func joined(e atlas.Enum) string { return atlas.Table{Schema: e.Schema, Name: e.Name}.Qualified() }

func plainType(t reflect.Type) goType {
	if t == nil {
		t = reflect.TypeFor[string]()
	}
	g := goType{name: t.String(), typ: t, lists: t.Kind() == reflect.Slice}
	if t == reflect.TypeFor[[]byte]() {
		g.name = "[]byte"
	}
	return g
}

// withoutSize is the name of a type without what it says in parentheses.
func withoutSize(name string) string {
	before, rest, found := strings.Cut(name, "(")
	if _, after, closed := strings.Cut(rest, ")"); found && closed {
		return before + after
	}
	return name
}

// typeTag is what type= has to say of a column; "" where its Go type says it all.
func (s *source) typeTag(c atlas.Column, g goType) string {
	plain := typeOf(s.dialect, &mapper.Column{Type: g.typ})
	element, dimensions := atlas.Element(c.Type)
	e, enum := s.enum(element)
	switch {
	case !s.postgres():
		if class := atlas.DeclaredClass(c.Type); class == atlas.DeclaredClass(plain) {
			return ""
		}
		return liteTag(c.Type)
	case enum:
		return enumTag(e, dimensions)
	case c.Type == plain, strings.ReplaceAll(c.Type, "timestamp with time zone", "timestamptz") == plain:
		return ""
	}
	return c.Type
}

// liteTag is what a tag calls what a column of SQLite's is declared as, so that other dialects know it too.
func liteTag(declared string) string {
	if element := atlas.ElementOf(declared); element != "" {
		return liteTag(element) + "[]"
	}
	if name, ok := strings.CutSuffix(declared, "_text"); ok && name != "date" {
		return name
	}
	return declared
}

// enumTag is the name of an enumerated type as SQL has it everywhere: with its schema where that is not the current one, and in
// quotes where it needs them.
func enumTag(e atlas.Enum, dimensions int) string {
	return atlas.TypeName(e.Schema, e.Name) + strings.Repeat("[]", dimensions)
}

// fits reports whether a field of one type may refer to a key of another.
func (g goType) fits(key goType) bool {
	if g.name == key.name {
		return true
	}
	whole := func(t reflect.Type) bool { return reflect.Int <= t.Kind() && t.Kind() <= reflect.Int64 }
	return whole(g.typ) && whole(key.typ) && g.typ.Size() >= key.typ.Size()
}

// mayBeKey reports whether a session finds rows by such values.
func (g goType) mayBeKey() bool {
	switch g.typ.Kind() {
	case reflect.Float32, reflect.Float64, reflect.Map:
		return false
	case reflect.Slice:
		return g.typ == reflect.TypeFor[[]byte]()
	}
	return true
}
