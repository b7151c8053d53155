package backendtest

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func pipelineTopic() topic {
	return topic{name: "a pipeline", tests: []test{
		{name: "is announced as the harness says", run: announced},
		{name: "does what a loop does", run: pipelineEqualsLoop},
		{name: "answers each statement in order, rows and none", run: mixed},
		{name: "needs nobody to answer to", run: unheard},
		{name: "goes on when rows are not read to the end", run: halfRead},
		{name: "of nothing does nothing", run: empty},
		{name: "of a pool is one transaction", run: poolPipeline},
		{name: "of a unit is part of its transaction", run: unitPipeline},
		{name: "may have thousands of statements", run: thousandsOfStatements},
		{name: "ends with the error of its listener", run: eachError},
		{name: "that fails leaves a session that goes on", needs: Sockets, run: sessionSurvives},
	}}
}

func announced(t *testing.T, db *database) {
	equal(t, "Capabilities().Pipeline", db.pool.Capabilities().Pipeline, db.h.Trips.Pipelined)
	equal(t, "Dialect()", db.pool.Dialect(), db.h.Dialect.Name)
}

func mixed(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		table := db.table(t, "id integer, name text")
		stmts := []backends.Stmt{
			db.stmt("insert into "+table+" values (?, ?), (?, ?)", 1, "a", 2, "b"),
			db.rowsStmt("select id from " + table + " order by id desc"), db.rowsStmt("select id from "+table+" where id > ?", 5),
			db.stmt("update "+table+" set name = ? where id = ?", "c", 9), db.rowsStmt("delete from " + table + " returning id"),
		}
		var seen []any
		must(t, r.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, r backends.Rows, res backends.Result) error {
			equal(t, "the index", i, len(seen))
			if r == nil {
				seen = append(seen, res.RowsAffected)
				return nil
			}
			names, err := r.Columns()
			must(t, err)
			equal(t, "the columns", names, []string{"id"})
			got, err := drain(r, nil)
			must(t, err)
			seen = append(seen, len(got))
			return nil
		}))
		equal(t, "the answers", seen, []any{int64(2), 2, 0, int64(0), 2})
	})
}

func unheard(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		table := db.table(t, "n integer")
		stmts := []backends.Stmt{db.rowsStmt("insert into "+table+" values (?) returning n", 1), db.rowsStmt(db.h.Dialect.Series(1_000)), db.stmt("insert into "+table+" values (?)", 2)}
		must(t, r.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil))
		equal(t, "the rows stored", db.ints(t, r, "select count(*) from "+table), []int64{2})
	})
}

// halfRead reads one row of many, or none. Rows end with the call that they were given to.
func halfRead(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		stmts := []backends.Stmt{db.rowsStmt(db.h.Dialect.Series(1_000)), db.rowsStmt(db.h.Dialect.Series(1_000)), db.rowsStmt("select cast(? as integer)", 7)}
		var kept []backends.Rows
		must(t, r.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, r backends.Rows, _ backends.Result) error {
			if kept = append(kept, r); i != 1 {
				equal(t, "Next", r.Next(), true)
			}
			return nil
		}))
		equal(t, "the answers", len(kept), 3)
		for _, rows := range kept {
			equal(t, "Next after the pipeline", rows.Next(), false)
		}
	})
}

func empty(t *testing.T, db *database) {
	must(t, db.pool.Pipeline(t.Context(), nil, backends.PipelineOptions{}, nil))
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), []backends.Stmt{}, backends.PipelineOptions{}, nil))
	equal(t, "the connections in use", db.pool.Stats().InUse, 0)
	db.exec(t, u, "insert into "+table+" values (1)")
	must(t, u.Pipeline(t.Context(), nil, backends.PipelineOptions{Commit: true}, nil))
	db.requireEnded(t, u)
	equal(t, "the rows stored", db.count(t, table), int64(1))
}

func poolPipeline(t *testing.T, db *database) {
	table := db.keyed(t)
	err := db.pool.Pipeline(t.Context(), []backends.Stmt{
		db.stmt("insert into "+table+" values (?)", 2), db.stmt("insert into "+table+" values (?)", 3), db.stmt("insert into "+table+" values (?)", 1),
	}, backends.PipelineOptions{}, nil)
	refused(t, err, backends.ErrUniqueViolation)
	blamed(t, err, 2)
	equal(t, "the rows stored", db.count(t, table), int64(1))
}

func unitPipeline(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	insert := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 2)}
	u := db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), insert, backends.PipelineOptions{}, nil))
	db.exec(t, u, "insert into "+table+" values (3)")
	must(t, u.Pipeline(t.Context(), insert, backends.PipelineOptions{}, nil))
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows after Rollback", db.count(t, table), int64(0))
	u = db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), insert, backends.PipelineOptions{}, nil))
	must(t, u.Commit(t.Context()))
	equal(t, "the rows after Commit", db.count(t, table), int64(1))
}

func thousandsOfStatements(t *testing.T, db *database) {
	table := db.table(t, "n integer primary key")
	stmts := make([]backends.Stmt, 5_000)
	for i := range stmts {
		stmts[i] = db.stmt("insert into "+table+" values (?)", i)
	}
	answers := 0
	must(t, db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, _ backends.Rows, res backends.Result) error {
		if i != answers || res.RowsAffected != 1 {
			t.Errorf("answer %d is %d of %+v", answers, i, res)
		}
		answers++
		return nil
	}))
	equal(t, "the answers", answers, 5_000)
	equal(t, "the rows stored", db.count(t, table), int64(5_000))
	db.exec(t, db.pool, "delete from "+table)
	stmts[4_900].Args = []any{7}
	err := db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
	refused(t, err, backends.ErrUniqueViolation)
	blamed(t, err, 4_900)
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// eachError: where nothing is committed the listener's error comes back as it is. Where COMMIT was on its way it is
// ErrCommitUnknown around that error.
func eachError(t *testing.T, db *database) {
	own := errors.New("enough")
	table := db.table(t, "n integer")
	stmts := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 1), db.rowsStmt("select cast(? as integer)", 7), db.stmt("insert into "+table+" values (?)", 2)}
	for at := range stmts {
		db.units(t, func(t *testing.T, u backends.UnitOfWork) {
			each := func(i int, _ backends.Rows, _ backends.Result) error {
				if i == at {
					return own
				}
				return nil
			}
			err := u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, each)
			equal(t, "the error", err, own)
			refused(t, db.try(t.Context(), u, "select 1"), backends.ErrTxAborted)
			must(t, u.Rollback(t.Context()))
			equal(t, "the rows stored", db.count(t, table), int64(0))
		})
		err := db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(int, backends.Rows, backends.Result) error { return own })
		if !errors.Is(err, own) {
			t.Fatalf("the error is %v, want that of each behind it", err)
		}
		if errors.Is(err, backends.ErrCommitUnknown) {
			db.exec(t, db.pool, "delete from "+table)
		}
		equal(t, "the rows stored", db.count(t, table), int64(0))
	}
}

// sessionSurvives fails in each way, on the only connection, and expects the same session of the server afterwards.
func sessionSurvives(t *testing.T, db *database) {
	db = db.open(t, backends.PoolConfig{Size: 1, Overflow: -1})
	table := db.keyed(t)
	bad := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 2), db.stmt("insert into "+table+" values (?)", 1)}
	marked := append([]backends.Stmt{db.stmt("savepoint a")}, bad...)
	session := db.ints(t, db.pool, db.h.Dialect.Session)
	for _, stmts := range [][]backends.Stmt{bad, marked} {
		for _, commit := range []bool{false, true} {
			for _, begin := range []func(*testing.T) backends.UnitOfWork{db.begun, func(t *testing.T) backends.UnitOfWork { return db.begin(t, backends.TxOptions{}) }} {
				u := begin(t)
				refused(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: commit}, nil), backends.ErrUniqueViolation)
				must(t, u.Rollback(t.Context()))
				equal(t, "the session", db.ints(t, db.pool, db.h.Dialect.Session), session)
				equal(t, "the rows stored", db.count(t, table), int64(1))
			}
		}
	}
}
