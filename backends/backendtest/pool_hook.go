package backendtest

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func keeping(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 2, Overflow: 4})
	for range 2 {
		units := []backends.UnitOfWork{db.begun(t), db.begun(t), db.begun(t), db.begun(t), db.begun(t), db.begun(t)}
		equal(t, "the connections in use", db.pool.Stats().Open, 6)
		for _, u := range units {
			must(t, u.Commit(t.Context()))
		}
		eventually(t, "two are kept", func() bool { s := db.pool.Stats(); return s.Open == 2 && s.Idle == 2 })
	}
	equal(t, "the connections opened", db.pool.Stats().Opened, int64(10))
}

// lendingHooks counts the uses of a connection in a table that only the connection itself sees.
func lendingHooks(t *testing.T, db *database) {
	run := func(sql string) func(context.Context, backends.Runner) error {
		return func(ctx context.Context, c backends.Runner) error { return db.try(ctx, c, sql) }
	}
	config := backends.PoolConfig{Size: 1, Overflow: -1}
	config.OnConnect = append(config.OnConnect, run("create temporary table uses (n integer)"))
	config.OnCheckout = append(config.OnCheckout, run("insert into uses values (1)"), run("update uses set n = n + 1"))
	config.OnCheckin = append(config.OnCheckin, func(ctx context.Context, c backends.Runner) error {
		rows, err := c.Query(ctx, db.rowsStmt("select n from uses"))
		if _, err = drain(rows, err); err != nil {
			return err
		}
		return c.Pipeline(ctx, []backends.Stmt{db.stmt("update uses set n = n + ?", 10), db.stmt("update uses set n = n + ?", 20)}, backends.PipelineOptions{}, nil)
	})
	db = db.freshPool(t, config)
	equal(t, "the first use", db.ints(t, db.pool, "select n from uses order by n"), []int64{2})
	u := db.begin(t, backends.TxOptions{})
	equal(t, "the second", db.ints(t, u, "select n from uses order by n"), []int64{2, 33})
	equal(t, "goes on", db.ints(t, u, "select n from uses order by n"), []int64{2, 33})
	must(t, u.Rollback(t.Context()))
	must(t, db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil))
	equal(t, "the fourth", db.ints(t, db.pool, "select n from uses order by n"), []int64{2, 33, 64, 95})
	equal(t, "the connections opened", db.pool.Stats().Opened, int64(1))
}

func failingLendingHooks(t *testing.T, db *database) {
	own := errors.New("not today")
	var leaving, returning atomic.Bool
	failing := func(when *atomic.Bool) []func(context.Context, backends.Runner) error {
		return []func(context.Context, backends.Runner) error{func(context.Context, backends.Runner) error {
			if when.Load() {
				return own
			}
			return nil
		}}
	}
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, OnCheckout: failing(&leaving), OnCheckin: failing(&returning)})
	leaving.Store(true)
	_, querying := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
	for _, err := range []error{db.try(t.Context(), db.pool, "select 1"), querying, db.try(t.Context(), db.begin(t, backends.TxOptions{}), "select 1")} {
		if !errors.Is(err, own) {
			t.Fatalf("the error is %v, want that of the hook", err)
		}
		eventually(t, "the connection is closed", func() bool { return db.pool.Stats().Open == 0 })
	}
	leaving.Store(false)
	returning.Store(true)
	equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
	eventually(t, "the connection is closed", func() bool { return db.pool.Stats().Open == 0 })
	returning.Store(false)
	equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
	equal(t, "the connections opened", db.pool.Stats().Opened, int64(5))
}

// openHooks: a hook that leaves rows open says so, whatever its connection was wanted for, and the pool goes on.
func openHooks(t *testing.T, db *database) {
	var leaving atomic.Bool
	hook := func(ctx context.Context, c backends.Runner) error {
		if !leaving.Load() {
			return nil
		}
		rows, err := c.Query(ctx, db.rowsStmt("select 1"))
		if err == nil && !rows.Next() {
			err = errors.New("there is no row")
		}
		return err
	}
	hooks := []func(context.Context, backends.Runner) error{hook}
	for name, config := range map[string]backends.PoolConfig{"connect": {OnConnect: hooks}, "checkout": {OnCheckout: hooks}} {
		config.Size, config.Overflow, config.Timeout = 1, -1, 3*time.Second
		db := db.freshPool(t, config)
		leaving.Store(true)
		_, querying := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
		for _, err := range []error{
			db.try(t.Context(), db.pool, "select ?", secret), querying,
			db.try(t.Context(), db.begin(t, backends.TxOptions{}), "select 1"),
			db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
		} {
			if !errors.Is(err, backends.ErrBusy) || !strings.Contains(err.Error(), "hook left rows open") {
				t.Fatalf("the error is %v, want that a %s hook left rows open", err, name)
			}
			db.settled(t)
		}
		leaving.Store(false)
		equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
	}
}

// panickingHooks: a hook that panics, or ends its goroutine, does so in who used the connection, and the pool goes on.
func panickingHooks(t *testing.T, db *database) {
	ends := map[string]func(){"panics": func() { panic("a hook's own") }, "exits": runtime.Goexit}
	for how, end := range ends {
		for name, set := range map[string]func(*backends.PoolConfig, func(context.Context, backends.Runner) error){
			"connect": func(c *backends.PoolConfig, hook func(context.Context, backends.Runner) error) {
				c.OnConnect = append(c.OnConnect, hook)
			},
			"checkout": func(c *backends.PoolConfig, hook func(context.Context, backends.Runner) error) {
				c.OnCheckout = append(c.OnCheckout, hook)
			},
			"checkin": func(c *backends.PoolConfig, hook func(context.Context, backends.Runner) error) {
				c.OnCheckin = append(c.OnCheckin, hook)
			},
		} {
			var ending atomic.Bool
			ending.Store(true)
			config := backends.PoolConfig{Size: 1, Overflow: -1}
			set(&config, func(context.Context, backends.Runner) error {
				if ending.Load() {
					end()
				}
				return nil
			})
			db := db.freshPool(t, config)
			for _, use := range []func(){
				func() { _ = db.try(t.Context(), db.pool, "select 1") },
				func() {
					if u, err := db.pool.Begin(t.Context(), backends.TxOptions{}); err == nil {
						_ = db.try(t.Context(), u, "select 1")
						_ = u.Commit(t.Context())
					}
				},
				func() {
					_ = db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil)
				},
			} {
				if reached(use) {
					t.Fatalf("a %s hook %s, and its caller goes on", name, how)
				}
				db.settled(t)
			}
			ending.Store(false)
			equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
			db.settled(t)
		}
	}
}

// reached reports whether do returns.
func reached(do func()) (returned bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		do()
		returned = true
	}()
	<-done
	return returned
}
