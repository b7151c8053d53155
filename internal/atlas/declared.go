package atlas

import (
	"slices"
	"strings"

	"ariga.io/atlas/sql/schema"
)

// classes are what a type that SQLite's tables declare says of its values, by how its name begins or what stands in it.
var classes = []struct{ begins, has, class string }{
	{begins: "interval", class: "text"}, {begins: "bool", class: "boolean"}, {begins: "timestamp", class: "timestamp"},
	{begins: "datetime", class: "datetime"}, {begins: "date", class: "date"}, {begins: "numeric", class: "numeric"},
	{begins: "decimal", class: "numeric"}, {has: "int", class: "integer"}, {has: "serial", class: "integer"}, {has: "char", class: "text"},
	{has: "clob", class: "text"}, {has: "text", class: "text"}, {has: "blob", class: "blob"}, {begins: "bytea", class: "blob"},
	{has: "real", class: "real"}, {has: "floa", class: "real"}, {has: "double", class: "real"},
}

// DeclaredClass returns what a type that a table of SQLite declares comes to: types of one class keep and read values alike.
// SQLite looks for a few syllables in the name, and its driver for a few more; a name that neither knows keeps text.
func DeclaredClass(name string) string {
	lower := strings.ToLower(name)
	if lower == "" {
		return "blob"
	}
	for _, c := range classes {
		if c.begins != "" && strings.HasPrefix(lower, c.begins) || c.has != "" && strings.Contains(lower, c.has) {
			return c.class
		}
	}
	return "text"
}

// declareAlike gives columns of SQLite the types that a database declares for them where those come to the same, and has columns
// of keys not be NULL, which SQLite lets them be by an old mistake alone.
func (d dialect) declareAlike(from, to *schema.Schema) {
	if d.schemas {
		return
	}
	for _, t := range to.Tables {
		was, ok := from.Table(t.Name)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			if other, ok := was.Column(c.Name); ok && d.alike(other, c) {
				c.Type.Type, c.Type.Raw = other.Type.Type, other.Type.Raw
			}
		}
		for _, i := range slices.Concat(was.Indexes, t.Indexes) {
			parenthesize(i)
		}
		for _, k := range []*schema.Index{was.PrimaryKey, t.PrimaryKey} {
			if k == nil {
				continue
			}
			for _, p := range k.Parts {
				p.C.Type.Null = false
			}
		}
	}
}

func (d dialect) alike(a, b *schema.Column) bool {
	x, err := d.writeType(a.Type.Type)
	y, wrong := d.writeType(b.Type.Type)
	return err == nil && wrong == nil && DeclaredClass(x) == DeclaredClass(y)
}

// parenthesize writes the expressions of an index of SQLite's one way: it keeps them as they were typed.
func parenthesize(i *schema.Index) {
	for _, p := range i.Parts {
		if x, ok := schema.UnderlyingExpr(p.X).(*schema.RawExpr); ok {
			text := strings.TrimSpace(x.X)
			for strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && closes(text) {
				text = strings.TrimSpace(text[1 : len(text)-1])
			}
			p.X = &schema.RawExpr{X: "(" + text + ")"}
		}
	}
}

// closes reports whether the first parenthesis of text is closed by the last.
func closes(text string) bool {
	depth, quote := 0, rune(0)
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '(':
			depth++
		case r == ')':
			if depth--; depth == 0 {
				return i == len(text)-1
			}
		}
	}
	return false
}
