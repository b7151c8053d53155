package backendtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func silenceTopic() topic {
	one := backends.PoolConfig{Size: 1, Overflow: -1}
	return topic{name: "a network that swallows packets", needs: Sockets, config: one, tests: []test{
		{name: "holds a connection for a second or two after the context has ended", run: swallowed},
		{name: "in the middle of rows is a timeout", run: swallowedRows},
		{name: "is a timeout while connecting, however little time there is", run: swallowedConnecting},
	}}
}

func swallowed(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for range 2 { // the connection knows the statements
		db.exec(t, db.pool, "insert into "+table+" values (?)", 1)
	}
	work := map[string]func(ctx context.Context) error{
		"Exec": func(ctx context.Context) error { return db.try(ctx, db.pool, "insert into "+table+" values (?)", 2) },
		"Query": func(ctx context.Context) error {
			_, err := drain(db.pool.Query(ctx, db.rowsStmt("select n from "+table)))
			return err
		},
		"a unit": func(ctx context.Context) error {
			u := db.begin(t, backends.TxOptions{})
			return errors.Join(db.try(ctx, u, "insert into "+table+" values (?)", 3), u.Rollback(ctx))
		},
		"a pipeline": func(ctx context.Context) error {
			return db.pool.Pipeline(ctx, []backends.Stmt{db.stmt("insert into "+table+" values (?)", 4)}, backends.PipelineOptions{}, nil)
		},
	}
	for name, f := range work {
		db.ints(t, db.pool, "select n from "+table) // there is a connection
		db.counter.Swallow()
		ctx, cancel := context.WithTimeout(t.Context(), moment)
		start := time.Now()
		err := f(ctx)
		cancel()
		took := time.Since(start)
		db.settled(t)
		db.counter.Cut()
		db.counter.Release()
		refused(t, err, backends.ErrTimeout)
		if took > 20*moment {
			t.Errorf("%s took %s, with %s to do it in", name, took, moment)
		}
	}
}

// swallowedRows reads on when the network has begun to swallow what is left of many rows.
func swallowedRows(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for i := range 100 {
		db.exec(t, db.pool, "insert into "+table+" values (?)", i)
	}
	many := db.rowsStmt("select a.n from " + table + " a, " + table + " b, " + table + " c")
	for _, inUnit := range []bool{false, true} {
		on := backends.Runner(db.pool)
		var unit backends.UnitOfWork
		if inUnit {
			unit = db.begin(t, backends.TxOptions{})
			on = unit
		}
		ctx := timeout{t.Context(), make(chan struct{})}
		rows, err := on.Query(ctx, many)
		must(t, err)
		if !rows.Next() {
			t.Fatalf("there is no row: %v", rows.Err())
		}
		db.counter.Swallow()
		start := time.Now()
		time.AfterFunc(moment, ctx.pass)
		for rows.Next() {
		}
		took := time.Since(start)
		refused(t, rows.Err(), backends.ErrTimeout)
		if unit != nil {
			_ = unit.Rollback(t.Context()) // the connection is gone
		}
		db.settled(t)
		db.counter.Cut()
		db.counter.Release()
		if took > 20*moment {
			t.Errorf("the rows took %s, with %s to do it in", took, moment)
		}
	}
}

// timeout is a context whose time passes when the test says so: what comes before may take as long as the machine needs.
type timeout struct {
	context.Context
	passed chan struct{}
}

func (c timeout) pass()                 { close(c.passed) }
func (c timeout) Done() <-chan struct{} { return c.passed }
func (c timeout) Err() error {
	select {
	case <-c.passed:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func swallowedConnecting(t *testing.T, db *database) {
	db.counter.Swallow()
	defer db.counter.Release()
	for i := range 40 {
		fresh := db.freshPool(t, backends.PoolConfig{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond+time.Millisecond)
		_, err := fresh.pool.Exec(ctx, fresh.stmt("select 1"))
		cancel()
		refused(t, err, backends.ErrTimeout)
	}
}
