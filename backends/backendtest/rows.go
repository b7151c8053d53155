package backendtest

import (
	"errors"
	"sync"
	"testing"

	"github.com/drey-db/drey/backends"
)

func closedEarly(t *testing.T, db *database) {
	rows := db.query(t, db.pool, db.h.Dialect.Series(5_000))
	equal(t, "Next", rows.Next(), true)
	equal(t, "the connections in use", db.pool.Stats().InUse, 1)
	must(t, rows.Close())
	must(t, rows.Err())
	db.settled(t)
	must(t, rows.Close())
	equal(t, "Next after Close", rows.Next(), false)
	if rows.Scan(new(int)) == nil {
		t.Fatal("Scan after Close succeeded")
	}
	u := db.begun(t)
	rows = db.query(t, u, db.h.Dialect.Series(5_000))
	equal(t, "Next", rows.Next(), true)
	must(t, rows.Close())
	equal(t, "what follows in the unit", db.ints(t, u, "select 1"), []int64{1})
}

func readToTheEnd(t *testing.T, db *database) {
	u := db.begin(t, backends.TxOptions{})
	for _, r := range []backends.Runner{db.pool, u, u} {
		rows := db.query(t, r, db.h.Dialect.Series(100))
		n := 0
		for rows.Next() {
			n++
		}
		must(t, rows.Err())
		equal(t, "the rows read", n, 100)
		equal(t, "what follows without a Close", db.ints(t, r, "select 1"), []int64{1})
	}
	must(t, u.Rollback(t.Context()))
	db.settled(t)
}

func scanWithoutRow(t *testing.T, db *database) {
	rows := db.query(t, db.pool, "select 1 where 1 = 0")
	equal(t, "Next", rows.Next(), false)
	if rows.Scan(new(int)) == nil {
		t.Fatal("Scan succeeded without a row")
	}
	rows = db.query(t, db.pool, "select 1")
	var n int
	equal(t, "Next", rows.Next(), true)
	must(t, rows.Scan(&n))
	equal(t, "Next", rows.Next(), false)
	if rows.Scan(&n) == nil {
		t.Fatal("Scan succeeded behind the last row")
	}
	must(t, rows.Close())
}

// manyAtOnce uses the pool from many goroutines, more than it has connections.
func manyAtOnce(t *testing.T, db *database) {
	few := db.open(t, backends.PoolConfig{Size: 2, Overflow: 1})
	table := few.table(t, "n integer")
	errs := make([]error, 8)
	var all sync.WaitGroup
	for worker := range errs {
		all.Go(func() {
			for range 10 {
				errs[worker] = errors.Join(errs[worker], few.insertInUnit(t, table, worker))
			}
		})
	}
	all.Wait()
	must(t, errors.Join(errs...))
	equal(t, "the rows stored", few.count(t, table), int64(80))
}

// insertInUnit stores a row in a unit of work of its own. It is for goroutines, where a test must not fail.
func (db *database) insertInUnit(t *testing.T, table string, n int) error {
	u, err := db.pool.Begin(t.Context(), backends.TxOptions{})
	if err != nil {
		return err
	}
	err = db.try(t.Context(), u, "insert into "+table+" values (?)", n)
	if s := db.pool.Stats(); s.InUse > s.Max || s.Open > s.Max || s.Max != 3 {
		err = errors.Join(err, errors.New("the pool has more connections than it may"))
	}
	if err == nil {
		err = u.Commit(t.Context())
	}
	return errors.Join(err, u.Rollback(t.Context()))
}
