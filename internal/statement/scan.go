package statement

import (
	"strings"
	"unicode"
	"unicode/utf8"
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
	crowded bool // a placeholder has other values beside it in an IN; see scanLists
}

// scanner cuts SQL into tokens. It knows strings (”, E”), identifiers, dollar quotes and comments, so that nothing in
// them is taken for a placeholder.
type scanner struct {
	sql    string
	at     int
	start  int // of the plain text that is not handed out yet
	tokens []token
}

func scan(sql string) []token {
	s := &scanner{sql: sql}
	for s.at < len(sql) {
		s.step()
	}
	s.flush()
	return s.tokens
}

// Complete reports whether SQL text ends outside of quotes and comments.
func Complete(sql string) bool {
	tokens := scan(sql + "\n?")
	return tokens[len(tokens)-1].kind == placeholder
}

func (s *scanner) step() {
	rest := s.sql[s.at:]
	switch c := rest[0]; {
	case c == '\'' && s.escapeString():
		s.at += quotedEnd(rest, '\'', true)
	case c == '\'' || c == '"' || c == '`':
		s.at += quotedEnd(rest, c, false)
	case strings.HasPrefix(rest, "--"):
		s.at += lineEnd(rest)
	case strings.HasPrefix(rest, "/*"):
		s.at += commentEnd(rest)
	case strings.HasPrefix(rest, "??"):
		s.emit(question, "", 2)
	case c == '?':
		s.emit(placeholder, "", 1)
	case strings.HasPrefix(rest, `\:`):
		s.emit(colon, "", 2)
	case c == ':':
		s.name(rest)
	case c == '$' && !s.afterWord():
		s.dollar(rest)
	default:
		_, size := utf8.DecodeRuneInString(rest)
		s.at += size
	}
}

func (s *scanner) emit(kind tokenKind, text string, size int) {
	s.flush()
	s.tokens = append(s.tokens, token{kind: kind, text: text})
	s.at += size
	s.start = s.at
}

func (s *scanner) flush() {
	if s.start < s.at {
		s.tokens = append(s.tokens, token{kind: plain, text: s.sql[s.start:s.at]})
		s.start = s.at
	}
}

// name reads :name, but neither a cast (::) nor a slice ([1:n]).
func (s *scanner) name(rest string) {
	size := wordEnd(rest[1:])
	if size == 0 || rest[1] >= '0' && rest[1] <= '9' || s.afterWord() || (s.at > 0 && s.sql[s.at-1] == ':') {
		s.at++
		return
	}
	s.emit(named, rest[1:1+size], 1+size)
}

// dollar reads $1 or passes over a string in dollar quotes.
func (s *scanner) dollar(rest string) {
	size := wordEnd(rest[1:])
	word := rest[1 : 1+size]
	switch {
	case size > 0 && strings.Trim(word, "0123456789") == "":
		s.emit(numbered, word, 1+size)
	case strings.HasPrefix(rest[1+size:], "$") && (size == 0 || word[0] < '0' || word[0] > '9'):
		mark := rest[:size+2]
		if end := strings.Index(rest[len(mark):], mark); end >= 0 {
			s.at += end + 2*len(mark)
		} else {
			s.at = len(s.sql)
		}
	default:
		s.at++
	}
}

// escapeString says whether the quote here opens an E” string, in which a backslash hides a quote.
func (s *scanner) escapeString() bool {
	if s.at == 0 || s.sql[s.at-1]|0x20 != 'e' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(s.sql[:s.at-1])
	return s.at == 1 || !isWord(before)
}

func (s *scanner) afterWord() bool {
	before, _ := utf8.DecodeLastRuneInString(s.sql[:s.at])
	return s.at > 0 && isWord(before)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) }); end >= 0 {
		return end
	}
	return len(text)
}

func quotedEnd(text string, quote byte, backslash bool) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && backslash:
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

func lineEnd(text string) int {
	if end := strings.IndexByte(text, '\n'); end >= 0 {
		return end
	}
	return len(text)
}

// commentEnd is where a comment ends; comments may hold comments.
func commentEnd(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			if depth--; depth == 0 {
				return i + 2
			}
			i++
		}
	}
	return len(text)
}
