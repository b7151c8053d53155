package fragment

import (
	"strings"

	"github.com/drey-db/drey/internal/sqltext"
)

// scanLists returns scan where lists are among the arguments: what opens and closes an IN around one placeholder are tokens of
// their own, and a placeholder that shares its IN with other values is marked.
func scanLists(sql string) []token {
	var all []sqltext.Token
	for s := sqltext.Template.Scan(sql); ; {
		t, ok := s.Next()
		if !ok {
			break
		}
		all = append(all, t)
	}
	c, p := cutter{sql: sql}, parentheses{}
	for i := 0; i < len(all); i++ {
		if l := listAt(all[i:]); l.place > 0 && !p.qualified {
			l.cut(&c, all[i:])
			i += l.end - 1
			p.read(all[i])
			continue
		}
		c.add(all[i], p.inList())
		p.read(all[i])
	}
	return c.end()
}

// inList is [NOT] IN with one placeholder, in parentheses or without: where the placeholder stands, and what is behind it all.
type inList struct{ place, end int }

// listAt returns the inList that begins tokens; its place is 0 where none does.
func listAt(tokens []sqltext.Token) inList {
	at := 0
	if tokens[at].Is("NOT") {
		at = behindSpace(tokens, at+1)
	}
	if at == len(tokens) || !tokens[at].Is("IN") {
		return inList{}
	}
	at = behindSpace(tokens, at+1)
	opened := at < len(tokens) && tokens[at].Text == "("
	if opened {
		at = behindSpace(tokens, at+1)
	}
	if at == len(tokens) || !isPlace(tokens[at]) {
		return inList{}
	}
	if !opened {
		return inList{place: at, end: at + 1}
	}
	closing := behindSpace(tokens, at+1)
	if closing == len(tokens) || tokens[closing].Text != ")" {
		return inList{}
	}
	return inList{place: at, end: closing + 1}
}

// behindSpace returns where the next token stands that is neither space nor a comment.
func behindSpace(tokens []sqltext.Token, at int) int {
	for at < len(tokens) && tokens[at].Blank() {
		at++
	}
	return at
}

// cut makes pieces of what opens the list, its placeholder, and what closes it.
func (l inList) cut(c *cutter, tokens []sqltext.Token) {
	open := textOf(tokens[:l.place])
	closing := textOf(tokens[l.place+1 : l.end])
	c.cut(token{kind: listOpen, text: open, closed: closing != ""}, len(open))
	c.add(tokens[l.place], false)
	if closing != "" {
		c.cut(token{kind: listClose, text: closing}, len(closing))
	}
}

func textOf(tokens []sqltext.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.Text)
	}
	return b.String()
}

// negated reports whether a listOpen is of NOT IN.
func (t token) negated() bool { return t.text[0]|0x20 == 'n' }

// spans returns how many tokens a listOpen and what belongs to it are.
func (t token) spans() int {
	if t.closed {
		return 3
	}
	return 2
}

// parentheses are those that are open where text was read to.
type parentheses struct {
	open      []parenthesis
	word      string // that was read last, with nothing but space and comments behind it
	qualified bool   // a dot was read last
}

type parenthesis struct{ isIn, begun, isQuery bool }

// read goes on past t.
func (p *parentheses) read(t sqltext.Token) {
	if t.Blank() {
		p.qualified = false
		return
	}
	isIn := strings.EqualFold(p.word, "IN")
	p.word, p.qualified = "", t.Text == "."
	switch {
	case t.Kind == sqltext.Word || t.Kind == sqltext.Number:
		p.begin(t.Text)
	case t.Text == "(":
		p.open = append(p.open, parenthesis{isIn: isIn})
	case t.Text == ")" && len(p.open) > 0:
		p.open = p.open[:len(p.open)-1]
	}
}

// begin takes a word.
func (p *parentheses) begin(word string) {
	p.word = word
	if n := len(p.open); n > 0 && !p.open[n-1].begun {
		p.open[n-1].begun = true
		switch strings.ToUpper(word) {
		case "SELECT", "WITH", "VALUES", "TABLE":
			p.open[n-1].isQuery = true
		}
	}
}

// inList reports whether the innermost parenthesis holds the values of an IN.
func (p *parentheses) inList() bool {
	n := len(p.open)
	return n > 0 && p.open[n-1].isIn && !p.open[n-1].isQuery
}
