package mapper

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// tagOf returns the db tag of a field, with the mistakes that show when its name is compared to the field's.
func tagOf(f reflect.StructField) tag {
	t := parseTag(f.Tag.Get("db"))
	if t.quoted || plainWord(t.name) == plainWord(f.Name) {
		return t
	}
	if parts := strings.Fields(t.name); len(parts) == 1 && standsAlone(t.name) && !slices.Contains(t.given, t.name) {
		t.mistake("%q is an option and stands where the column's name goes: put a comma before it, as in db:\",%[1]s\"; a column that is called so is db:\"'%[1]s'\"", t.name)
	} else if option := optionIn(parts); option != "" {
		t.mistake("%q is a name and the option %s: write a comma between them, as in db:\"%s,%[2]s\"; a column that is called so is db:\"'%[1]s'\"", t.name, option, parts[0])
	}
	return t
}

// takeName reads the column's name: as it stands, or in single quotes, in which one stands twice.
func (t *tag) takeName(text string) {
	t.name, t.quoted = nameIn(text)
	switch {
	case t.quoted && t.name == "":
		t.mistake("a column's name is not empty: write one between the quotes, or drop them")
	case wrongName(t.name):
		t.mistake("a column's name has no quotes and no NUL: drey quotes it")
	case t.quoted:
	case t.name == "-":
		t.mistake("\"-\" alone leaves a field out, and options say that it is a column: drop them, or name it; a column that is called so is db:\"'-'\"")
	case strings.Contains(t.name, "="):
		t.mistake("%q stands where the column's name goes: put a comma before it; a column that is called so is db:\"'%[1]s'\"", t.name)
	case strings.ContainsAny(t.name, ";:"):
		t.mistake("%q is no plain name: write the column's name first and options behind commas, as in db:\"name,unique\"; a column that is called so is db:\"%s\"", t.name, quoteName(t.name))
	}
}

// takeGroup reads the value of unique and index: what puts columns together, "" for one alone.
func (t *tag) takeGroup(option, text string) string {
	name, quoted := nameIn(text)
	parts := strings.Fields(name)
	switch {
	case quoted:
	case strings.EqualFold(name, "true"):
		t.mistake("option %q takes a name, and no %s: write %[1]s alone, or %[1]s='%[2]s' for a group that is called so", option, name)
	case strings.EqualFold(name, "false"):
		t.mistake("option %q takes a name, and no %s: drop it, or write %[1]s='%[2]s' for a group that is called so", option, name)
	case standsAlone(name), optionIn(parts) != "", strings.ContainsAny(name, ";:="):
		t.mistake("%s=%s has an option in its name: write a comma before each option, or %[1]s=%[3]s for a group that is called so", option, name, quoteName(name))
	}
	return name
}

// nameIn returns the name that text says, and whether it stands in single quotes.
func nameIn(text string) (name string, quoted bool) {
	text = strings.TrimSpace(text)
	if len(text) < 2 || text[0] != '\'' || text[len(text)-1] != '\'' || strings.Contains(strings.ReplaceAll(text[1:len(text)-1], "''", ""), "'") {
		return text, false
	}
	return unquoted(text), true
}

// standsAlone reports whether word is an option that needs no value.
func standsAlone(word string) bool {
	_, flag := new(Options).flags()[word]
	return flag || word == "unique" || word == "index"
}

// optionIn returns the first option without a value that stands behind the first of parts, as a tag, as SQL or as gorm writes it; "" for none.
func optionIn(parts []string) string {
	for i, word := range parts {
		next := ""
		if i+1 < len(parts) {
			next = parts[i+1]
		}
		switch lower := strings.ToLower(word); {
		case i == 0, lower != word && strings.ToUpper(word) != word:
		case standsAlone(lower):
			return lower
		case lower == "primary" && strings.EqualFold(next, "key"):
			return "pk"
		case lower == "not" && strings.EqualFold(next, "null"):
			return "notnull"
		}
	}
	return ""
}

// SaysColumn reports whether a db tag can name a column so.
func SaysColumn(name string) bool { return name != "" && !wrongName(name) }

// ColumnName returns a column's name as the tag of a field writes it: as it is, or in quotes where the tag would be read otherwise.
func ColumnName(name, field string) string {
	t := tagOf(reflect.StructField{Name: field, Tag: reflect.StructTag(fmt.Sprintf("db:%q", name))})
	if len(t.mistakes) > 0 || t.name != name || name == "-" || !SaysOption(name) {
		return quoteName(name)
	}
	return name
}

// GroupName returns the name of a constraint or an index as unique= and index= write it.
func GroupName(name string) string {
	var t tag
	if t.takeGroup("index", name) != name || len(t.mistakes) > 0 || !SaysOption(name) {
		return quoteName(name)
	}
	return name
}

func quoteName(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }
