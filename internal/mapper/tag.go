package mapper

import (
	"fmt"
	"slices"
	"strings"
)

// Options is what a db tag says of a column beside its name. SQL in it is kept as written.
type Options struct {
	PrimaryKey, UUID7, OmitZero, NullZero, Version, ReadOnly, CreateOnly, SoftDelete, Secret bool

	Default, OnUpdate string
	Prefix            string // of the columns of a struct

	// Of the table's definition: sqlType, groups of unique constraints and names of indexes ("" for a group or an index of
	// the column alone), the column that it refers to as table.column, and what happens to it with that column.
	SQLType, Check, References, OnDelete, OnUpdateKey, Comment, Was string
	Generated, Using, Collate                                       string // stored expression; conversion when the type changes
	Identity, Deferrable                                            bool   // GENERATED ALWAYS; the foreign key is checked at commit
	NoIdentity, NotNull                                             bool   // an integer key that nobody counts up; a list that is never NULL
	Unique, Index                                                   []string
}

// tag is a db tag, taken apart.
type tag struct {
	name     string
	quoted   bool // the name stands in quotes, and is what it is
	options  Options
	given    []string // the options, by name
	mistakes []string
}

func (t *tag) mistake(format string, args ...any) {
	t.mistakes = append(t.mistakes, fmt.Sprintf(format, args...))
}

// parseTag reads "column,option,option=value".
func parseTag(text string) tag {
	parts, mistake := splitTag(text)
	t := tag{}
	if mistake != "" {
		t.mistakes = append(t.mistakes, mistake)
	}
	t.takeName(parts[0])
	for _, part := range parts[1:] {
		if name := t.apply(part); slices.Contains(t.given, name) && name != "unique" && name != "index" {
			t.mistake("option %q is given twice: keep one", name)
		} else {
			t.given = append(t.given, name)
		}
	}
	return t
}

// splitTag cuts text at the commas outside quotes, parentheses and brackets.
func splitTag(text string) (parts []string, mistake string) {
	var quote byte
	var open []byte // what closes the parentheses and brackets that are open
	start := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			open = append(open, ')')
		case c == '[':
			open = append(open, ']')
		case c == ')' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c {
				return append(parts, text[start:]), fmt.Sprintf("a %c has no %c: open it, or drop it", c, opening[c])
			}
			open = open[:len(open)-1]
		case c == ',' && len(open) == 0:
			parts, start = append(parts, text[start:i]), i+1
		}
	}
	if quote != 0 {
		mistake = fmt.Sprintf("a %[1]c is not closed: close it; one that is meant is written twice between two others, as in comment=%[1]cit%[1]c%[1]cs%[1]c", quote)
	} else if len(open) > 0 {
		mistake = fmt.Sprintf("a %c is not closed: close it", opening[open[len(open)-1]])
	}
	return append(parts, text[start:]), mistake
}

// opening are the signs that others close.
var opening = map[byte]byte{')': '(', ']': '['}

// apply reads one option and returns its name.
func (t *tag) apply(part string) string {
	name, value, given := strings.Cut(part, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	o := &t.options
	if flag, ok := o.flags()[name]; ok {
		if *flag = true; given && strings.EqualFold(value, "false") {
			t.mistake("option %q takes no value: drop it", name)
		} else if given {
			t.mistake("option %q takes no value: write %s alone", name, name)
		}
		return name
	}
	if list, ok := map[string]*[]string{"unique": &o.Unique, "index": &o.Index}[name]; ok {
		group := t.takeGroup(name, value)
		if slices.Contains(*list, group) {
			t.mistake("option %q is given twice: keep one", part)
		}
		*list = append(*list, group)
		return name
	}
	text, ok := o.texts()[name]
	switch {
	case !ok:
		t.mistakes = append(t.mistakes, unknownOption(name, optionNames, columnWords))
	case value == "":
		t.mistake("option %q needs a value: write %s=...", name, name)
	case (name == "ondelete" || name == "onupdatefk") && !IsAction(value):
		t.mistakes = append(t.mistakes, noAction(name, value))
	default:
		*text = value
		t.finish(name, text)
	}
	return name
}

// finish takes the quotes off what is no SQL, and notes what an option implies.
func (t *tag) finish(name string, text *string) {
	switch name {
	case "comment":
		*text = unquoted(*text)
	case "was", "prefix":
		if strings.Contains(*text, ";") && unquoted(*text) == *text {
			t.mistake("%s=%s is no plain name: write a comma before each option, or %[1]s=%[3]s for what is called so", name, *text, quoteName(*text))
		}
		*text = unquoted(*text)
	case "generated":
		t.options.ReadOnly = true
	}
}

// unquoted returns text without the quotes around it, single or double ones, in which a quote stands twice.
func unquoted(text string) string {
	if len(text) < 2 || text[0] != '\'' && text[0] != '"' || text[len(text)-1] != text[0] {
		return text
	}
	quote := text[:1]
	return strings.ReplaceAll(text[1:len(text)-1], quote+quote, quote)
}

var optionNames = []string{"pk", "uuid7", "default", "omitzero", "nullzero", "onupdate", "version", "readonly", "createonly", "softdelete", "secret", "prefix", "type", "unique",
	"index", "check", "fk", "ondelete", "onupdatefk", "deferrable", "comment", "was", "generated", "using", "collate", "identity",
	"noidentity", "notnull"}

func (o *Options) flags() map[string]*bool {
	return map[string]*bool{
		"pk": &o.PrimaryKey, "uuid7": &o.UUID7, "omitzero": &o.OmitZero, "nullzero": &o.NullZero,
		"version": &o.Version, "readonly": &o.ReadOnly, "createonly": &o.CreateOnly, "softdelete": &o.SoftDelete, "secret": &o.Secret, "identity": &o.Identity, "deferrable": &o.Deferrable,
		"noidentity": &o.NoIdentity, "notnull": &o.NotNull,
	}
}

func (o *Options) texts() map[string]*string {
	return map[string]*string{
		"default": &o.Default, "prefix": &o.Prefix, "onupdate": &o.OnUpdate, "type": &o.SQLType, "check": &o.Check, "fk": &o.References,
		"ondelete": &o.OnDelete, "onupdatefk": &o.OnUpdateKey, "comment": &o.Comment, "was": &o.Was,
		"generated": &o.Generated, "using": &o.Using, "collate": &o.Collate,
	}
}

// SaysOption reports whether a value reads back as it is behind an option's =.
func SaysOption(value string) bool {
	parts, mistake := splitTag(value)
	return mistake == "" && len(parts) == 1 && value != "" && strings.TrimSpace(value) == value
}
