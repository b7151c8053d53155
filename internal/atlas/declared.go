package atlas

import (
	"strings"

	"ariga.io/atlas/sql/schema"
)

// classes are what a type that SQLite's tables declare says of its values, by how its name begins or what stands in it.
var classes = []struct{ begins, has, class string }{
	{begins: "interval", class: "text"}, {begins: "bool", class: "boolean"}, {begins: "timestamp", class: "timestamp"},
	{begins: "datetime", class: "timestamp"}, {begins: "date", class: "date"}, {begins: "numeric", class: "numeric"},
	{begins: "decimal", class: "numeric"}, {has: "int", class: "integer"}, {has: "serial", class: "integer"}, {has: "char", class: "text"},
	{has: "clob", class: "text"}, {has: "text", class: "text"}, {has: "blob", class: "blob"}, {begins: "bytea", class: "blob"},
	{has: "real", class: "real"}, {has: "floa", class: "real"}, {has: "double", class: "real"},
}

// DeclaredClass returns what a type that a table of SQLite declares comes to: types of one class keep and read values alike.
// SQLite looks for a few syllables in the name, and its driver for a few more; a name that neither knows keeps text.
func DeclaredClass(name string) string {
	lower := strings.ToLower(name)
	switch {
	case lower == "":
		return "blob"
	case hasTextPredicate(lower):
		return lower
	}
	for _, c := range classes {
		if c.begins != "" && strings.HasPrefix(lower, c.begins) || c.has != "" && strings.Contains(lower, c.has) {
			return c.class
		}
	}
	return "text"
}

// textPredicates are the texts that a declared type tells apart, each with the condition under which a value, %, is one of them.
var textPredicates = map[string]string{
	"uuid_text":    "typeof(%) = 'text' AND lower(%) GLOB '" + digits(8) + "-" + digits(4) + "-" + digits(4) + "-" + digits(4) + "-" + digits(12) + "'",
	"json_text":    "json_valid(%)",
	"numeric_text": "typeof(%) <> 'blob' AND % GLOB '*[0-9]*' AND trim(%, '0123456789+-.eE') = '' AND ltrim(%, '+-') NOT GLOB '[eE]*' AND " + writtenDecimal,
	"date_text":    wholeDay,
	"time_text":    "typeof(%) = 'text' AND % GLOB '[0-9][0-9]:[0-9][0-9]*' AND time(%) IS NOT NULL",
}

// writtenDecimal is a number of JSON's, or one that begins with zeros, a point or a plus.
const writtenDecimal = "json_valid('1' || CASE WHEN % GLOB '[+-]*' THEN substr(%, 2) ELSE % END)"

// digits is so many digits of a UUID.
func digits(n int) string { return strings.Repeat("[0-9a-f]", n) }

// elements are the types of lists' elements, each with the condition for an element of a JSON list. A list is a text whatever its
// type is called: none looks like a number.
var elements = map[string]string{
	"text": "type = 'text'", "boolean": "type IN ('true', 'false')", "integer": "type = 'integer'", "real": "type IN ('integer', 'real')",
	"numeric":   "type IN ('integer', 'real') OR type = 'text' AND " + withValue(textPredicates["numeric_text"], "value"),
	"timestamp": withValue(kept["timestamp"], "value"), "date": withValue(wholeDay, "value"), "time": withValue(textPredicates["time_text"], "value"),
	"uuid": withValue(textPredicates["uuid_text"], "value"), "json": "1", "blob": base64,
}

// base64 is what bytes are in a list.
const base64 = "type = 'text' AND length(value) & 3 = 0 AND value NOT GLOB '*[^A-Za-z0-9+/=]*'"

// ListOf is the declared type of a list of what is declared so.
func ListOf(element string) string { return strings.TrimSuffix(element, "_text") + "_list" }

// ElementOf returns the declared type of what a list is of; "" where the declared type is no list of ours.
func ElementOf(declared string) string {
	element, list := strings.CutSuffix(declared, "_list")
	switch _, known := elements[element]; {
	case list && textPredicates[element+"_text"] != "":
		return element + "_text"
	case list && (known || ElementOf(element) != ""):
		return element
	}
	return ""
}

// hasTextPredicate reports whether a declared type tells which kind of text it is.
func hasTextPredicate(declared string) bool {
	return textPredicates[declared] != "" || ElementOf(declared) != ""
}

// isTextual reports whether values of a class are kept as texts.
func isTextual(class string) bool { return class == "text" || hasTextPredicate(class) }

// holds is the condition under which a value, %, is one of a class; "" where every value is.
func holds(class string) string {
	element := ElementOf(class)
	if element == "" {
		return firstOrNone(textPredicates[class], kept[class])
	}
	of := elements[strings.TrimSuffix(element, "_text")]
	if ElementOf(element) != "" {
		of = "type = 'array'"
	}
	return everyElement(of)
}

// everyElement is the condition under which each element of a JSON list meets another.
func everyElement(condition string) string {
	return "CASE WHEN json_valid(%) THEN json_type(%) = 'array' AND NOT EXISTS (SELECT 1 FROM " + eachElement + " WHERE type <> 'null' AND NOT (" + condition + ")) END"
}

func firstOrNone(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// declareAlike gives a column of SQLite the type that the models declare for it where both come to the same. One that is called text and
// nothing more may be any kind of text: what tables made by hand declare.
func (d dialect) declareAlike(old, c *schema.Column) {
	x, err := d.writeType(old.Type.Type)
	y, wrong := d.writeType(c.Type.Type)
	if err != nil || wrong != nil {
		return
	}
	if was, is := DeclaredClass(x), DeclaredClass(y); was == is || was == "text" && hasTextPredicate(is) && unfitOf(c) == nil {
		old.Type.Type, old.Type.Raw = c.Type.Type, c.Type.Raw
	}
}

// redeclared reports whether a column of SQLite's is declared as what comes to another class than before. Atlas tells fewer classes apart.
func (d dialect) redeclared(old, c *schema.Column) bool {
	return !d.schemas && DeclaredClass(d.declared(old)) != DeclaredClass(d.declared(c))
}
