package schema

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/render"
)

// check finds names that are missing, taken or too long.
func (b *modelling) check() {
	indexes := map[string]string{} // the table of each index: their names are the schema's
	for _, t := range b.model.Tables {
		if t.Schema != "" && !b.postgres() {
			b.mistake("table %s: SQLite's tables stand in no schema: have TableName say %s alone there", t.Qualified(), t.Name)
		}
		seen := map[string]bool{}
		for _, name := range append([]string{t.Name}, columnNames(t.Columns)...) {
			b.fits(t, name)
		}
		for _, name := range constraintNames(t) {
			b.fits(t, name)
			if seen[name] {
				b.mistake("table %s: two constraints are called %q: name one otherwise", t.Name, name)
			}
			seen[name] = true
		}
		for _, name := range indexNames(t) {
			b.fits(t, name)
			if other, taken := indexes[t.Schema+"."+name]; taken {
				b.mistake("table %s: the name %q is that of an index of table %s: name one otherwise", t.Name, name, other)
			}
			indexes[t.Schema+"."+name] = t.Name
		}
		b.checkWords(t)
		b.checkReferring(t)
	}
}

// noQuotes says why a name is refused.
const noQuotes = "a name has no quotes and no NUL, since drey quotes it: leave them out"

// unquotable reports whether a name would end its own quotes.
func unquotable(name string) bool { return strings.ContainsAny(name, "\x00\"`") }

// A method of an index and an operator class stand in SQL without quotes. A class may have parameters.
var (
	method  = regexp.MustCompile(`^[\pL_][\pL\pN_$]*$`)
	opClass = regexp.MustCompile(`^[\pL_][\pL\pN_$.]*(\([\pL\pN_$ =,.'-]*\))?$`)
)

// checkWords finds what is written in SQL as it is given, and is no word.
func (b *modelling) checkWords(t atlas.Table) {
	collations := []string{}
	for _, c := range t.Columns {
		collations = append(collations, c.Collate)
	}
	for _, i := range t.Indexes {
		if i.Using != "" && !method.MatchString(i.Using) {
			b.mistake("table %s: %q is no method of an index: say btree, gin, gist, brin or hash", t.Name, i.Using)
		}
		for _, p := range i.Parts {
			if collations = append(collations, p.Collate); p.Class != "" && !opClass.MatchString(p.Class) {
				b.mistake("table %s: %q is no operator class: say one such as jsonb_path_ops", t.Name, p.Class)
			}
		}
	}
	for _, c := range collations {
		if strings.ContainsAny(c, "\x00`;'") || strings.Count(c, `"`)%2 != 0 {
			b.mistake("table %s: %q is no collation: say its name", t.Name, c)
		}
	}
}

// withoutRedundant takes out unique constraints that say what the primary key, or another one, says: PostgreSQL makes none of them.
func (b *modelling) withoutRedundant() {
	for i := range b.model.Tables {
		t := &b.model.Tables[i]
		var kept []atlas.Unique
		for _, u := range t.Uniques {
			at := slices.IndexFunc(kept, func(k atlas.Unique) bool { return slices.Equal(k.Columns, u.Columns) })
			switch {
			case t.Key != nil && slices.Equal(t.Key.Columns, u.Columns):
			case at < 0:
				kept = append(kept, u)
			case u.Named && !kept[at].Named:
				kept[at] = u
			}
		}
		t.Uniques = kept
	}
}

// withoutDeferrable has foreign keys checked at once where the database defers none.
func (b *modelling) withoutDeferrable() {
	if b.dialect.Has(render.Deferrable) {
		return
	}
	for _, t := range b.model.Tables {
		for i := range t.ForeignKeys {
			t.ForeignKeys[i].Deferrable = false
		}
	}
}

// fits finds a name that is missing, too long, or would end its own quotes.
func (b *modelling) fits(t atlas.Table, name string) {
	switch {
	case name == "":
		b.mistake("table %s: something of it has no name: give it one", t.Name)
	case unquotable(name):
		b.mistake("table %s: %q: %s", t.Name, name, noQuotes)
	case len(name) > atlas.Longest:
		b.mistake("table %s: the name %q has %d bytes, and PostgreSQL keeps %d: shorten it", t.Name, name, len(name), atlas.Longest)
	}
}

func constraintNames(t atlas.Table) (names []string) {
	for _, fk := range t.ForeignKeys {
		names = append(names, fk.Name)
	}
	for _, c := range t.Checks {
		names = append(names, c.Name)
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" }) // SQLite's need none
}

// indexNames are the names of indexes and of the constraints that have one.
func indexNames(t atlas.Table) (names []string) {
	if t.Key != nil && t.Key.Name != "" {
		names = append(names, t.Key.Name)
	}
	for _, u := range t.Uniques {
		names = append(names, u.Name)
	}
	for _, i := range t.Indexes {
		names = append(names, i.Name)
	}
	return names
}
