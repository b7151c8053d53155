package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Mermaid is the tables as an entity-relationship diagram of Mermaid's (erDiagram).
func (m *MetaData) Mermaid() string {
	var b strings.Builder
	b.WriteString("erDiagram\n")
	tables := m.Tables()
	for _, t := range tables {
		fmt.Fprintf(&b, "    %s {\n", mermaidName(t.Name))
		for _, c := range t.Columns {
			fmt.Fprintf(&b, "        %s %s%s\n", mermaidName(c.Type), mermaidName(c.Name), mermaidMarks(t, c.Name))
		}
		b.WriteString("    }\n")
	}
	for _, t := range tables {
		for _, fk := range t.ForeignKeys {
			fmt.Fprintf(&b, "    %s %s %s : %q\n", mermaidName(fk.RefTable), cardinality(t, fk), mermaidName(t.Name), strings.Join(fk.Columns, ", "))
		}
	}
	return b.String()
}

// mermaidName is a name without what Mermaid's grammar does not take.
func mermaidName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127 {
			return r
		}
		return '_'
	}, name)
}

func mermaidMarks(t Table, column string) string {
	var marks []string
	if t.Key != nil && slices.Contains(t.Key.Columns, column) {
		marks = append(marks, "PK")
	}
	if slices.ContainsFunc(t.ForeignKeys, func(fk ForeignKeyInfo) bool { return slices.Contains(fk.Columns, column) }) {
		marks = append(marks, "FK")
	}
	if slices.ContainsFunc(t.Uniques, func(u UniqueInfo) bool { return slices.Equal(u.Columns, []string{column}) }) {
		marks = append(marks, "UK")
	}
	if len(marks) == 0 {
		return ""
	}
	return " " + strings.Join(marks, ", ")
}

// cardinality is how many rows of t refer to one that is referred to, and whether each does.
func cardinality(t Table, fk ForeignKeyInfo) string {
	optional, one := false, t.Key != nil && slices.Equal(t.Key.Columns, fk.Columns)
	for _, c := range t.Columns {
		optional = optional || c.Nullable && slices.Contains(fk.Columns, c.Name)
	}
	one = one || slices.ContainsFunc(t.Uniques, func(u UniqueInfo) bool { return slices.Equal(u.Columns, fk.Columns) })
	left, right := "||", "o{"
	if optional {
		left = "|o"
	}
	if one {
		right = "o|"
	}
	return left + "--" + right
}

// DOT is the tables as a graph for Graphviz.
func (m *MetaData) DOT() string {
	var b strings.Builder
	b.WriteString("digraph schema {\n    rankdir=LR;\n    node [shape=record];\n")
	tables := m.Tables()
	for _, t := range tables {
		var fields []string
		for i, c := range t.Columns {
			fields = append(fields, fmt.Sprintf("<c%d> %s %s", i, dotText(c.Name), dotText(c.Type)))
		}
		fmt.Fprintf(&b, "    %s [label=\"%s|%s\"];\n", dotID(t), dotText(t.Name), strings.Join(fields, `\l|`)+`\l`)
	}
	for _, t := range tables {
		for _, fk := range t.ForeignKeys {
			port := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == fk.Columns[0] })
			fmt.Fprintf(&b, "    %s:c%d -> %s;\n", dotID(t), port, dotID(Table{Schema: fk.RefSchema, Name: fk.RefTable}))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// dotID is a table's identifier in quotes.
func dotID(t Table) string {
	name := strings.TrimPrefix(t.Schema+"."+t.Name, ".")
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

// dotText is text in a record's label.
func dotText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "{", `\{`, "}", `\}`, "|", `\|`, "<", `\<`, ">", `\>`).Replace(s)
}
