package backends

import (
	"database/sql"
	"strings"
)

// Stmt is one statement in the dialect's own numbering.
type Stmt struct {
	SQL  string
	Args []any // what Argument takes, *Column included
	Rows bool  // rows are expected

	// Expect, when not 0, is how many rows the statement of a pipeline must match: insert, update, delete. Another number is
	// ErrStale, and nothing is committed, also where COMMIT rides and nobody could count before it.
	Expect int64
}

// Verb is the first keyword of the statement in capitals, past space, comments and opening parentheses.
func (s Stmt) Verb() string {
	verb, _ := leading(s.SQL)
	return verb
}

// leading is the first keyword of sql in capitals, past space, comments and opening parentheses, and what is behind it.
func leading(sql string) (word, rest string) {
	for {
		sql = strings.TrimLeft(sql, " \t\r\n(")
		length := commented(sql)
		if length <= 1 {
			break
		}
		sql = sql[length:]
	}
	length := strings.IndexFunc(sql, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' })
	if length < 0 {
		length = len(sql)
	}
	return strings.ToUpper(sql[:length]), sql[length:]
}

// Implicit says whether stmts may be a transaction without BEGIN and COMMIT, as PostgreSQL makes one of what is sent in one
// go: plain reading and writing, which means the same either way. A savepoint, a LOCK or a cursor needs the words.
func Implicit(stmts []Stmt) bool {
	for _, s := range stmts {
		switch s.Verb() {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES":
		default:
			return false
		}
	}
	return true
}

// Result is what a statement without rows answers.
type Result struct {
	RowsAffected int64
}

// PipelineOptions says how a pipeline ends.
type PipelineOptions struct {
	// Commit, in a pipeline of a UnitOfWork, lets COMMIT ride behind the last statement and ends the unit. An error of each
	// cannot hold the COMMIT back: where it was on its way already the error is ErrCommitUnknown around that of each.
	Commit bool
}

// TxOptions describes a transaction; the zero value is the server's default.
type TxOptions struct {
	Isolation  sql.IsolationLevel
	ReadOnly   bool
	Deferrable bool // SERIALIZABLE, read-only: wait for a snapshot that cannot fail
}
