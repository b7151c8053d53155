package schema

import (
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
)

// classes are types by what their values are: those of one class are equal where their values are, and those of two never.
var classes = map[string]string{
	"smallint": "a number", "integer": "a number", "bigint": "a number", "int": "a number", "int2": "a number", "int4": "a number", "int8": "a number",
	"smallserial": "a number", "serial": "a number", "bigserial": "a number",
	"text": "a text", "varchar": "a text", "character varying": "a text", "char": "a text", "character": "a text",
	"bytea": "bytes", "blob": "bytes",
}

// classOf is the class of a type; "" of one that may be compared with others.
func classOf(typ string) string {
	typ, _, _ = strings.Cut(strings.ToLower(typ), "(")
	return classes[strings.TrimSpace(typ)]
}

// checkReferring finds foreign keys whose values cannot be those that they refer to.
func (b *modelling) checkReferring(t atlas.Table) {
	for _, fk := range t.ForeignKeys {
		referred := b.at(atlas.Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified())
		if referred == nil {
			continue
		}
		for i, name := range fk.Columns {
			own, other := typeIn(&t, name), typeIn(referred, fk.RefColumns[i])
			if is, of := classOf(own), classOf(other); is != "" && of != "" && is != of {
				b.mistake("table %s: %s is %s (%s), and refers to %s.%s, which is %s (%s): give both one type", t.Qualified(), name, is, own, referred.Qualified(), fk.RefColumns[i], of, other)
			}
		}
	}
}

// checkReferred finds foreign keys of models that refer to what is no key: PostgreSQL refuses them, and SQLite every row that has one.
func (b *modelling) checkReferred() {
	for _, m := range b.mappings {
		t := b.at(m.Table)
		if t == nil {
			continue
		}
		for _, fk := range t.ForeignKeys {
			referred := b.at(atlas.Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified())
			if referred != nil && !keepsApart(*referred, fk.RefColumns) {
				b.mistake("table %s: the foreign key of (%s) refers to %s (%s), which is no key and not unique: refer to its key, or tag those columns unique", t.Qualified(),
					strings.Join(fk.Columns, ", "), referred.Qualified(), strings.Join(fk.RefColumns, ", "))
			}
		}
	}
}

// keepsApart reports whether a table has no two rows with the same values in columns.
func keepsApart(t atlas.Table, columns []string) bool {
	sorted := slices.Sorted(slices.Values(columns))
	same := func(names []string) bool { return slices.Equal(slices.Sorted(slices.Values(names)), sorted) }
	unique := func(i atlas.Index) bool {
		var names []string
		for _, p := range i.Parts {
			names = append(names, p.Column)
		}
		return i.Unique && i.Where == "" && same(names)
	}
	return t.Key != nil && same(t.Key.Columns) || slices.ContainsFunc(t.Uniques, func(u atlas.Unique) bool { return same(u.Columns) }) || slices.ContainsFunc(t.Indexes, unique)
}

// typeIn is the type of a column; "" where the table has none of that name.
func typeIn(t *atlas.Table, name string) string {
	for _, c := range t.Columns {
		if c.Name == name {
			return c.Type
		}
	}
	return ""
}
