package atlas

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind is what a token is.
type tokenKind int

const (
	wordToken   tokenKind = iota // a keyword, or a name without quotes
	nameToken                    // a name in quotes
	textToken                    // between apostrophes
	numberToken                  // begins with a digit
	signToken                    // anything else
)

// token is a piece of SQL, and where it stands in it.
type token struct {
	kind    tokenKind
	text    string // as it is written
	at, end int
}

// is reports whether a token is a word, whatever its letters' case.
func (t token) is(keyword string) bool {
	return t.kind == wordToken && strings.EqualFold(t.text, keyword)
}

// named is the name that a token is, without its quotes.
func (t token) named() string {
	if t.kind != nameToken && t.kind != textToken {
		return t.text
	}
	quote := t.text[len(t.text)-1:]
	return strings.ReplaceAll(t.text[1:len(t.text)-1], quote+quote, quote)
}

// tokens takes SQL apart. Blanks and comments fall away.
func tokens(sql string) (list []token) {
	for at := 0; at < len(sql); {
		if skip := ignored(sql[at:]); skip > 0 {
			at += skip
			continue
		}
		k, size := leading(sql[at:])
		list = append(list, token{kind: k, text: sql[at : at+size], at: at, end: at + size})
		at += size
	}
	return list
}

// ignored is how many bytes of blanks, or of a comment, SQL begins with.
func ignored(sql string) int {
	switch {
	case strings.HasPrefix(sql, "--"):
		if end := strings.IndexByte(sql, '\n'); end >= 0 {
			return end + 1
		}
		return len(sql)
	case strings.HasPrefix(sql, "/*"):
		if end := strings.Index(sql[2:], "*/"); end >= 0 {
			return end + 4
		}
		return len(sql)
	}
	return len(sql) - len(strings.TrimLeftFunc(sql, unicode.IsSpace))
}

// leading is the kind of the token that SQL begins with, and its size.
func leading(sql string) (tokenKind, int) {
	switch c := sql[0]; {
	case c == '\'' || c == '"' || c == '`':
		if size := inQuotes(sql, c); size > 0 && c == '\'' {
			return textToken, size
		} else if size > 0 {
			return nameToken, size
		}
		return signToken, 1
	case c == '[':
		if end := strings.IndexByte(sql, ']'); end > 0 {
			return nameToken, end + 1
		}
		return signToken, 1
	case c >= '0' && c <= '9':
		return numberToken, run(sql, func(r rune) bool { return r == '.' || isWordly(r) })
	case isWordly(rune(c)) || c >= utf8.RuneSelf:
		return wordToken, run(sql, isWordly)
	}
	for _, two := range []string{"||", "<>", "!=", "<=", ">=", "==", "->", "::"} {
		if strings.HasPrefix(sql, two) {
			return signToken, len(two)
		}
	}
	return signToken, 1
}

// inQuotes is the size of what SQL begins with up to its closing quote, 0 without one; a doubled one does not close.
func inQuotes(sql string, quote byte) int {
	for i := 1; i < len(sql); i++ {
		if sql[i] != quote {
			continue
		}
		if i+1 == len(sql) || sql[i+1] != quote {
			return i + 1
		}
		i++
	}
	return 0
}

// run is the size of what SQL begins with.
func run(sql string, of func(rune) bool) int {
	if end := strings.IndexFunc(sql, func(r rune) bool { return !of(r) }); end > 0 {
		return end
	}
	return len(sql)
}

func isWordly(r rune) bool {
	return r == '_' || r == '$' || r >= utf8.RuneSelf || unicode.IsLetter(r) || unicode.IsDigit(r)
}
