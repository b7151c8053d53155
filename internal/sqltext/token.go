package sqltext

import "strings"

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	Symbol   Kind = iota // an operator, or one character of it; whatever is nothing else
	Space                // one character or more
	Comment              // with its marks
	String               // a literal in quotes or dollar quotes, with them and the letters in front
	Name                 // an identifier in quotes, with them
	Word                 // a keyword, or an identifier without quotes
	Number               // digits
	Mark                 // ?, an argument
	Question             // ??, a question mark
	Numbered             // $1 or ?1, an argument
	Named                // :name, @name or $name, an argument
	Colon                // \:, a colon
)

// Token is a piece of text; the tokens of a text make it up.
type Token struct {
	Kind Kind
	Text string // as it stands
}

// Is reports whether t is the keyword word, which is in capitals.
func (t Token) Is(word string) bool { return t.Kind == Word && strings.EqualFold(t.Text, word) }

// Blank reports whether t says nothing: space, or a comment.
func (t Token) Blank() bool { return t.Kind == Space || t.Kind == Comment }

// Argument returns the name of an argument or its number, "" where it has neither.
func (t Token) Argument() string {
	if t.Kind == Named || t.Kind == Numbered {
		return t.Text[1:]
	}
	return ""
}

// Scanner gives the tokens of a text, one after the other.
type Scanner struct {
	dialect *Dialect
	text    string
	at      int
}

// Scan returns a Scanner over text.
func (d *Dialect) Scan(text string) Scanner { return Scanner{dialect: d, text: text} }

// Next returns the next token, and false behind the last.
func (s *Scanner) Next() (t Token, ok bool) {
	if s.at == len(s.text) {
		return Token{}, false
	}
	rest := s.text[s.at:]
	kind, size := s.dialect.token(rest, s.afterWord())
	s.at += size
	return Token{Kind: kind, Text: rest[:size]}, true
}

// Rest returns the text that Next has not reached.
func (s *Scanner) Rest() string { return s.text[s.at:] }

// afterWord reports whether a colon here would belong to what is in front of it: a slice or a cast.
func (s *Scanner) afterWord() bool {
	return s.at > 0 && (isWord(s.text[s.at-1]) || s.text[s.at-1] == ':')
}

// token returns the kind and the size of the token that begins text.
func (d *Dialect) token(text string, afterWord bool) (Kind, int) {
	c := text[0]
	switch {
	case strings.IndexByte(d.spaces, c) >= 0:
		return Space, len(text) - len(strings.TrimLeft(text, d.spaces))
	case d.byteOrderMark && strings.HasPrefix(text, "\ufeff"):
		return Space, len("\ufeff")
	case beginsWord(c):
		return d.word(text)
	case isDigit(c), c == '.' && digitsSize(text[1:]) > 0:
		return Number, numberSize(text)
	case c == '\'':
		return String, d.stringSize(text, false)
	case c == '"', c == '`' && d.backticks:
		return Name, quotedSize(text, c)
	case c == '[' && d.brackets:
		return Name, sizeTo(text, "]")
	case c == '-' && strings.HasPrefix(text, "--"):
		return Comment, d.lineSize(text)
	case c == '/' && strings.HasPrefix(text, "/*"):
		return Comment, d.commentSize(text)
	case c == '$' && d.dollarQuotes:
		if size := dollarQuotedSize(text); size > 0 {
			return String, size
		}
	}
	return d.placeholder(text, afterWord)
}

// placeholder returns what begins text where it may be an argument, or else a Symbol.
func (d *Dialect) placeholder(text string, afterWord bool) (Kind, int) {
	c := text[0]
	digits := digitsSize(text[1:])
	switch {
	case d.marks&escapes != 0 && (strings.HasPrefix(text, "??") || strings.HasPrefix(text, `\:`)):
		if c == '?' {
			return Question, 2
		}
		return Colon, 2
	case digits > 0 && (c == '?' && d.marks&numberedMarks != 0 || c == '$' && d.numbers(text[1:], digits)):
		return Numbered, 1 + digits
	case c == '?' && d.marks&questionMarks != 0:
		return Mark, 1
	case strings.IndexByte(d.prefixes, c) >= 0:
		if size := d.nameSize(text, afterWord); size > 0 {
			return Named, size
		}
	}
	if strings.HasPrefix(text, "::") || strings.HasPrefix(text, "..") {
		return Symbol, 2
	}
	return Symbol, 1
}

// numbers reports whether so many digits behind a dollar are an argument's number. In a template no word follows them, as
// PostgreSQL 15 and later ask for; it is not what an earlier one reads there.
func (d *Dialect) numbers(text string, digits int) bool {
	return d.marks&numberedDollars != 0 && (d.marks&escapes == 0 || wordSize(text) == digits)
}

// nameSize returns the size of the argument with a name that begins text, 0 where there is none.
func (d *Dialect) nameSize(text string, afterWord bool) int {
	if d.tclNames {
		return tclNameSize(text)
	}
	if size := wordSize(text[1:]); size > 0 && !isDigit(text[1]) && !afterWord {
		return 1 + size
	}
	return 0
}

// tclNameSize returns the size of the SQLite variable that begins text; what stands in parentheses behind a name, without
// space, belongs to it.
func tclNameSize(text string) int {
	i, named := 1, false
	for ; i < len(text); i++ {
		if isWord(text[i]) || text[i] == '$' {
			named = true
		} else if strings.HasPrefix(text[i:], "::") {
			i++
		} else {
			break
		}
	}
	switch {
	case !named:
		return 0
	case i < len(text) && text[i] == '(':
		return i + parenthesizedSize(text[i:])
	}
	return i
}

// parenthesizedSize returns how far it is to the end of the parenthesis that begins text, or to the space in it.
func parenthesizedSize(text string) int {
	end := strings.IndexAny(text, ") \t\n\r\f\v")
	switch {
	case end < 0:
		return len(text)
	case text[end] == ')':
		return end + 1
	}
	return end
}

// Complete reports whether text ends outside of quotes and comments, which is where more may be written behind its line.
func Complete(text string) bool {
	last := Token{}
	for s := Template.Scan(text + "\n?"); ; {
		t, ok := s.Next()
		if !ok {
			return last.Kind == Mark
		}
		last = t
	}
}
