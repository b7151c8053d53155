package schema

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/sqltext"
)

// write adds the table's struct.
func (t *sourceTable) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "// %s is a row of %s.\ntype %s struct {\n", t.typ, line(t.Qualified()), t.typ)
	if t.keyless {
		b.WriteString("_ struct{} `db:\",keyless\"`\n")
	}
	for _, c := range t.columns {
		name := c.typ.name
		if c.Nullable && !c.typ.lists && !slices.Contains(t.key(), c.Name) {
			name = "*" + name
		}
		fmt.Fprintf(b, "%s %s %s\n", c.field, name, tagText("db", append([]string{mapper.ColumnName(c.Name, c.field)}, c.options...)))
		for _, r := range c.beside {
			r.write(b)
		}
	}
	for _, r := range t.relations {
		r.write(b)
	}
	fmt.Fprintf(b, "}\n\n// TableName names the table.\nfunc (%s) TableName() string { return %s }\n\n", t.typ, strconv.Quote(t.Qualified()))
}

func (r sourceRelation) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "%s %s %s\n", r.field, r.typ, tagText("rel", []string{r.tag}))
}

// line is text without what ends a comment.
func line(text string) string { return strings.Join(strings.Fields(text), " ") }

// tagText is a tag as a literal, a raw one where that is possible.
func tagText(key string, options []string) string {
	text := key + ":" + strconv.Quote(strings.Join(options, ","))
	if strconv.CanBackquote(text) {
		return "`" + text + "`"
	}
	return strconv.Quote(text)
}

// describe works out what the tags of a table's columns say beside relationships, and what they cannot.
func (s *source) describe(t *sourceTable) {
	if strings.ContainsAny(t.Schema+t.Name, "\x00\"`.") {
		s.mistake("table %q: a name with quotes or a dot is none that TableName can say: rename it, or leave it out with Only", t.Qualified())
	}
	for _, c := range t.columns {
		if !mapper.SaysColumn(c.Name) {
			s.mistake("table %s, column %q: a name with double quotes or a backtick is none that a tag can say: rename it, or leave the table out with Only", t.Name, c.Name)
		}
		c.options = append(c.options, s.optionsOf(t, c)...)
	}
	if t.Key != nil && !slices.Equal(t.Key.Columns, t.key()) || s.keyIsNamed(t) {
		t.add("schema.PrimaryKey(%s, %s)", goString(t.Key.Name), t.cols(t.Key.Columns))
	}
	t.describeUniques(s.names)
	t.describeIndexes(s.names)
	t.describeChecks(s.names)
	if t.Comment != "" {
		t.add("schema.Comment(%s, %s)", t.prototype, goString(t.Comment))
	}
}

func (t *sourceTable) add(format string, args ...any) {
	t.objects = append(t.objects, fmt.Sprintf(format, args...))
}

// optionsOf is what the tag of a column says of the column itself.
func (s *source) optionsOf(t *sourceTable, c *sourceColumn) (options []string) {
	add := func(name, value string) {
		switch {
		case value == "":
		case mapper.SaysOption(value):
			options = append(options, name+"="+value)
		default:
			s.mistake("table %s, column %s: no tag can say %s=%s: its parentheses, brackets or quotes do not close", t.Name, c.Name, name, value)
		}
	}
	if key := t.key(); slices.Contains(key, c.Name) {
		options = append(options, "pk")
		options = append(options, s.counting(c, len(key) == 1)...)
	} else {
		options = append(options, s.counting(c, false)...)
	}
	if !c.Nullable && c.typ.lists && !slices.Contains(options, "pk") {
		options = append(options, "notnull")
	}
	if slices.Contains(options, "omitzero") {
		add("type", countedType(c.Type))
	} else {
		add("type", s.typeTag(c.Column, c.typ))
	}
	if c.Generated != "" {
		add("generated", strings.TrimSpace(c.Generated))
	} else {
		add("default", s.defaultOf(c))
	}
	if c.Type != "name" {
		add("collate", c.Collate)
	}
	if c.Comment != "" {
		add("comment", sqltext.Literal(c.Comment))
	}
	return options
}

// defaultOf is a default as its tag says it: SQLite's expressions keep the parentheses that they need.
func (s *source) defaultOf(c *sourceColumn) string {
	text := strings.TrimSpace(c.Default)
	if _, err := strconv.ParseFloat(text, 64); err == nil || s.postgres() || !mapper.SaysOption(text) || text[0] == '(' {
		return text
	}
	if quoted := text[0] == '\'' && text[len(text)-1] == '\''; !quoted && literal(text) && !isKeyword(text) || !literal(text) {
		return "(" + text + ")"
	}
	return text
}

func isKeyword(text string) bool { return !strings.ContainsAny(text[:1], "'(-0123456789") }

// counting is what the tag of a column says of who counts it up; alone is a key of one column.
func (s *source) counting(c *sourceColumn, alone bool) []string {
	switch integer := strings.HasPrefix(c.typ.typ.Kind().String(), "int"); {
	case c.Identity == "ALWAYS":
		return []string{"identity"}
	case !alone && (c.Identity != "" || isSerial(c.Type)):
		return []string{"omitzero"}
	case alone && integer && c.Identity == "" && c.Default == "" && !isSerial(c.Type):
		return []string{"noidentity"}
	}
	return nil
}

func (t *sourceTable) describeUniques(names atlas.Convention) {
	for _, u := range t.Uniques {
		if !t.tagged("unique", u.Name, names.Name("uq", t.Name, u.Columns...), u.Columns) {
			t.add("schema.Unique(%s, %s)", goString(u.Name), t.cols(u.Columns))
		}
	}
}

// tagged puts columns together under a name by their tags, or says it of one alone that has the usual name. It reports whether tags can: they have an order of their own.
func (t *sourceTable) tagged(option, name, usual string, columns []string) bool {
	if len(columns) == 1 && (name == usual || name == "") {
		if c := t.column(columns[0]); !slices.Contains(c.options, option) {
			c.options = append(c.options, option)
			return true
		}
	}
	if name == "" {
		return false
	}
	last := -1
	for _, column := range columns {
		at := slices.IndexFunc(t.columns, func(c *sourceColumn) bool { return c.Name == column })
		if at <= last {
			return false
		}
		last = at
	}
	for _, column := range columns {
		c := t.column(column)
		c.options = append(c.options, option+"="+mapper.GroupName(name))
	}
	return true
}

// describeChecks says checks by tags of their column where they name one, have it for themselves, and the usual name.
func (t *sourceTable) describeChecks(names atlas.Convention) {
	for _, check := range t.Checks {
		var about []*sourceColumn
		for _, c := range t.columns {
			if mentions(check.Expression, c.Name) {
				about = append(about, c)
			}
		}
		usual := len(about) == 1 && (check.Name == "" || check.Name == names.Name("ck", t.Name, about[0].Name))
		if usual && !about[0].checked && mapper.SaysOption(check.Expression) {
			about[0].checked = true
			about[0].options = append(about[0].options, "check="+check.Expression)
			continue
		}
		t.add("schema.Check(%s, %s, builder.Raw[bool](%s))", goString(check.Name), t.prototype, rawString(check.Expression))
	}
}

// mentions reports whether SQL has a name as a word, in quotes or without.
func mentions(sql, name string) bool {
	for rest := sql; ; {
		at := strings.Index(strings.ToLower(rest), strings.ToLower(name))
		if at < 0 {
			return false
		}
		end := at + len(name)
		if end > len(rest) {
			return false
		}
		if !inWord(rest, at-1) && !inWord(rest, end) {
			return true
		}
		rest = rest[end:]
	}
}

func inWord(s string, at int) bool {
	return at >= 0 && at < len(s) && (s[at] == '_' || s[at] >= '0' && s[at] <= '9' || s[at]|0x20 >= 'a' && s[at]|0x20 <= 'z' || s[at] > 127)
}

// cols is columns as arguments.
func (t *sourceTable) cols(list []string) string {
	text := make([]string, len(list))
	for i, name := range list {
		text[i] = fmt.Sprintf("builder.Col(&%s.%s)", t.prototype, t.column(name).field)
	}
	return strings.Join(text, ", ")
}
