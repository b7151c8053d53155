package atlas

import (
	"context"
	"slices"
	"strings"
)

// place is where a declared object stands, as its text and its name say. Parts that nothing says are "".
type place struct {
	schema  string
	on      Table // the table that an object which has no schema of its own is made on
	outside bool  // it is the whole database's
	ofTable bool  // its name is one among those of that table's own
	routine bool  // it is a function or a procedure
}

// kindsOutside are the words before the name of what stands in no schema.
var kindsOutside = []string{"SCHEMA", "EXTENSION", "PUBLICATION", "SERVER"}

// placeOf is where an object stands. What its text says goes before what its name does: that is where the text makes it.
func placeOf(name, create string) (p place) {
	in, own := split(name)
	list := tokens(create)
	at := slices.IndexFunc(list, func(t token) bool { return t.kind <= nameToken && strings.EqualFold(t.named(), own) })
	if at < 0 {
		return place{schema: firstOrNone(in, saidBefore(create, own))}
	}
	before := qualifierOf(list, at)
	kind := at - 1
	for kind > 0 && (list[kind].is("IF") || list[kind].is("NOT") || list[kind].is("EXISTS") || list[kind].is("CONCURRENTLY")) {
		kind--
	}
	switch {
	case before != "":
		return place{schema: before, routine: at > 2 && isRoutine(list[at-3])}
	case kind < 0:
		return place{schema: in}
	case slices.ContainsFunc(kindsOutside, list[kind].is), kind > 0 && list[kind].is("TRIGGER") && list[kind-1].is("EVENT"):
		return place{outside: true}
	case slices.ContainsFunc([]string{"TRIGGER", "POLICY", "INDEX"}, list[kind].is):
		return place{on: tableBehind(list[at:], "ON"), schema: in, ofTable: !list[kind].is("INDEX")}
	case list[kind].is("RULE"):
		return place{on: tableBehind(list[at:], "TO"), schema: in, ofTable: true}
	case list[kind].is("CONSTRAINT"):
		return place{on: tableBehind(list, "TABLE"), schema: in, ofTable: true}
	case !list[0].is("CREATE"):
		return place{schema: in}
	}
	return place{routine: isRoutine(list[kind])}
}

// isRoutine reports whether a token says that what is called behind it is a function or a procedure.
func isRoutine(t token) bool { return t.is("FUNCTION") || t.is("PROCEDURE") }

// table is the table in which the object's name is looked for; "" where that is one of its schema.
func (p place) table() string {
	if p.ofTable {
		return p.on.Name
	}
	return ""
}

// qualifierOf is the schema that is said before the name at a token; "" for none.
func qualifierOf(list []token, at int) string {
	if at >= 2 && list[at-1].text == "." && list[at-2].kind <= nameToken {
		return list[at-2].folded()
	}
	return ""
}

// folded is the name that a token is to PostgreSQL, which takes one without quotes in small letters.
func (t token) folded() string {
	if t.kind == wordToken {
		return strings.ToLower(t.text)
	}
	return t.named()
}

// tableBehind is the table that stands behind a keyword, and behind what may stand between.
func tableBehind(list []token, keyword string) Table {
	at := slices.IndexFunc(list, func(t token) bool { return t.is(keyword) }) + 1
	for at > 0 && at < len(list) && slices.ContainsFunc([]string{"ONLY", "IF", "NOT", "EXISTS"}, list[at].is) {
		at++
	}
	switch {
	case at == 0 || at >= len(list) || list[at].kind > nameToken:
		return Table{}
	case at+2 < len(list) && list[at+1].text == "." && list[at+2].kind <= nameToken:
		return Table{Schema: list[at].folded(), Name: list[at+2].folded()}
	}
	return Table{Name: list[at].folded()}
}

// saidBefore is the schema that a text says somewhere before a name which is no name to the scanner: an operator's, or one within a text.
func saidBefore(text, name string) string {
	before, _, found := strings.Cut(text, "."+name)
	list := tokens(before)
	if !found || len(list) == 0 || list[len(list)-1].kind > nameToken {
		return ""
	}
	return list[len(list)-1].folded()
}

// schemaOf is the schema in which an object stands; "" where it stands in none. What says none stands in the current one, and what is
// made on a table stands where that does: a table of the model's in the current one, another where the search path finds it.
func (d *Database) schemaOf(ctx context.Context, m Model, o Declared) (in string, err error) {
	if !d.schemas {
		return "", nil
	}
	p := placeOf(o.Name, o.Create)
	switch {
	case p.outside:
		return "", nil
	case p.on.Schema != "":
		return p.on.Schema, nil
	case p.on.Name == "":
		return firstOrNone(p.schema, d.current), nil
	case slices.ContainsFunc(m.Tables, func(t Table) bool { return t.Name == p.on.Name && (t.Schema == "" || t.Schema == d.current) }):
		return d.current, nil
	}
	const found = "SELECT coalesce((SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass($1)), $2)"
	err = d.db.QueryRowContext(ctx, found, identifier(p.on.Name), firstOrNone(p.schema, d.current)).Scan(&in)
	return in, err
}

// Called is what a declared object is called among those that [Database.Objects] finds: with its schema, where that is not the current one.
func (d *Database) Called(ctx context.Context, m Model, o Declared) (string, error) {
	in, err := d.schemaOf(ctx, m, o)
	_, own := split(o.Name)
	if in == "" {
		return own, err
	}
	return d.unqualified(in, own), err
}
