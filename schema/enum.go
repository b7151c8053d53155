package schema

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/drey-db/drey/internal/atlas"
)

// ownTypes are the types of PostgreSQL's own by the names that tags say: an enum called so would be meant by none of them, or by all.
var ownTypes = []string{
	"bigint", "bigserial", "bit", "bool", "boolean", "box", "bytea", "char", "character", "cidr", "circle", "date", "decimal", "float4", "float8", "inet", "int", "int2", "int4", "int8",
	"integer", "interval", "json", "jsonb", "line", "lseg", "macaddr", "money", "name", "numeric", "oid", "path", "point", "polygon", "real", "record", "serial", "smallint", "smallserial", "text", "time",
	"timestamp", "timestamptz", "timetz", "tsquery", "tsvector", "uuid", "varbit", "varchar", "xml",
}

// Enum is an enumerated type; type=NAME in a tag uses it. Where there are none, columns of the type get a check.
func Enum(name string, values ...string) Object {
	return object(func(b *modelling) {
		b.checkEnum(name, values)
		if !b.once("enum " + name) {
			return
		}
		if b.postgres() {
			e := atlas.Enum{Values: values}
			e.Schema, e.Name = split(name)
			b.model.Enums = append(b.model.Enums, e)
			return
		}
		b.enumChecks(name, values)
	})
}

// checkEnum finds what no enum can be called, or be of.
func (b *modelling) checkEnum(name string, values []string) {
	_, own := split(name)
	switch {
	case name == "":
		b.mistake("an enum has no name: give it the one that tags say with type=")
	case unquotable(name):
		b.mistake("enum %q: %s", name, noQuotes)
	case len(own) > atlas.Longest:
		b.mistake("enum %s: the name has %d bytes, and PostgreSQL keeps %d: shorten it", name, len(own), atlas.Longest)
	case slices.Contains(ownTypes, own):
		b.mistake("enum %s: PostgreSQL has a type of its own of that name, which type=%s means: call the enum otherwise", name, own)
	}
	if len(values) == 0 {
		b.mistake("enum %s: it has no values: give the texts that it may be", name)
	}
	for i, v := range values {
		switch {
		case len(v) > atlas.Longest:
			b.mistake("enum %s: the value %q has %d bytes, and PostgreSQL keeps %d: shorten it", name, v, len(v), atlas.Longest)
		case slices.Contains(values[:i], v):
			b.mistake("enum %s: the value %q is there twice: leave one out", name, v)
		case !keepable(v):
			b.mistake("enum %s: the value %q %s", name, v, notKept)
		}
	}
}

// notKept says why a text is refused.
const notKept = "has a NUL, or bytes that are no UTF-8, which PostgreSQL does not keep: leave them out"

// keepable reports whether PostgreSQL keeps a text.
func keepable(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

// checkTypes finds enums that are called as a table or a view is, of which PostgreSQL makes a type as well.
func (b *modelling) checkTypes() {
	for _, e := range b.model.Enums {
		called := atlas.Table{Schema: e.Schema, Name: e.Name}.Qualified()
		isView := slices.ContainsFunc(b.raw, func(o rawObject) bool { return o.kind == "View" && o.name == called })
		if b.at(called) != nil || isView {
			b.mistake("enum %s: a table or a view is called so, and PostgreSQL makes a type of that name for it: call the enum otherwise", called)
		}
	}
}

// enumChecks lets columns tagged with an enum's name hold its values alone.
func (b *modelling) enumChecks(name string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = b.dialect.Literal(v)
	}
	for _, place := range b.placesOf(name) {
		t := b.at(place.table)
		t.Checks = append(t.Checks, atlas.Check{
			Name:       b.model.Names.Name("ck", t.Name, place.column, name),
			Expression: b.dialect.Identifier(place.column) + " IN (" + strings.Join(quoted, ", ") + ")",
		})
	}
}

// placesOf are the columns whose tags name a type, in quotes or without.
func (b *modelling) placesOf(name string) (list []place) {
	for _, tagged := range slices.Sorted(maps.Keys(b.typed)) {
		if strings.ReplaceAll(tagged, `"`, "") == name {
			list = append(list, b.typed[tagged]...)
		}
	}
	return list
}
