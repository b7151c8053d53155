package schema

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
)

// rawObject is an object that is created and dropped by text.
type rawObject struct {
	kind               string // View or Raw
	name, create, drop string
	query              string // of a view
	first              bool   // it is made before the tables
}

// View is a view: created after the tables, dropped before them.
func View(name, query string) Object {
	return object(func(b *modelling) {
		b.requireTexts("view", name, query)
		if _, own := split(name); unquotable(own) {
			b.mistake("view %q: %s", name, noQuotes)
		} else if len(own) > atlas.Longest {
			b.mistake("view %s: the name has %d bytes, and PostgreSQL keeps %d: shorten it", name, len(own), atlas.Longest)
		}
		b.once("view " + name)
		id := b.dialect.TableName(name)
		b.raw = append(b.raw, rawObject{kind: "View", name: name, query: query, create: "CREATE VIEW " + id + " AS " + query, drop: "DROP VIEW " + id})
	})
}

// RawObject is what text creates, as [Raw] makes it.
type RawObject struct {
	name, create, drop string
	first              bool
}

// Raw is a function, a trigger, an extension, a policy or whatever else text creates: after the tables, and dropped before them, unless
// [RawObject.BeforeTables] says otherwise. Its name is
// that of what it creates, with the schema where that is another; it is looked for in the schema where create makes it. Where create begins with CREATE TABLE, VIEW or INDEX, or with
// ALTER TABLE, [MetaData.Diff] takes the table, view, index or constraint of that name for it, and looks no further. What its text
// makes besides has no such name, so that each thing has a Raw of its own. A trigger, a policy, a rule and a constraint are looked for on
// their table; a function by its name, whatever its parameters.
func Raw(name, create, drop string) RawObject {
	return RawObject{name: name, create: create, drop: drop}
}

// BeforeTables returns the object that is created before the tables, behind the enums, and dropped after them: a domain, an extension whose types
// or operator classes columns and indexes have, a function that a default, a check or a generated column calls. Several are made in the order in which With has them. In a database
// whose schemas share an extension, its drop fails while another schema's tables use it: declare it in none of these, or make it by hand.
func (o RawObject) BeforeTables() RawObject { o.first = true; return o }

func (o RawObject) addTo(b *modelling) {
	b.requireTexts("raw object", o.name, o.create, o.drop)
	own := rawObject{kind: "Raw", name: o.name, create: o.create, drop: o.drop, first: o.first}
	b.raw = append(b.raw, own)
	if o.first {
		b.model.First = append(b.model.First, own.declared())
	}
}

// withoutRaw has a filter leave out the tables, indexes and constraints that Raw makes, of which only the name is compared, and
// the schema where the name has one.
func (s dialectModel) withoutRaw(keep func(kind, table, name string) bool) func(c atlas.Change) bool {
	made := map[string][]string{} // the schemas by names; "" is any
	for _, o := range s.raw {
		dot := strings.LastIndexByte(o.name, '.')
		if name := o.name[dot+1:]; makesTables.MatchString(o.create) && !s.model.Declares(name) {
			made[name] = append(made[name], o.name[:max(dot, 0)])
		}
	}
	if len(made) == 0 && keep == nil {
		return nil
	}
	return func(c atlas.Change) bool {
		kind, table, name := c.Subject()
		is := func(name string) bool {
			return slices.ContainsFunc(made[name], func(of string) bool { return of == "" || of == c.Schema })
		}
		if is(table) || is(name) && (kind == "table" || kind == "index" || kind == "constraint") {
			return false
		}
		return keep == nil || keep(kind, table, name)
	}
}

// makesTables matches a text that makes what a comparison sees: a table, a view, an index or a constraint.
var makesTables = regexp.MustCompile(`(?is)^(\s|--[^\n]*\n|/\*.*?\*/)*(CREATE\s+((OR|REPLACE|GLOBAL|LOCAL|TEMP|TEMPORARY|UNLOGGED|FOREIGN|VIRTUAL|UNIQUE|MATERIALIZED|RECURSIVE)\s+)*(TABLE|VIEW|INDEX)|ALTER\s+TABLE)\b`)

// withoutViews takes out the tables of keyless types that are views, or that text makes.
func (b *modelling) withoutViews(mappings []*mapper.Mapping) {
	b.model.Tables = slices.DeleteFunc(b.model.Tables, func(t atlas.Table) bool {
		named := func(o rawObject) bool {
			return o.name == t.Qualified() || b.within != "" && o.name == b.within+"."+t.Qualified()
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
