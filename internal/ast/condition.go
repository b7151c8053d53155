package ast

import (
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// Condition returns text, a predicate in SQL, about the rows of t: what it calls as t's columns are called is those.
func Condition(text string, t *Table) *Node {
	var sql strings.Builder
	var nodes []*Node
	scan, before := sqltext.Template.Scan(text), ""
	for token, ok := scan.Next(); ok; token, ok = scan.Next() {
		if c := t.named(token, before, scan.Rest()); c != nil {
			sql.WriteString("?")
			nodes = append(nodes, c)
		} else {
			sql.WriteString(token.Text)
		}
		if !token.Blank() {
			before = token.Text
		}
	}
	return Template("("+sql.String()+")", nodes)
}

// named returns the column that a token between others names by itself, nil for none.
func (t *Table) named(token sqltext.Token, before, behind string) *Node {
	name := token.Text
	if token.Kind == sqltext.Name {
		name = strings.Trim(name, "\"`")
	} else if token.Kind != sqltext.Word {
		return nil
	}
	behind = strings.TrimLeft(behind, " \t\n")
	c := t.Mapping.Column(name)
	if c == nil || before == "." || strings.HasSuffix(before, ":") || strings.HasPrefix(behind, ".") || strings.HasPrefix(behind, "(") {
		return nil
	}
	return t.Column(c)
}
