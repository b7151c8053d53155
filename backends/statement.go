package backends

import "database/sql"

// Stmt is one statement in the dialect's own numbering.
type Stmt struct {
	SQL  string
	Args []any // what kit.Argument takes
	Rows bool  // rows are expected

	// Expect, when not 0, is how many rows the statement of a pipeline must match: insert, update, delete. Another number is
	// ErrStale, and nothing is committed, also where COMMIT rides and nobody could count before it.
	Expect int64
}

// Each is called with what statement i of a pipeline answered: r where it asked for rows, else res.
type Each = func(i int, r Rows, res Result) error

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
