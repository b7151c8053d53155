package backendtest

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func prePing(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, PrePing: true})
	for range 3 {
		equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
		must(t, db.begun(t).Commit(t.Context()))
	}
}

func closing(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{})
	unbegun := db.begin(t, backends.TxOptions{})
	db.ints(t, db.pool, "select 1")
	must(t, db.pool.Close())
	must(t, db.pool.Close())
	_, querying := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
	_, beginning := db.pool.Begin(t.Context(), backends.TxOptions{})
	for _, err := range []error{
		db.try(t.Context(), db.pool, "select ?", secret), querying, beginning, db.try(t.Context(), unbegun, "select 1"),
		db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
	} {
		refused(t, err, backends.ErrClosed)
	}
	must(t, unbegun.Rollback(t.Context()))
	equal(t, "the connections left", db.pool.Stats().Open, 0)
	must(t, db.freshPool(t, backends.PoolConfig{}).pool.Close())
}

// closingWaits closes the pool while a unit is open, which then goes on and commits.
func closingWaits(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{})
	table := db.table(t, "n integer")
	u := db.begun(t)
	closed := make(chan error)
	go func() { closed <- db.pool.Close() }()
	eventually(t, "the pool refuses what is new", func() bool {
		return errors.Is(db.try(t.Context(), db.pool, "select 1"), backends.ErrClosed)
	})
	db.exec(t, u, "insert into "+table+" values (1)")
	equal(t, "the rows for the unit", db.ints(t, u, "select count(*) from "+table), []int64{1})
	select {
	case err := <-closed:
		t.Fatalf("Close did not wait: %v", err)
	default:
	}
	must(t, u.Commit(t.Context()))
	must(t, <-closed)
}
