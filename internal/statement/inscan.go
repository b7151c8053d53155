package statement

import "strings"

// scanLists is scan where lists are among the arguments: what opens and closes an IN around one placeholder are tokens of
// their own, and a placeholder that shares its IN with other values is marked.
func scanLists(sql string) (tokens []token) {
	p := parentheses{}
	scanned := scan(sql)
	for i := 0; i < len(scanned); i++ {
		t := scanned[i]
		if t.kind == plain {
			p.read(t.text)
		}
		t.crowded = isPlace(t) && p.inList()
		before, open := "", ""
		if i+1 < len(scanned) && t.kind == plain && isPlace(scanned[i+1]) {
			before, open = cutIn(t.text, p.quoted)
		}
		closing, behind := "", ""
		if strings.Contains(open, "(") && i+2 < len(scanned) && scanned[i+2].kind == plain {
			closing, behind = cutClosing(scanned[i+2].text)
		}
		if open == "" || strings.Contains(open, "(") && closing == "" {
			tokens = append(tokens, t)
			continue
		}
		tokens = append(tokens, token{kind: plain, text: before}, token{kind: listOpen, text: open}, scanned[i+1])
		if i++; closing != "" {
			tokens = append(tokens, token{kind: listClose, text: closing})
			p.read(closing)
			scanned[i+1].text = behind
		}
	}
	return tokens
}

// isPlace says whether t stands for an argument.
func isPlace(t token) bool { return t.kind == named || t.kind == placeholder || t.kind == numbered }

// negated says whether a listOpen is of NOT IN.
func (t token) negated() bool { return t.text[0]|0x20 == 'n' }

// spans is how many tokens a listOpen and what belongs to it are.
func (t token) spans() int {
	if strings.Contains(t.text, "(") {
		return 3
	}
	return 2
}

// cutIn cuts [NOT] IN, with an opening parenthesis or without, from the end of text, of which the first quoted bytes end with
// a string or a comment.
func cutIn(text string, quoted int) (before, open string) {
	rest := strings.TrimRight(text, " \t\r\n")
	rest = strings.TrimRight(strings.TrimSuffix(rest, "("), " \t\r\n")
	rest, ok := cutWord(rest, "IN")
	if !ok || len(rest) < quoted {
		return text, ""
	}
	if without, ok := cutWord(strings.TrimRight(rest, " \t\r\n"), "NOT"); ok {
		rest = without
	}
	return rest, text[len(rest):]
}

// cutWord cuts word from the end of text.
func cutWord(text, word string) (before string, ok bool) {
	at := len(text) - len(word)
	if at < 0 || !strings.EqualFold(text[at:], word) {
		return text, false
	}
	if at > 0 && (isWord(rune(text[at-1])) || text[at-1] == '.' || text[at-1] >= 0x80) {
		return text, false
	}
	return text[:at], true
}

// cutClosing cuts a closing parenthesis from the beginning of text.
func cutClosing(text string) (closing, behind string) {
	rest := strings.TrimLeft(text, " \t\r\n")
	if !strings.HasPrefix(rest, ")") {
		return "", text
	}
	return text[:len(text)-len(rest)+1], rest[1:]
}

// parentheses are those that are open where text was read to.
type parentheses struct {
	open   []parenthesis
	word   string // that was read last, with nothing but space and comments behind it
	quoted int    // where in the text that was read last its last string or comment ends
}

type parenthesis struct{ isIn, begun, isQuery bool }

// read goes on over plain text.
func (p *parentheses) read(text string) {
	p.quoted = 0
	s := &scanner{sql: text}
	for s.at < len(text) {
		from, c := s.at, text[s.at]
		size := wordEnd(text[from:])
		switch {
		case size > 0:
			p.begin(text[from : from+size])
			s.at += size
			continue
		case c == '(':
			p.open = append(p.open, parenthesis{isIn: strings.EqualFold(p.word, "IN")})
		case c == ')' && len(p.open) > 0:
			p.open = p.open[:len(p.open)-1]
		}
		s.step()
		skipped := s.at > from+1
		if skipped {
			p.quoted = s.at
		}
		if !strings.ContainsRune(" \t\r\n", rune(c)) && !(skipped && (c == '-' || c == '/')) {
			p.word = ""
		}
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

// inList says whether the innermost parenthesis holds the values of an IN.
func (p *parentheses) inList() bool {
	n := len(p.open)
	return n > 0 && p.open[n-1].isIn && !p.open[n-1].isQuery
}
