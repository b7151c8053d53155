// Package savepoints is a database inside one transaction: a [backends.Pool] whose transactions are savepoints of an outer unit
// of work, which it never ends. What its users commit is there for all of them, and gone when the outer transaction is
// rolled back.
//
// They share one connection, so what they begin stands inside one another: whoever began last ends first. A call waits a moment
// for its turn, for goroutines that work side by side, and is refused with the next move when it does not come.
package savepoints

import (
	"context"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Pool is a database inside an outer transaction. It is safe for concurrent use.
type Pool struct {
	base  backends.Pool // that the outer transaction is of
	outer backends.UnitOfWork
	turns *turns // with other pools of the same transaction

	closed atomic.Bool
}

var (
	_ backends.Pool   = (*Pool)(nil)
	_ backends.Pinner = (*Pool)(nil)
)

// New returns a pool inside outer, a transaction of a database such as over. Nothing is sent. Closing it leaves both open.
func New(base backends.Pool, outer backends.UnitOfWork) *Pool {
	return &Pool{base: base, outer: outer, turns: newTurns()}
}

// Begin implements backends.Pool. The isolation level is the outer transaction's.
func (p *Pool) Begin(ctx context.Context, o backends.TxOptions) (backends.UnitOfWork, error) {
	if err := p.check(ctx); err != nil {
		return nil, err
	}
	return p.begin(o), nil
}

func (p *Pool) begin(o backends.TxOptions) *unit {
	return &unit{Guard: kit.Guard{Dialect: p.Dialect()}, pool: p, readOnly: o.ReadOnly}
}

// Exec implements backends.Runner, in a savepoint of its own.
func (p *Pool) Exec(ctx context.Context, s backends.Stmt) (res backends.Result, err error) {
	if err := p.check(ctx, s); err != nil {
		return res, err
	}
	u := p.begin(backends.TxOptions{})
	if res, err = u.Exec(ctx, s); err == nil {
		err = u.Commit(ctx)
	}
	if err != nil {
		_ = u.Rollback(ctx)
		return backends.Result{}, err
	}
	return res, nil
}

// Query implements backends.Runner, in a savepoint that ends with the rows.
func (p *Pool) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if err := p.check(ctx, s); err != nil {
		return nil, err
	}
	u := p.begin(backends.TxOptions{})
	r, err := u.query(ctx, s, u.finish)
	if err != nil {
		_ = u.Rollback(ctx)
	}
	return r, err
}

// Pipeline implements backends.Runner, in a savepoint of its own.
func (p *Pool) Pipeline(ctx context.Context, stmts []backends.Stmt, _ backends.PipelineOptions, each backends.Each) error {
	if err := p.check(ctx, stmts...); err != nil {
		return err
	}
	u := p.begin(backends.TxOptions{})
	err := u.Pipeline(ctx, stmts, backends.PipelineOptions{Commit: true}, each)
	if err != nil {
		_ = u.Rollback(ctx)
	}
	return err
}

// Dialect implements backends.Pool.
func (p *Pool) Dialect() string { return p.base.Dialect() }

// Capabilities implements backends.Pool.
func (p *Pool) Capabilities() backends.Capabilities {
	c := p.base.Capabilities()
	_, copies := p.outer.(backends.Copier)
	c.Copy, c.Pin = c.Copy && copies, true
	return c
}

// Stats implements backends.Pool: there is one connection, in use while a savepoint is open.
func (p *Pool) Stats() backends.PoolStats {
	s := backends.PoolStats{Open: 1, Idle: 1, Max: 1}
	if p.turns.held(nil) {
		s.Idle, s.InUse = 0, 1
	}
	return s
}

// Pin implements backends.Pinner: there is one connection, which whoever pins it shares with the others.
func (p *Pool) Pin(ctx context.Context) (backends.Pool, error) {
	if err := p.check(ctx); err != nil {
		return nil, err
	}
	return &Pool{base: p.base, outer: p.outer, turns: p.turns}, nil
}

// check returns an error unless a call may begin.
func (p *Pool) check(ctx context.Context, stmts ...backends.Stmt) error {
	if p.closed.Load() {
		return &backends.Error{Kind: backends.ErrClosed, Stmt: -1, Message: "the engine inside the outer transaction"}
	}
	if err := kit.CheckContext(ctx); err != nil {
		return err
	}
	return kit.OutsideUnit(p.Dialect(), stmts...)
}

// Close implements backends.Pool. What is still open is told.
func (p *Pool) Close() error {
	if p.closed.Swap(true) || !p.turns.held(p) {
		return nil
	}
	return &backends.Error{Kind: backends.ErrTimeout, Stmt: -1,
		Message: "rows or a transaction are still open inside the outer transaction: close the rows of Engine.Query, and end your own units of work"}
}
