package schema

import (
	"slices"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// rawObject is an object that is created and dropped by text.
type rawObject struct {
	kind               string // View or Raw
	name, create, drop string
	query              string // of a view
}

// View is a view: created after the tables, dropped before them.
func View(name, query string) Object {
	return object(func(b *modelling) {
		b.requireTexts("view", name, query)
		id := b.dialect.TableName(name)
		b.raw = append(b.raw, rawObject{kind: "View", name: name, query: query, create: "CREATE VIEW " + id + " AS " + query, drop: "DROP VIEW " + id})
	})
}

// Raw is a function, a trigger, an extension, a policy or whatever else text creates: after the tables, and dropped before them.
func Raw(name, create, drop string) Object {
	return object(func(b *modelling) {
		b.requireTexts("raw object", name, create, drop)
		b.raw = append(b.raw, rawObject{kind: "Raw", name: name, create: create, drop: drop})
	})
}

// withoutViews takes out the tables of keyless types that are views.
func (b *modelling) withoutViews(mappings []*mapper.Mapping) {
	b.model.Tables = slices.DeleteFunc(b.model.Tables, func(t atlas.Table) bool {
		named := func(o rawObject) bool {
			return o.kind == "View" && (o.name == t.Qualified() || b.within != "" && o.name == b.within+"."+t.Qualified())
		}
		of := func(m *mapper.Mapping) bool { return m.Keyless && m.Table == t.Qualified() }
		return slices.ContainsFunc(b.raw, named) && slices.ContainsFunc(mappings, of)
	})
}

// requireTexts finds an object without a name or without its texts.
func (b *modelling) requireTexts(what, name string, texts ...string) {
	if name == "" || slices.Contains(texts, "") {
		b.mistake("%s %q: it needs a name, and SQL that makes it", what, name)
	}
}
