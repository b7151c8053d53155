package backendtest

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func transactionTopic() topic {
	return topic{name: "a unit of work", tests: []test{
		{name: "stores on Commit and forgets on Rollback", run: commitAndRollback},
		{name: "is seen by nobody before Commit", needs: Snapshots, run: invisible},
		{name: "is over after Commit", run: overAfterCommit},
		{name: "is over after Rollback", run: overAfterRollback},
		{name: "is over after a pipeline that committed", run: overAfterPipeline},
		{name: "that did nothing ends without a word", run: idleUnit},
		{name: "is aborted by a failed statement, until Rollback", run: aborted},
		{name: "that is aborted cannot commit", run: abortedCommit},
		{name: "is healed by ROLLBACK TO a savepoint", run: rolledBackToSavepoint},
		{name: "is healed at the head of a pipeline", run: rolledBackInPipeline},
		{name: "has savepoints that keep and forget", run: savepoints},
		{name: "whose first statement failed leaves a sound connection", run: failedFirst},
	}}
}

func commitAndRollback(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	db.exec(t, u, "insert into "+table+" values (?)", 2)
	equal(t, "the connections in use", db.pool.Stats().InUse, 1)
	must(t, u.Commit(t.Context()))
	db.settled(t)
	equal(t, "the rows after Commit", db.count(t, table), int64(2))
	u = db.begin(t, backends.TxOptions{})
	db.exec(t, u, "delete from "+table)
	must(t, u.Rollback(t.Context()))
	db.settled(t)
	equal(t, "the rows after Rollback", db.count(t, table), int64(2))
}

func invisible(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	equal(t, "the rows for itself", db.ints(t, u, "select count(*) from "+table), []int64{1})
	equal(t, "the rows for others", db.count(t, table), int64(0))
}

// requireEnded expects that u answers ErrTxDone, whatever is asked, and that ending it again does nothing.
func (db *database) requireEnded(t *testing.T, u backends.UnitOfWork) {
	t.Helper()
	_, querying := u.Query(t.Context(), db.rowsStmt("select 1"))
	for _, err := range []error{
		db.try(t.Context(), u, "select 1"), querying, u.Commit(t.Context()),
		u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
		u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{Commit: true}, nil),
	} {
		refused(t, err, backends.ErrTxDone, sql.ErrTxDone)
	}
	must(t, u.Rollback(t.Context()))
	must(t, u.Rollback(t.Context()))
	db.settled(t)
}

func overAfterCommit(t *testing.T, db *database) {
	db.units(t, func(t *testing.T, u backends.UnitOfWork) {
		must(t, u.Commit(t.Context()))
		db.requireEnded(t, u)
	})
}

func overAfterRollback(t *testing.T, db *database) {
	db.units(t, func(t *testing.T, u backends.UnitOfWork) {
		must(t, u.Rollback(t.Context()))
		db.requireEnded(t, u)
	})
}

func overAfterPipeline(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	stmts := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 1)}
	db.units(t, func(t *testing.T, u backends.UnitOfWork) {
		must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
		db.requireEnded(t, u)
	})
	equal(t, "the rows stored", db.count(t, table), int64(2))
}

func idleUnit(t *testing.T, db *database) {
	u := db.begin(t, backends.TxOptions{})
	equal(t, "the connections in use", db.pool.Stats().InUse, 0)
	must(t, u.Rollback(t.Context()))
	u = db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), nil, backends.PipelineOptions{Commit: true}, nil))
	db.requireEnded(t, u)
}

// abort breaks a rule in u. The table has a primary key n with a row 1.
func (db *database) abort(t *testing.T, u backends.UnitOfWork, table string) {
	t.Helper()
	refused(t, db.try(t.Context(), u, "insert into "+table+" values (?)", 1), backends.ErrUniqueViolation)
}

func (db *database) keyed(t *testing.T) string {
	t.Helper()
	table := db.table(t, "n integer primary key")
	db.exec(t, db.pool, "insert into "+table+" values (1)")
	return table
}

func aborted(t *testing.T, db *database) {
	table := db.keyed(t)
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (2)")
	db.abort(t, u, table)
	_, querying := u.Query(t.Context(), db.rowsStmt("select 1"))
	for _, err := range []error{
		db.try(t.Context(), u, "select 1"), querying,
		u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
		db.try(t.Context(), u, "savepoint a"),
	} {
		refused(t, err, backends.ErrTxAborted)
		if !errors.Is(err, backends.ErrUniqueViolation) {
			t.Fatalf("the error does not tell what aborted the transaction: %v", err)
		}
	}
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(1))
}

func abortedCommit(t *testing.T, db *database) {
	table := db.keyed(t)
	for _, commit := range []func(context.Context, backends.UnitOfWork) error{
		func(ctx context.Context, u backends.UnitOfWork) error { return u.Commit(ctx) },
		func(ctx context.Context, u backends.UnitOfWork) error {
			return u.Pipeline(ctx, []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{Commit: true}, nil)
		},
	} {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (2)")
		db.abort(t, u, table)
		refused(t, commit(t.Context(), u), backends.ErrTxAborted)
		must(t, u.Rollback(t.Context()))
		db.requireEnded(t, u)
		equal(t, "the rows stored", db.count(t, table), int64(1))
	}
}
