package atlas

import (
	"slices"

	"ariga.io/atlas/sql/schema"
)

// numbering marks a key of SQLite's that is one column by whether rows that bring none are given a number. That takes the type INTEGER, in
// these letters: INT PRIMARY KEY and INTEGER PRIMARY KEY DESC are plain columns, which take NULL.
type numbering struct {
	schema.Attr
	counted bool
}

func numberingOf(c *schema.Column) (n numbering, ok bool) {
	for _, a := range c.Attrs {
		if n, ok := a.(numbering); ok {
			return n, true
		}
	}
	return n, false
}

// startsCounting reports whether SQLite is to count a key from now on.
func startsCounting(from, to *schema.Column) bool {
	was, known := numberingOf(from)
	is, _ := numberingOf(to)
	return known && !was.counted && is.counted
}

// ascending writes a PRIMARY KEY without DESC, with which SQLite counts nothing.
func (d definition) ascending(t term) string {
	at := slices.IndexFunc(t.tokens, func(t token) bool { return t.is("DESC") })
	if at < 0 {
		return d.write(t)
	}
	return d.write(term{name: t.name, tokens: t.tokens[:at]}) + optional(source(d.sql, t.tokens[at+1:]))
}
