package backendtest

import (
	"testing"

	"github.com/drey-db/drey/backends"
)

func busyTopic() topic {
	return topic{name: "while rows are open", tests: []test{
		{name: "a unit refuses every other call, and the rows go on", run: busy},
		{name: "Rollback closes them", run: rollbackClosesRows},
		{name: "ROLLBACK TO a savepoint closes them", run: rollbackToClosesRows},
		{name: "the pool serves others", run: poolServesOthers},
	}}
}

// streaming returns units of work with rows open: one begun by them, and one begun before.
func (db *database) streaming(t *testing.T) map[string]func() (backends.UnitOfWork, backends.Rows) {
	t.Helper()
	open := func(u backends.UnitOfWork) (backends.UnitOfWork, backends.Rows) {
		rows := db.query(t, u, db.h.Dialect.Series(2_000))
		equal(t, "Next", rows.Next(), true)
		return u, rows
	}
	return map[string]func() (backends.UnitOfWork, backends.Rows){
		"first": func() (backends.UnitOfWork, backends.Rows) { return open(db.begin(t, backends.TxOptions{})) },
		"later": func() (backends.UnitOfWork, backends.Rows) { return open(db.begun(t)) },
	}
}

func busy(t *testing.T, db *database) {
	for _, open := range db.streaming(t) {
		u, rows := open()
		_, querying := u.Query(t.Context(), db.rowsStmt("select 1"))
		for _, err := range []error{
			db.try(t.Context(), u, "select ?", secret), querying, u.Commit(t.Context()),
			u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
			u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{Commit: true}, nil),
		} {
			refused(t, err, backends.ErrBusy)
		}
		n := 1
		for rows.Next() {
			n++
		}
		must(t, rows.Err())
		must(t, rows.Close())
		equal(t, "the rows read", n, 2_000)
		equal(t, "what follows", db.ints(t, u, "select 1"), []int64{1})
		must(t, u.Commit(t.Context()))
	}
}

func rollbackClosesRows(t *testing.T, db *database) {
	for _, open := range db.streaming(t) {
		u, rows := open()
		must(t, u.Rollback(t.Context()))
		db.settled(t)
		equal(t, "Next after Rollback", rows.Next(), false)
		refused(t, rows.Err(), backends.ErrTxDone)
		if rows.Scan(new(int)) == nil {
			t.Fatal("Scan after Rollback succeeded")
		}
		must(t, rows.Close())
		equal(t, "the pool's next answer", db.ints(t, db.pool, "select 1"), []int64{1})
	}
}

func rollbackToClosesRows(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begun(t)
	for _, back := range []func() error{
		func() error { return db.try(t.Context(), u, "rollback to savepoint a") },
		func() error {
			return u.Pipeline(t.Context(), []backends.Stmt{db.stmt("rollback to savepoint a"), db.stmt("release savepoint a")}, backends.PipelineOptions{}, nil)
		},
	} {
		db.exec(t, u, "savepoint a")
		db.exec(t, u, "insert into "+table+" values (1)")
		rows := db.query(t, u, db.h.Dialect.Series(2_000))
		equal(t, "Next", rows.Next(), true)
		must(t, back())
		equal(t, "Next after the way back", rows.Next(), false)
		refused(t, rows.Err(), backends.ErrTxDone)
		must(t, rows.Close())
		equal(t, "what follows", db.ints(t, u, "select count(*) from "+table), []int64{0})
	}
	must(t, u.Commit(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func poolServesOthers(t *testing.T, db *database) {
	rows := db.query(t, db.pool, db.h.Dialect.Series(2_000))
	equal(t, "Next", rows.Next(), true)
	u := db.begin(t, backends.TxOptions{})
	equal(t, "another answer", db.ints(t, u, "select 1"), []int64{1})
	equal(t, "the connections in use", db.pool.Stats().InUse, 2)
	must(t, u.Commit(t.Context()))
	got, err := drain(rows, nil)
	must(t, err)
	equal(t, "the rows left", len(got), 1_999)
}
