package backendtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/drey-db/drey/backends"
)

// site is one fresh database.
type site struct {
	h       Harness
	url     backends.URL
	counter *Counter // nil unless it was asked for
	tables  atomic.Int64
}

// place makes a fresh database, behind a Counter where counted.
func place(t *testing.T, h Harness, counted bool) *site {
	t.Helper()
	s := &site{h: h, url: h.URL(t)}
	if counted {
		s.counter = NewCounter(t, s.url)
		s.url = s.counter.URL()
	}
	return s
}

// database is a pool on a site.
type database struct {
	*site
	pool backends.Pool
}

// open returns a pool that is closed with t. The first one sets the database up.
func (s *site) open(t *testing.T, config backends.PoolConfig) *database {
	t.Helper()
	db := s.freshPool(t, config)
	if s.tables.Add(1) > 1 {
		return db // it is set up
	}
	for _, sql := range s.h.Dialect.Setup {
		db.exec(t, db.pool, sql)
	}
	return db
}

// freshPool returns a pool that has not sent anything.
func (s *site) freshPool(t *testing.T, config backends.PoolConfig) *database {
	t.Helper()
	p, err := s.h.Backend.Open(t.Context(), s.url, config)
	must(t, err)
	db := &database{site: s, pool: p}
	t.Cleanup(func() {
		db.settled(t)
		must(t, p.Close())
	})
	return db
}

// settled expects that every connection is back. A lost one may be put away in the background.
func (db *database) settled(t *testing.T) {
	t.Helper()
	eventually(t, "every connection is given back", func() bool { return db.pool.Stats().InUse == 0 })
	if s := db.pool.Stats(); s.Open > s.Max || s.InUse > s.Max {
		t.Errorf("the pool has more connections than it may: %+v", s)
	}
}

// table makes a table and answers its name, which no other test has.
func (db *database) table(t *testing.T, columns string) string {
	t.Helper()
	name := fmt.Sprintf("t%d", db.tables.Add(1))
	db.exec(t, db.pool, "create table "+name+" ("+columns+")")
	return name
}

// stmt is a statement without rows.
func (db *database) stmt(sql string, args ...any) backends.Stmt {
	return backends.Stmt{SQL: db.h.Dialect.number(sql), Args: args}
}

// rowsStmt is a statement with rows.
func (db *database) rowsStmt(sql string, args ...any) backends.Stmt {
	return backends.Stmt{SQL: db.h.Dialect.number(sql), Args: args, Rows: true}
}

// exec runs a statement that must succeed and answers how many rows it touched.
func (db *database) exec(t *testing.T, r backends.Runner, sql string, args ...any) int64 {
	t.Helper()
	res, err := r.Exec(t.Context(), db.stmt(sql, args...))
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return res.RowsAffected
}

// query returns rows that are closed with t at the latest.
func (db *database) query(t *testing.T, r backends.Runner, sql string, args ...any) backends.Rows {
	t.Helper()
	rows, err := r.Query(t.Context(), db.rowsStmt(sql, args...))
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	t.Cleanup(func() { _ = rows.Close() })
	return rows
}

// ints are the integers that a query of one column yields.
func (db *database) ints(t *testing.T, r backends.Runner, sql string, args ...any) []int64 {
	t.Helper()
	rows, err := r.Query(t.Context(), db.rowsStmt(sql, args...))
	got, err := drain(rows, err)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return got
}

// count is how many rows the table has, as anybody else sees it.
func (db *database) count(t *testing.T, table string) int64 {
	t.Helper()
	return db.ints(t, db.pool, "select count(*) from "+table)[0]
}

// begin returns a unit of work that is rolled back with t at the latest.
func (db *database) begin(t *testing.T, o backends.TxOptions) backends.UnitOfWork {
	t.Helper()
	u, err := db.pool.Begin(t.Context(), o)
	must(t, err)
	t.Cleanup(func() { _ = u.Rollback(context.Background()) })
	return u
}

// everywhere runs f on the pool, on a unit of work that was not begun, and on one that was.
func (db *database) everywhere(t *testing.T, f func(t *testing.T, r backends.Runner)) {
	t.Helper()
	t.Run("on the pool", func(t *testing.T) { f(t, db.pool) })
	db.units(t, func(t *testing.T, u backends.UnitOfWork) { f(t, u) })
}

// units runs f in a unit of work that was not begun, and in one that was.
func (db *database) units(t *testing.T, f func(t *testing.T, u backends.UnitOfWork)) {
	t.Helper()
	t.Run("first in a unit", func(t *testing.T) { f(t, db.begin(t, backends.TxOptions{})) })
	t.Run("later in a unit", func(t *testing.T) { f(t, db.begun(t)) })
}

// begun is begin with a first statement.
func (db *database) begun(t *testing.T) backends.UnitOfWork {
	t.Helper()
	u := db.begin(t, backends.TxOptions{})
	db.ints(t, u, "select 1")
	return u
}

// try runs a statement that may fail.
func (db *database) try(ctx context.Context, r backends.Runner, sql string, args ...any) error {
	_, err := r.Exec(ctx, db.stmt(sql, args...))
	return err
}

// drain reads the integers of a query to its end, however the error comes.
func drain(rows backends.Rows, err error) ([]int64, error) {
	if err != nil {
		return nil, err
	}
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			_ = rows.Close()
			return all, err
		}
		all = append(all, n)
	}
	closing := rows.Close()
	if err := rows.Err(); err != nil {
		return all, err
	}
	return all, closing
}
