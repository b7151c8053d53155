package fragment

import (
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

type tokenKind uint8

const (
	plain       tokenKind = iota // code, and whatever stands in quotes or comments
	placeholder                  // ?
	question                     // ??
	named                        // :name; text is the name
	numbered                     // $1; text is the number
	colon                        // \:
	listOpen                     // [NOT] IN, or [NOT] IN (, before a placeholder; see scanLists
	listClose                    // ) behind it
)

// token is a piece of SQL text.
type token struct {
	kind    tokenKind
	text    string
	closed  bool // a listOpen has a listClose behind its placeholder
	crowded bool // a placeholder has other values beside it in an IN; see scanLists
}

// kindOf returns what t is here: a placeholder, or plain.
func kindOf(t sqltext.Token) tokenKind {
	switch t.Kind {
	case sqltext.Mark:
		return placeholder
	case sqltext.Question:
		return question
	case sqltext.Named:
		return named
	case sqltext.Numbered:
		return numbered
	case sqltext.Colon:
		return colon
	}
	return plain
}

// isPlace reports whether t stands for an argument.
func isPlace(t sqltext.Token) bool {
	return t.Kind == sqltext.Mark || t.Kind == sqltext.Named || t.Kind == sqltext.Numbered
}

// lineEnded returns sql with its line ended where that is a comment, so that what is written behind it is none.
func lineEnded(sql string) string {
	if line := sql[strings.LastIndexByte(sql, '\n')+1:]; !strings.Contains(line, "--") {
		return sql
	}
	last := sqltext.Token{}
	for s := sqltext.Template.Scan(sql); ; {
		t, ok := s.Next()
		if !ok {
			break
		}
		last = t
	}
	if last.Kind == sqltext.Comment && strings.HasPrefix(last.Text, "--") {
		return sql + "\n"
	}
	return sql
}

// scan cuts sql at its placeholders.
func scan(sql string) []token {
	c := cutter{sql: sql}
	for s := sqltext.Template.Scan(sql); ; {
		t, ok := s.Next()
		if !ok {
			return c.end()
		}
		c.add(t, false)
	}
}

// cutter cuts text into pieces, of which no two plain ones are neighbours.
type cutter struct {
	sql    string
	start  int // of the plain text that is not a piece yet
	at     int
	tokens []token
}

func (c *cutter) add(t sqltext.Token, crowded bool) {
	if kind := kindOf(t); kind != plain {
		c.cut(token{kind: kind, text: t.Argument(), crowded: crowded}, len(t.Text))
	} else {
		c.at += len(t.Text)
	}
}

// cut makes a piece of what has the given size.
func (c *cutter) cut(t token, size int) {
	c.flush()
	c.tokens = append(c.tokens, t)
	c.at += size
	c.start = c.at
}

func (c *cutter) flush() {
	if c.start < c.at {
		c.tokens = append(c.tokens, token{kind: plain, text: c.sql[c.start:c.at]})
	}
}

func (c *cutter) end() []token {
	c.flush()
	return c.tokens
}
