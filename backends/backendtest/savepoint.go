package backendtest

import (
	"testing"

	"github.com/drey-db/drey/backends"
)

func rolledBackToSavepoint(t *testing.T, db *database) {
	for _, back := range []string{"rollback to savepoint a", "ROLLBACK TO a", "\n rollback\tto SAVEPOINT a"} {
		table := db.keyed(t)
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (2)")
		db.exec(t, u, "savepoint a")
		db.exec(t, u, "insert into "+table+" values (3)")
		db.abort(t, u, table)
		db.exec(t, u, back)
		db.exec(t, u, "insert into "+table+" values (4)")
		db.exec(t, u, "release savepoint a")
		must(t, u.Commit(t.Context()))
		equal(t, "the rows stored", db.ints(t, db.pool, "select n from "+table+" order by n"), []int64{1, 2, 4})
	}
}

func rolledBackInPipeline(t *testing.T, db *database) {
	table := db.keyed(t)
	insert := func(n int) backends.Stmt { return db.stmt("insert into "+table+" values (?)", n) }
	u := db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), []backends.Stmt{db.stmt("savepoint a"), insert(2)}, backends.PipelineOptions{}, nil))
	err := u.Pipeline(t.Context(), []backends.Stmt{insert(3), insert(1)}, backends.PipelineOptions{}, nil)
	refused(t, err, backends.ErrUniqueViolation)
	refused(t, u.Pipeline(t.Context(), []backends.Stmt{insert(4)}, backends.PipelineOptions{}, nil), backends.ErrTxAborted)
	again := []backends.Stmt{db.stmt("rollback to savepoint a"), insert(5), db.stmt("release savepoint a")}
	must(t, u.Pipeline(t.Context(), again, backends.PipelineOptions{Commit: true}, nil))
	equal(t, "the rows stored", db.ints(t, db.pool, "select n from "+table+" order by n"), []int64{1, 5})
}

// savepoints ride in pipelines, also where BEGIN and COMMIT ride with them.
func savepoints(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	insert := func(n int) backends.Stmt { return db.stmt("insert into "+table+" values (?)", n) }
	stmts := []backends.Stmt{
		insert(1), db.stmt("savepoint a"), insert(2), db.stmt("savepoint b"), insert(3), db.stmt("rollback to savepoint b"),
		insert(4), db.stmt("release savepoint a"), db.rowsStmt("select count(*) from " + table),
	}
	db.units(t, func(t *testing.T, u backends.UnitOfWork) {
		must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, func(_ int, r backends.Rows, _ backends.Result) error {
			if r != nil {
				n, err := drain(r, nil)
				must(t, err)
				equal(t, "the rows for itself", n, []int64{3})
			}
			return nil
		}))
		equal(t, "the rows stored", db.ints(t, db.pool, "select n from "+table+" order by n"), []int64{1, 2, 4})
		db.exec(t, db.pool, "delete from "+table)
	})
}

// failedFirst fails in every way with which a unit may begin, on the only connection there is.
func failedFirst(t *testing.T, db *database) {
	db = db.open(t, backends.PoolConfig{Size: 1, Overflow: -1})
	table := db.keyed(t)
	bad := db.rowsStmt("insert into " + table + " values (1) returning n")
	for name, fail := range map[string]func(backends.UnitOfWork) error{
		"Exec":  func(u backends.UnitOfWork) error { _, err := u.Exec(t.Context(), bad); return err },
		"Query": func(u backends.UnitOfWork) error { return db.tryQuery(t, u, bad.SQL) },
		"Pipeline": func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), []backends.Stmt{bad}, backends.PipelineOptions{}, nil)
		},
		"committing Pipeline": func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), []backends.Stmt{bad}, backends.PipelineOptions{Commit: true}, nil)
		},
		"syntax": func(u backends.UnitOfWork) error { return db.try(t.Context(), u, "nonsense") },
	} {
		u := db.begin(t, backends.TxOptions{})
		if fail(u) == nil {
			t.Fatalf("%s succeeded", name)
		}
		must(t, u.Rollback(t.Context()))
		equal(t, "the rows stored after "+name, db.count(t, table), int64(1))
	}
}
