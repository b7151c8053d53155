package backends

import "database/sql"

// Stmt is one statement in the dialect's own numbering.
type Stmt struct {
	SQL  string
	Args []any // what Argument takes, *Column included
	Rows bool  // rows are expected
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
