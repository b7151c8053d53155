package pgxconn

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// pool is a pgxpool under the contract.
type pool struct {
	native  *pgxpool.Pool
	owned   bool          // opened here, so closed here
	timeout time.Duration // of the wait for a connection
	mode    pgx.QueryExecMode
	pin     *pin // the one connection of a pool that Pin answered; nil for others
	closed  atomic.Bool
	heard   listens
	size    int64 // idle connections that are kept; 0: all
	writer  bool  // connections are to servers that take writes
	wrapped *Wrapped

	leaving, returning []hook

	waits, waited, timeouts atomic.Int64

	turns  turns        // nil: others use native as well, which has its own
	spare  atomic.Int64 // connections that are open here and promised to nobody; less than 0: so many wait for one
	shared atomic.Bool  // others take connections from native as well
}

var _ backends.Pool = (*pool)(nil)

// New returns a pool over one that somebody else opened, and closes.
func New(native *pgxpool.Pool) backends.Pool {
	if native == nil {
		return kit.RefusingNil("pgxbackend.New(nil)", "give it what pgxpool.New answered")
	}
	return &pool{native: native, wrapped: &Wrapped{}, timeout: backends.DefaultPoolTimeout, mode: native.Config().ConnConfig.DefaultQueryExecMode}
}

// Pool returns the pgxpool.Pool underneath, which others may use from now on; false when p is none of ours.
func Pool(p backends.Pool) (*pgxpool.Pool, bool) {
	if p, ok := p.(*pool); ok {
		if p.shared.Store(true); p.pin != nil {
			p.pin.from.shared.Store(true)
		}
		return p.native, true
	}
	return nil, false
}

// Exec implements backends.Runner.
func (p *pool) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if err := kit.OutsideUnit(dialectName, s); err != nil {
		return backends.Result{}, err
	}
	conn, err := p.acquire(ctx)
	if err != nil {
		return backends.Result{}, err
	}
	defer p.release(conn)
	res, err := exec(ctx, conn.Conn(), s)
	if again(ctx, conn.Conn(), err) {
		res, err = exec(ctx, conn.Conn(), s)
	}
	p.demoted(err)
	return res, unanswered(conn.Conn(), s, err)
}

// unanswered makes err, with which a statement that commits itself ended, an ErrCommitUnknown where nobody knows what became of it.
func unanswered(conn *pgx.Conn, s backends.Stmt, err error) error {
	if err == nil || !conn.IsClosed() && !sqlstate.Undecided(err) || isFinal(conn, err) || !kit.MayWrite(s.SQL) {
		return err
	}
	return kit.StatementUnknown(err)
}

// Query implements backends.Runner. The connection goes back when the rows are closed or read to their end.
func (p *pool) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if err := kit.OutsideUnit(dialectName, s); err != nil {
		return nil, err
	}
	conn, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	l := &lease{pool: p, conn: conn, ctx: ctx, stmt: s}
	defer l.opened() // also when an argument's own method panics
	r, err := query(ctx, conn.Conn(), s, l)
	if err != nil && l.retried {
		r, err = query(ctx, conn.Conn(), s, l)
	}
	if err != nil {
		return nil, err
	}
	l.handedOut = true
	return r, nil
}

// Pipeline implements backends.Runner: one transaction, in one round trip.
func (p *pool) Pipeline(ctx context.Context, stmts []backends.Stmt, _ backends.PipelineOptions, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) == 0 {
		return nil
	}
	u := &unit{Guard: kit.Guard{Dialect: dialectName}, pool: p}
	defer func() { _ = u.Rollback(ctx) }() // does nothing unless something panicked
	if err := u.Pipeline(ctx, stmts, backends.PipelineOptions{Commit: true}, each); err != nil {
		if err = u.rolledBack(ctx, err); kit.OnlyRead(stmts) {
			err = kit.NothingWritten(err)
		}
		return err
	}
	return nil
}

// Begin implements backends.Pool.
func (p *pool) Begin(ctx context.Context, o backends.TxOptions) (backends.UnitOfWork, error) {
	if p.closed.Load() {
		return nil, errClosed()
	}
	if err := kit.CheckContext(ctx); err != nil {
		return nil, err
	}
	options, err := txOptions(o)
	if err != nil {
		return nil, err
	}
	return &unit{Guard: kit.Guard{Dialect: dialectName}, pool: p, options: options}, nil
}

// Dialect implements backends.Pool.
func (p *pool) Dialect() string { return dialectName }

// dialectName is the name of PostgreSQL's dialect.
const dialectName = "postgres"

// Capabilities implements backends.Pool.
func (p *pool) Capabilities() backends.Capabilities {
	return backends.Capabilities{Pipeline: true, Copy: true, Pin: true, MaxParams: kit.MostParams}
}

// Stats implements backends.Pool.
func (p *pool) Stats() backends.PoolStats {
	if p.pin != nil {
		return p.pin.Stats()
	}
	s := p.native.Stat()
	return backends.PoolStats{
		Open: int(s.TotalConns()), InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()), Max: int(s.MaxConns()),
		Opened: s.NewConnsCount(), Waits: p.waits.Load(), WaitTime: time.Duration(p.waited.Load()), Timeouts: p.timeouts.Load(),
	}
}

// Close implements backends.Pool.
func (p *pool) Close() error {
	p.heard.end()
	switch first := p.closed.CompareAndSwap(false, true); {
	case first && p.pin != nil:
		p.pin.close()
	case first && p.owned:
		p.native.Close()
	}
	return nil
}

func errClosed() error {
	return &backends.Error{Kind: backends.ErrClosed, Message: "the pool is closed: open another engine", Stmt: -1}
}
