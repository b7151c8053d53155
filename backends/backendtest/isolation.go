package backendtest

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func isolationTopic() topic {
	return topic{name: "isolation", tests: []test{
		{name: "levels are those of the dialect, others are unsupported", run: levels},
		{name: "holds in a transaction that is one pipeline", run: levelsPipelined},
		{name: "is lost by a writer whose snapshot is old", needs: Snapshots, run: serializationFailure},
		{name: "read-only refuses writes", needs: ReadOnly, run: readOnly},
		{name: "deferrable is asked for", needs: Deferrable, run: deferrable},
		{name: "knows deadlocks", needs: RowLocks, run: deadlock},
		{name: "knows locks that are not available", needs: RowLocks, run: lockNotAvailable},
		{name: "knows the server's own timeout", needs: StatementTimeout, run: statementTimeout},
	}}
}

func everyLevel() []sql.IsolationLevel {
	return []sql.IsolationLevel{sql.LevelDefault, sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelWriteCommitted,
		sql.LevelRepeatableRead, sql.LevelSnapshot, sql.LevelSerializable, sql.LevelLinearizable, 99}
}

func levels(t *testing.T, db *database) {
	for _, level := range everyLevel() {
		want, ok := db.h.Dialect.Levels[level]
		if !ok {
			_, err := db.pool.Begin(t.Context(), backends.TxOptions{Isolation: level})
			refused(t, err, backends.ErrUnsupported)
			continue
		}
		u := db.begin(t, backends.TxOptions{Isolation: level})
		if db.h.Dialect.ShowLevel == "" {
			db.ints(t, u, "select 1")
		} else {
			equal(t, "the level", word(t, db.query(t, u, db.h.Dialect.ShowLevel)), want)
		}
		must(t, u.Commit(t.Context()))
	}
	if !db.h.has(Deferrable) {
		_, err := db.pool.Begin(t.Context(), backends.TxOptions{Deferrable: true})
		refused(t, err, backends.ErrUnsupported)
	}
}

// levelsPipelined asks for the level behind BEGIN that rides and, with plain statements, in an implicit transaction.
func levelsPipelined(t *testing.T, db *database) {
	if db.h.Dialect.ShowLevel == "" {
		return // levels has run what can be run
	}
	table := db.table(t, "n integer")
	for level, want := range db.h.Dialect.Levels {
		for _, stmts := range [][]backends.Stmt{
			{db.rowsStmt(db.h.Dialect.ShowLevel), db.stmt("insert into "+table+" values (?)", 1)},
			{db.rowsStmt(db.h.Dialect.ShowLevel), db.stmt("savepoint a"), db.stmt("insert into "+table+" values (?)", 1)},
		} {
			u := db.begin(t, backends.TxOptions{Isolation: level})
			must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, func(_ int, r backends.Rows, _ backends.Result) error {
				if r != nil {
					equal(t, "the level", word(t, r), want)
				}
				return nil
			}))
		}
	}
}

// serializationFailure reads in one unit, writes in another, and then writes in the first.
func serializationFailure(t *testing.T, db *database) {
	table := db.keyed(t)
	for _, write := range []func(backends.UnitOfWork) error{
		func(u backends.UnitOfWork) error { return db.try(t.Context(), u, "update "+table+" set n = n + 10") },
		func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), []backends.Stmt{db.stmt("update " + table + " set n = n + 10")}, backends.PipelineOptions{Commit: true}, nil)
		},
	} {
		first := db.begin(t, backends.TxOptions{Isolation: sql.LevelSerializable})
		db.ints(t, first, "select n from "+table)
		second := db.begin(t, backends.TxOptions{Isolation: sql.LevelSerializable})
		db.exec(t, second, "update "+table+" set n = n + 1")
		must(t, second.Commit(t.Context()))
		refused(t, write(first), backends.ErrSerialization)
		must(t, first.Rollback(t.Context()))
	}
	equal(t, "the value stored", db.ints(t, db.pool, "select n from "+table), []int64{3})
}

func readOnly(t *testing.T, db *database) {
	db = db.open(t, backends.PoolConfig{Size: 1, Overflow: -1})
	table := db.keyed(t)
	insert := db.stmt("insert into "+table+" values (?)", 2)
	u := db.begin(t, backends.TxOptions{ReadOnly: true})
	equal(t, "what is read", db.ints(t, u, "select n from "+table), []int64{1})
	_, err := u.Exec(t.Context(), insert)
	refused(t, err, backends.ErrReadOnly)
	must(t, u.Rollback(t.Context()))
	u = db.begin(t, backends.TxOptions{ReadOnly: true})
	_, err = u.Exec(t.Context(), insert)
	refused(t, err, backends.ErrReadOnly)
	must(t, u.Rollback(t.Context()))
	u = db.begin(t, backends.TxOptions{ReadOnly: true})
	refused(t, u.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{Commit: true}, nil), backends.ErrReadOnly)
	must(t, u.Rollback(t.Context()))
	u = db.begin(t, backends.TxOptions{ReadOnly: true})
	db.ints(t, u, "select n from "+table)
	must(t, u.Commit(t.Context()))
	equal(t, "the rows a later unit stores", db.exec(t, db.pool, insert.SQL, 2), int64(1)) // on the same connection
}

func deferrable(t *testing.T, db *database) {
	u := db.begin(t, backends.TxOptions{Isolation: sql.LevelSerializable, ReadOnly: true, Deferrable: true})
	equal(t, "deferrable", word(t, db.query(t, u, db.h.Dialect.ShowDeferrable)), "on")
}

// word is the text in the only row.
func word(t *testing.T, rows backends.Rows) (got string) {
	t.Helper()
	equal(t, "Next", rows.Next(), true)
	must(t, rows.Scan(&got))
	must(t, rows.Close())
	return got
}

// deadlock lets two units wait for each other. The database refuses one of them.
func deadlock(t *testing.T, db *database) {
	table := db.keyed(t)
	db.exec(t, db.pool, "insert into "+table+" values (2)")
	lock := func(u backends.UnitOfWork, n int) error {
		return db.try(t.Context(), u, "update "+table+" set n = n where n = ?", n)
	}
	first, second := db.begin(t, backends.TxOptions{}), db.begin(t, backends.TxOptions{})
	must(t, lock(first, 1))
	must(t, lock(second, 2))
	crossing := make(chan error)
	go func() {
		err := lock(first, 2)
		if err != nil {
			err = errors.Join(err, first.Rollback(context.Background()))
		}
		crossing <- err
	}()
	err := lock(second, 1)
	if err != nil {
		must(t, second.Rollback(t.Context()))
	}
	if other := <-crossing; err == nil {
		err = other
	} else {
		must(t, other)
	}
	refused(t, err, backends.ErrDeadlock)
}

func lockNotAvailable(t *testing.T, db *database) {
	table := db.keyed(t)
	holder := db.begin(t, backends.TxOptions{})
	db.exec(t, holder, "update "+table+" set n = 1")
	err := db.tryQuery(t, db.begin(t, backends.TxOptions{}), "select n from "+table+" for update nowait")
	refused(t, err, backends.ErrLockNotAvailable)
}

// statementTimeout is no context's end: the server answers, and the connection stays sound.
func statementTimeout(t *testing.T, db *database) {
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, db.h.Dialect.ShortTimeout)
	err := db.try(t.Context(), u, db.h.Dialect.Slow, 30)
	refused(t, err, backends.ErrTimeout)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("the server's timeout passes for a context's: %v", err)
	}
	must(t, u.Rollback(t.Context()))
}
