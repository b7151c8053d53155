package backends

import (
	"fmt"
	"strings"
)

// OutsideUnit refuses statements that a pool must not run on their own: BEGIN, SAVEPOINT and their like would leave the
// connection inside a transaction for whoever gets it next. Statements with more than [MostParams] arguments are refused as
// well. It is an [*Error] of [ErrInvalidRequest].
func OutsideUnit(stmts ...Stmt) error {
	if err := Fits(MostParams, stmts...); err != nil {
		return err
	}
	for i, s := range stmts {
		switch word := s.control(); word {
		case "":
		case savepoint, backTo:
			return misplaced(i, word+" outside a transaction: use Nested of a session, or a unit of work of engine.Pool().Begin")
		default:
			return misplaced(i, word+" on a connection of the pool: use engine.Begin or a session, which begin and end transactions")
		}
	}
	return nil
}

// InsideUnit refuses statements that a unit of work must not run, because only its Commit and Rollback end it. Savepoints
// are fine. Statements with more than [MostParams] arguments are refused as well. It is an [*Error] of [ErrInvalidRequest].
func InsideUnit(stmts ...Stmt) error {
	if err := Fits(MostParams, stmts...); err != nil {
		return err
	}
	for i, s := range stmts {
		switch word := s.control(); word {
		case "", savepoint, backTo:
		default:
			return misplaced(i, word+" inside a transaction, which only Commit and Rollback end: call them, on the session where there is one")
		}
	}
	return nil
}

const (
	savepoint = "SAVEPOINT"
	backTo    = "ROLLBACK TO"
)

func misplaced(i int, words string) error {
	return &Error{Kind: ErrInvalidRequest, Message: words, Stmt: i}
}

// control is the word in the statement that begins, divides or ends a transaction, "" without one. Text may hold several
// statements; the bodies of functions and triggers are not looked into.
func (s Stmt) control() string {
	for sql, more := s.SQL, true; more; sql, more = behindStatement(sql) {
		word, rest := leading(sql)
		if word == "CREATE" {
			return ""
		}
		if word = controlling(word, rest); word != "" {
			return word
		}
	}
	return ""
}

// controlling is what a statement that begins with word, and goes on with rest, does to a transaction; "" for nothing.
func controlling(word, rest string) string {
	switch word {
	case "BEGIN", "END", "ABORT", savepoint:
		return word
	case "START", "PREPARE":
		if next, _ := leading(rest); next == "TRANSACTION" {
			return word + " " + next
		}
	case "COMMIT", "ROLLBACK":
		switch next, _ := leading(rest); {
		case next == "PREPARED": // of a transaction that is nobody's
			return ""
		case next == "TO" && word == "ROLLBACK":
			return backTo
		}
		return word
	}
	return ""
}

// Numbered is how many arguments a statement with $1, $2 and so on takes: the highest number that stands in no string and
// no comment.
func Numbered(sql string) (n int) {
	for i := 0; i < len(sql); {
		length := token(sql, i)
		if length == 1 && sql[i] == '$' && (i == 0 || !isWord(sql[i-1])) {
			number, digits := 0, 0
			for ; i+1+digits < len(sql) && sql[i+1+digits] >= '0' && sql[i+1+digits] <= '9' && number < 1<<16; digits++ {
				number = number*10 + int(sql[i+1+digits]-'0')
			}
			n = max(n, number)
		}
		i += length
	}
	return n
}

// Miscounted is the refusal of a statement with so many arguments for so many placeholders.
func Miscounted(arguments, placeholders int) error {
	return &Error{Kind: ErrDataException, Message: fmt.Sprintf("there are %d arguments for %d placeholders", arguments, placeholders)}
}

func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || c >= '0' && c <= '9' || (c|0x20) >= 'a' && (c|0x20) <= 'z'
}

// behindStatement is what stands behind the first semicolon of sql that is neither quoted nor in a comment.
func behindStatement(sql string) (rest string, more bool) {
	if strings.IndexByte(sql, ';') < 0 {
		return "", false
	}
	for i := 0; i < len(sql); i += token(sql, i) {
		if sql[i] == ';' {
			return sql[i+1:], true
		}
	}
	return "", false
}

// token is how long the string, quoted name or comment at i is, or 1 for anything else.
func token(sql string, i int) int {
	switch sql[i] {
	case '\'':
		return quoted(sql[i:], i > 0 && sql[i-1]|0x20 == 'e')
	case '"':
		return 1 + past(sql[i+1:], `"`)
	case '$':
		return dollarQuoted(sql[i:])
	}
	return commented(sql[i:])
}

// quoted is how long the string in front of sql is. A doubled quote simply begins another string.
func quoted(sql string, escapes bool) int {
	for i := 1; i < len(sql); i++ {
		switch {
		case sql[i] == '\'':
			return i + 1
		case sql[i] == '\\' && escapes:
			i++
		}
	}
	return len(sql)
}

// dollarQuoted is how long the $tag$...$tag$ in front of sql is, or 1 for another dollar.
func dollarQuoted(sql string) int {
	length := strings.IndexByte(sql[1:], '$')
	if length < 0 || strings.ContainsFunc(sql[1:1+length], func(r rune) bool { return !isSchemeRune(r) || r == '-' || r == '.' }) ||
		length > 0 && sql[1] >= '0' && sql[1] <= '9' {
		return 1
	}
	tag := sql[:length+2]
	return len(tag) + past(sql[len(tag):], tag)
}

// commented is how long the comment in front of sql is, or 1 where there is none.
func commented(sql string) int {
	switch {
	case strings.HasPrefix(sql, "--"):
		return past(sql, "\n")
	case strings.HasPrefix(sql, "/*"):
		return 2 + past(sql[2:], "*/")
	}
	return 1
}

// past is how far it is behind the next end in sql.
func past(sql, end string) int {
	if at := strings.Index(sql, end); at >= 0 {
		return at + len(end)
	}
	return len(sql)
}
