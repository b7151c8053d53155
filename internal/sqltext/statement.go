package sqltext

import "strings"

// What [Dialect.Control] returns of savepoints, and of rows that a COPY takes from the client or gives it.
const (
	Savepoint  = "SAVEPOINT"
	RollbackTo = "ROLLBACK TO"
	CopyIn     = "COPY FROM STDIN"
	CopyOut    = "COPY TO STDOUT"
)

// Verb returns the first keyword of text in capitals, past space, comments and opening parentheses; "" where there is
// none.
func (d *Dialect) Verb(text string) string {
	r := d.read(text)
	r.first()
	return r.keyword()
}

// Control returns the words by which text begins, divides or ends a transaction, in capitals: BEGIN, COMMIT, SAVEPOINT
// and their like, or has a driver send or take the rows of a COPY; "" where it does nothing of that. Text may be several statements; of them the first that does counts.
// What a function, a procedure or a trigger consists of is none of them.
func (d *Dialect) Control(text string) string {
	for r := d.read(text); !r.ended; {
		if r.first(); r.ended {
			break
		}
		verb := r.keyword()
		if command := r.control(verb); command != "" {
			return command
		}
		if strings.IndexByte(r.Rest(), ';') < 0 && !r.symbol(";") {
			break
		}
		r.pass()
	}
	return ""
}

// Empty reports whether text says nothing: it is blank, but for comments and semicolons.
func Empty(text string) bool {
	if text != "" && beginsWord(text[0]) {
		return false
	}
	r := Template.read(text)
	for r.symbol(";") {
		r.next()
	}
	return r.ended
}

// reader reads the tokens of a text that are not blank.
type reader struct {
	Scanner
	Token // that was read last
	ended bool
}

func (d *Dialect) read(text string) *reader {
	r := &reader{Scanner: d.Scan(text)}
	r.next()
	return r
}

func (r *reader) next() {
	for {
		t, ok := r.Next()
		if r.Token, r.ended = t, !ok; r.ended || !t.Blank() {
			return
		}
	}
}

// first goes to the first word of a statement.
func (r *reader) first() {
	for r.symbol("(") || r.symbol(";") {
		r.next()
	}
}

func (r *reader) symbol(text string) bool { return r.Kind == Symbol && r.Text == text }

// keyword returns the present word in capitals, "" where it is none.
func (r *reader) keyword() string {
	if r.Kind != Word {
		return ""
	}
	return strings.ToUpper(r.Text)
}

// skip goes past one of words, if it stands here.
func (r *reader) skip(command ...string) bool {
	for _, word := range command {
		if r.Is(word) {
			r.next()
			return true
		}
	}
	return false
}

// control returns what the statement that begins with verb does to a transaction.
func (r *reader) control(verb string) string {
	switch verb {
	case "BEGIN", "END", "ABORT", Savepoint:
		return verb
	case "START", "PREPARE":
		if r.next(); r.Is("TRANSACTION") {
			return verb + " TRANSACTION"
		}
	case "COPY":
		return r.copies()
	case "COMMIT":
		if r.next(); !r.Is("PREPARED") { // of a transaction that is nobody's
			return verb
		}
	case "ROLLBACK":
		r.next()
		r.skip("WORK", "TRANSACTION")
		switch {
		case r.Is("TO"):
			return RollbackTo
		case !r.Is("PREPARED"):
			return verb
		}
	}
	return ""
}

// copies returns with what a COPY begins that the client has a part in; a file's or a program's is "".
func (r *reader) copies() string {
	for depth := 0; !r.ended && !(r.symbol(";") && depth <= 0); r.next() {
		switch {
		case r.symbol("("):
			depth++
		case r.symbol(")"):
			depth--
		case depth == 0 && (r.Is("FROM") || r.Is("TO")):
			into := r.Is("FROM")
			if r.next(); !r.Is("STDIN") && !r.Is("STDOUT") {
				return ""
			}
			if into {
				return CopyIn
			}
			return CopyOut
		}
	}
	return ""
}

// pass goes behind the semicolon that ends the statement, or to the end of the text.
func (r *reader) pass() {
	depth, hasBody := 0, r.hasBody()
	for !r.ended {
		switch {
		case r.symbol("("):
			depth++
		case r.symbol(")"):
			depth--
		case r.symbol(";") && depth <= 0:
			r.next()
			return
		case hasBody && depth <= 0 && r.Is("BEGIN"):
			r.passBody()
			continue
		}
		r.next()
	}
}

// hasBody reports whether the statement that begins here makes what consists of statements.
func (r *reader) hasBody() bool {
	for r.skip("EXPLAIN", "QUERY", "PLAN") {
	}
	if !r.skip("CREATE") {
		return false
	}
	for r.skip("OR", "REPLACE", "TEMP", "TEMPORARY") {
	}
	switch r.dialect.body {
	case atomicBody:
		return r.Is("FUNCTION") || r.Is("PROCEDURE")
	case triggerBody:
		return r.Is("TRIGGER")
	}
	return true
}

// passBody goes from BEGIN to the END of a body, each of whose statements ends with a semicolon.
func (r *reader) passBody() {
	r.next()
	if r.dialect.body == atomicBody && !r.skip("ATOMIC") {
		return
	}
	for begins := true; !r.ended; r.next() {
		if begins && r.Is("END") && r.dialect.body != anyBody {
			return
		}
		begins = r.symbol(";")
	}
}
