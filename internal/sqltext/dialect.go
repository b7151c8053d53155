// Package sqltext cuts SQL text into tokens, as the database that will read it does: literals, names, comments and
// placeholders. On these stand the boundaries of statements, and the words that begin and end transactions.
//
// What it does not know it does not guess: text that a database would refuse gets some tokens or other.
package sqltext

// Dialect says how a database cuts text into tokens.
type Dialect struct {
	spaces         string // the characters between tokens
	byteOrderMark  bool   // U+FEFF is one of them
	lineEnds       string // what ends a -- comment
	nestedComments bool   // a comment in slashes holds others
	escapeStrings  bool   // E'it\'s', and U&'...'
	dollarQuotes   bool   // $tag$...$tag$
	backticks      bool   // `name`
	brackets       bool   // [name]
	bits           string // letters that, before a quote, make bits or bytes of it

	marks    marks
	prefixes string // of the names of arguments
	tclNames bool   // they may go on with :: and (...)
	body     body
}

// marks are the kinds of placeholder that have no name.
type marks uint8

const (
	questionMarks   marks = 1 << iota // ?
	escapes                           // ?? and \:, which stand for a question mark and a colon
	numberedMarks                     // ?1
	numberedDollars                   // $1
)

// body is what makes statements out of other statements, which semicolons end as well.
type body uint8

const (
	anyBody     body = iota // CREATE with BEGIN, which nobody looks into
	atomicBody              // CREATE FUNCTION ... BEGIN ATOMIC ... END
	triggerBody             // CREATE TRIGGER ... BEGIN ... END
)

// Template is text before it was rendered, as package builder takes it: ? and :name are arguments on every database, ??
// and \: stand for themselves, and what any database quotes is quoted. It also serves databases that nobody described.
var Template = Dialect{
	spaces: " \t\n\r\f\v", lineEnds: "\n", nestedComments: true, escapeStrings: true, dollarQuotes: true, backticks: true,
	bits: "bBxX", marks: questionMarks | escapes | numberedDollars, prefixes: ":",
}

// Postgres is PostgreSQL, which is taken to keep standard_conforming_strings on, as it does by default.
// Source: PostgreSQL, "Lexical Structure", and src/backend/parser/scan.l.
var Postgres = Dialect{
	spaces: " \t\n\r\f\v", lineEnds: "\n\r", nestedComments: true, escapeStrings: true, dollarQuotes: true,
	bits: "bBxX", marks: numberedDollars, body: atomicBody,
}

// SQLite is SQLite. Source: src/tokenize.c.
var SQLite = Dialect{
	spaces: " \t\n\r\f", byteOrderMark: true, lineEnds: "\n", backticks: true, brackets: true,
	bits: "xX", marks: questionMarks | numberedMarks, prefixes: ":@$#", tclNames: true, body: triggerBody,
}

// Of returns the dialect of that name, and Template for one that nobody described.
func Of(name string) *Dialect {
	switch name {
	case "postgres":
		return &Postgres
	case "sqlite":
		return &SQLite
	}
	return &Template
}
