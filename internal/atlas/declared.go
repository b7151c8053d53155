package atlas

import (
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

// declareAlike gives a column of SQLite the type that the models declare for it where both come to the same.
func (d dialect) declareAlike(old, c *schema.Column) {
	x, err := d.writeType(old.Type.Type)
	y, wrong := d.writeType(c.Type.Type)
	if err == nil && wrong == nil && DeclaredClass(x) == DeclaredClass(y) {
		old.Type.Type, old.Type.Raw = c.Type.Type, c.Type.Raw
	}
}
