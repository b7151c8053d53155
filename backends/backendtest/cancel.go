package backendtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func cancelTopic() topic {
	return topic{name: "a context that ends", tests: []test{
		{name: "before a call sends nothing, and the unit lives on", run: endedBefore},
		{name: "while a connection is waited for ends the wait", run: endedWhileWaiting},
		{name: "during Exec ends it", run: endedInExec},
		{name: "during Query ends it", run: endedInQuery},
		{name: "while rows are read ends them", run: endedInRows},
		{name: "during a pipeline ends it", run: endedInPipeline},
		{name: "before Commit sends nothing, and Commit may come again", run: endedBeforeCommit},
		{name: "does not keep Rollback from ending the unit", run: endedBeforeRollback},
		{name: "after its call is over means nothing to the transaction", run: endedAfter},
	}}
}

// moment is how long a statement runs before its context ends. It only has to be long enough to be on its way.
const moment = 200 * time.Millisecond

// ending is a way for a context to end, with what it must be told by.
type ending struct {
	name    string
	context func(context.Context) (context.Context, context.CancelFunc)
	kinds   []error
}

func endings() []ending {
	return []ending{
		{"canceled", func(parent context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(parent)
			timer := time.AfterFunc(moment, cancel)
			return ctx, func() { timer.Stop(); cancel() }
		}, []error{backends.ErrCanceled, context.Canceled}},
		{"out of time", func(parent context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(parent, moment)
		}, []error{backends.ErrTimeout, context.DeadlineExceeded}},
	}
}

// during runs f everywhere under contexts that end meanwhile, and expects the error that tells so, and that a unit of work is
// broken afterwards.
func (db *database) during(t *testing.T, f func(t *testing.T, ctx context.Context, r backends.Runner) error) {
	t.Helper()
	for _, e := range endings() {
		t.Run(e.name, func(t *testing.T) {
			db.everywhere(t, func(t *testing.T, r backends.Runner) {
				db.ints(t, db.pool, "select 1") // a connection is at hand
				ctx, cancel := e.context(t.Context())
				defer cancel()
				refused(t, f(t, ctx, r), e.kinds...)
				if u, ok := r.(backends.UnitOfWork); ok {
					db.broken(t, u)
				}
			})
		})
	}
}

// broken expects that u, a unit whose statement was cancelled, is good for Rollback alone.
func (db *database) broken(t *testing.T, u backends.UnitOfWork) {
	t.Helper()
	_, querying := u.Query(t.Context(), db.rowsStmt("select 1"))
	for _, err := range []error{
		db.try(t.Context(), u, "select 1"), querying, db.try(t.Context(), u, "rollback to savepoint a"),
		u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
	} {
		refused(t, err, backends.ErrTxAborted)
	}
	must(t, u.Rollback(t.Context()))
	refused(t, db.try(t.Context(), u, "select 1"), backends.ErrTxDone)
}

func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func endedBefore(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	insert := "insert into " + table + " values (1)"
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		_, querying := r.Query(ended(t), db.rowsStmt(insert+" returning n"))
		for _, err := range []error{
			db.try(ended(t), r, insert), querying,
			r.Pipeline(ended(t), []backends.Stmt{db.stmt(insert)}, backends.PipelineOptions{}, nil),
		} {
			refused(t, err, backends.ErrCanceled, context.Canceled)
		}
		late, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
		defer cancel()
		refused(t, db.try(late, r, insert), backends.ErrTimeout, context.DeadlineExceeded)
		equal(t, "the rows stored", db.ints(t, r, "select count(*) from "+table), []int64{0})
	})
}

func endedWhileWaiting(t *testing.T, db *database) {
	db = db.open(t, backends.PoolConfig{Size: 1, Overflow: -1})
	holder := db.begun(t)
	waiting := db.begin(t, backends.TxOptions{})
	for _, r := range []backends.Runner{db.pool, waiting} {
		for _, e := range endings() {
			ctx, cancel := e.context(t.Context())
			refused(t, db.try(ctx, r, "select 1"), e.kinds...)
			cancel()
		}
	}
	must(t, holder.Rollback(t.Context()))
	equal(t, "the answer when there is a connection", db.ints(t, waiting, "select 1"), []int64{1})
}

func endedInExec(t *testing.T, db *database) {
	db.during(t, func(_ *testing.T, ctx context.Context, r backends.Runner) error {
		return db.try(ctx, r, db.h.Dialect.Slow, 30)
	})
}

func endedInQuery(t *testing.T, db *database) {
	db.during(t, func(_ *testing.T, ctx context.Context, r backends.Runner) error {
		rows, err := r.Query(ctx, db.rowsStmt(db.h.Dialect.Slow, 30))
		_, err = drain(rows, err)
		return err
	})
}

func endedInRows(t *testing.T, db *database) {
	db.during(t, func(t *testing.T, ctx context.Context, r backends.Runner) error {
		rows, err := r.Query(ctx, db.rowsStmt(db.h.Dialect.Series(1_000_000_000)))
		if err != nil {
			return err
		}
		n := 0
		for rows.Next() {
			n++
		}
		if err = rows.Err(); n == 0 {
			t.Fatalf("no row came before the end: %v", err)
		}
		if closing := rows.Close(); closing != nil {
			refused(t, closing)
		}
		return err
	})
}

// endedInPipeline: where COMMIT rides and was on its way, its fate is unknown besides.
func endedInPipeline(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	stmts := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 1), db.rowsStmt(db.h.Dialect.Slow, 30), db.rowsStmt("select 1")}
	db.during(t, func(_ *testing.T, ctx context.Context, r backends.Runner) error {
		return r.Pipeline(ctx, stmts[1:], backends.PipelineOptions{}, nil)
	})
	for _, e := range endings() {
		db.units(t, func(t *testing.T, u backends.UnitOfWork) {
			db.ints(t, db.pool, "select 1") // a connection is at hand
			ctx, cancel := e.context(t.Context())
			err := u.Pipeline(ctx, stmts, backends.PipelineOptions{Commit: true}, nil)
			cancel()
			refused(t, err, e.kinds...)
			equal(t, "whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), db.h.Trips.Pipelined)
			must(t, u.Rollback(t.Context()))
		})
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func endedBeforeCommit(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	refused(t, u.Commit(ended(t)), backends.ErrCanceled, context.Canceled)
	insert := []backends.Stmt{db.stmt("insert into " + table + " values (2)")}
	refused(t, u.Pipeline(ended(t), insert, backends.PipelineOptions{Commit: true}, nil), backends.ErrCanceled, context.Canceled)
	must(t, u.Commit(t.Context()))
	equal(t, "the rows stored", db.ints(t, db.pool, "select n from "+table), []int64{1})
}

func endedBeforeRollback(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	must(t, u.Rollback(ended(t)))
	db.settled(t)
	equal(t, "the rows stored", db.count(t, table), int64(0))
	db.exec(t, db.pool, "drop table "+table) // no lock is left
}

func endedAfter(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	must(t, db.try(ctx, u, "insert into "+table+" values (1)"))
	rows, err := u.Query(ctx, db.rowsStmt("select n from "+table))
	_, err = drain(rows, err)
	must(t, err)
	cancel()
	db.exec(t, u, "insert into "+table+" values (2)")
	must(t, u.Commit(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(2))
}
