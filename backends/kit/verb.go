package kit

import (
	"slices"

	"github.com/drey-db/drey/internal/sqltext"

	"github.com/drey-db/drey/backends"
)

// Verb returns the first keyword of sql in capitals, past space, comments and opening parentheses.
func Verb(sql string) string { return sqltext.Template.Verb(sql) }

// NamesRows reports whether sql has the rows of what it names, a cursor or a prepared statement. The server takes another description
// of them than the one that a driver has kept for the text, and says nothing: it is to be asked for each time.
func NamesRows(sql string) bool {
	switch Verb(sql) {
	case "FETCH", "EXECUTE":
		return true
	}
	return false
}

// Implicit reports whether stmts may be a transaction without BEGIN and COMMIT, as PostgreSQL makes one of what is sent in one
// go: plain reading and writing, which means the same either way. A savepoint, a LOCK or a cursor needs the words.
func Implicit(stmts []backends.Stmt) bool {
	for _, s := range stmts {
		switch Verb(s.SQL) {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES":
		default:
			return false
		}
	}
	return true
}

// OnlyRead reports whether stmts change nothing by their words.
func OnlyRead(stmts []backends.Stmt) bool {
	return !slices.ContainsFunc(stmts, func(s backends.Stmt) bool { return MayWrite(s.SQL) })
}

// MayWrite reports whether sql changes something by its words. A function that a SELECT calls may as well.
func MayWrite(sql string) bool { return sqltext.Template.MayWrite(sql) }
