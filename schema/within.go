package schema

import (
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// WithinObject is a schema for tables that name none, as [Within] makes it.
type WithinObject struct{ schema string }

// Within has every table that names no schema stand in one, which must be there: the tables of a tenant, whose sessions have
// repo.WithSchema. Enums that name no schema stand there as well. A view's text names tables by itself, so a view that names no schema is a
// mistake here: call it "acorn.busiest", with the schema before the tables in its text. What [Raw] makes stays where its text says.
// [MetaData.Diff] does not look at the current schema then. An engine whose URL has search_path= makes everything in one schema.
// SQLite has no such schemas.
func Within(schema string) WithinObject { return WithinObject{schema} }

func (w WithinObject) addTo(b *modelling) {
	if b.within = w.schema; render.IsWrongName(w.schema) {
		b.mistake("Within(%q): name a schema, without quotes", w.schema)
	}
	if !b.postgres() {
		b.mistake("Within(%q): SQLite has no schemas: make the tables in the database that is attached under that name", w.schema)
	}
}

// checkViews finds views whose text would read other tables than those that [Within] makes.
func (b *modelling) checkViews() {
	for _, o := range b.raw {
		if b.within != "" && o.kind == "View" && !strings.Contains(o.name, ".") {
			b.mistake("view %q: its text names tables by itself, and Within(%q) moves them: call it %q and write the schema before the tables in its text, "+
				"or make it with an engine whose URL has search_path=", o.name, b.within, b.within+"."+o.name)
		}
	}
}

// move gives tables of models the names that they stand under, and returns these.
func (b *modelling) move(of []*mapper.Mapping, names *render.Tables) *render.Tables {
	if b.within != "" {
		b.model.Within = true
		names = render.NewTables(b.within, nil)
		b.moveEnums()
	}
	if names == nil || len(of) == 0 {
		return names
	}
	for i := range b.model.Holdings {
		h := &b.model.Holdings[i]
		h.Table, h.Of = names.Of(h.Table), names.Of(h.Of)
	}
	for i := range b.model.Tables {
		t := &b.model.Tables[i]
		t.Schema, t.Name = split(names.Of(t.Qualified()))
		for j := range t.ForeignKeys {
			fk := &t.ForeignKeys[j]
			fk.RefSchema, fk.RefTable = split(names.Of(atlas.Table{Schema: fk.RefSchema, Name: fk.RefTable}.Qualified()))
		}
	}
	return names
}

// moveEnums has enums that name no schema, and the columns of their types, stand in the one that [Within] names.
func (b *modelling) moveEnums() {
	moved := map[string]bool{}
	for i := range b.model.Enums {
		if e := &b.model.Enums[i]; e.Schema == "" {
			e.Schema, moved[e.Name] = b.within, true
		}
	}
	for i := range b.model.Tables {
		columns := b.model.Tables[i].Columns
		for j := range columns {
			if element, _ := atlas.Element(columns[j].Type); moved[strings.ReplaceAll(element, `"`, "")] {
				columns[j].Type = atlas.TypeName("", b.within) + "." + columns[j].Type
			}
		}
	}
}
