package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// sqliteParams is how many parameters a statement of SQLite takes.
// Source: sqlite.org, "Implementation Limits For SQLite", SQLITE_MAX_VARIABLE_NUMBER.
const sqliteParams = 32_766

// pool is a sqlx.DB under the contract.
type pool struct {
	db      *sqlx.DB
	dialect dialect
	config  backends.PoolConfig
	owned   bool // opened here, so closed here
	writer  bool // connections are to servers that take writes
	looks   bool // sockets of connections are known
	resets  bool // connections look at theirs whenever database/sql gives them out again
	pin     *pin // the one connection of a pool that Pin answered; nil for others
	closed  atomic.Bool
	empty   atomic.Bool  // closed, and every connection is back
	gate    sync.RWMutex // read-locked by each connection in use

	queue    *queue        // nil: there is none
	opened   *atomic.Int64 // connections; nil: nobody counts them
	timeouts atomic.Int64
}

var _ backends.Pool = (*pool)(nil)

func newPool(db *sqlx.DB, d dialect, config backends.PoolConfig, owned bool) *pool {
	native := db.Driver()
	d.pgx = isPgx(native)
	d.describes = sync.OnceValue(func() any { return describeMode(native) })
	_, opens := d.driver.(driver.DriverContext)
	return &pool{
		db: db, dialect: d, config: config, owned: owned,
		looks: d.pgx || isPq(native), resets: d.pq || opens && serves(d.driver, native),
	}
}

// Exec implements backends.Runner.
func (p *pool) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if err := p.dialect.outside(s); err != nil {
		return backends.Result{}, err
	}
	conn, err := p.acquire(ctx)
	if err != nil {
		return backends.Result{}, err
	}
	var res backends.Result
	err = errPanicked
	defer func() { conn.finish(ctx, err) }()
	if res, err = exec(ctx, conn.caller(), conn.answers(), s); conn.again(ctx, err) {
		res, err = exec(ctx, conn.caller(), conn.answers(), s)
	}
	err = conn.answers().unanswered(s, err)
	return res, err
}

// unanswered makes err, with which a statement that commits itself ended, an ErrCommitUnknown where nobody knows what became of it.
func (d dialect) unanswered(s backends.Stmt, err error) error {
	if err == nil || d.local || !kit.MayWrite(s.SQL) {
		return err
	}
	lost := d.conn.endedBy(err)
	if sqlstate.Answered(err) && !lost {
		return err
	}
	if lost || sqlstate.Undecided(err) || sqlstate.Fatal(err) {
		return kit.StatementUnknown(err)
	}
	for _, kind := range []error{backends.ErrConnection, backends.ErrTimeout, backends.ErrCanceled} {
		if errors.Is(err, kind) {
			return kit.StatementUnknown(err)
		}
	}
	return err
}

// errPanicked is how a call ended that did not return: a method of an argument panicked.
var errPanicked = errors.New("panicked")

// Query implements backends.Runner. The connection goes back when the rows are closed or read to their end.
func (p *pool) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if err := p.dialect.outside(s); err != nil {
		return nil, err
	}
	conn, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	returned := false
	defer func() {
		if !returned {
			conn.finish(ctx, errPanicked)
		}
	}()
	ended := func(err error) error {
		returned = true
		err = conn.answers().unanswered(s, err)
		conn.finish(ctx, err)
		return err
	}
	if conn.pipelines(ctx) {
		r, err := stream(ctx, conn, nil, s, ended)
		if conn.again(ctx, err) {
			r, err = stream(ctx, conn, nil, s, ended)
		}
		if err != nil {
			return nil, ended(err)
		}
		returned = true
		return r, nil
	}
	r, err := query(ctx, conn.caller(), conn.answers(), s, ended)
	if conn.again(ctx, err) {
		r, err = query(ctx, conn.caller(), conn.answers(), s, ended)
	}
	if err != nil {
		return nil, ended(err)
	}
	returned = true
	return r, nil
}

// Pipeline implements backends.Runner: one transaction.
func (p *pool) Pipeline(ctx context.Context, stmts []backends.Stmt, _ backends.PipelineOptions, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) == 0 {
		return nil
	}
	u := &unit{Guard: kit.Guard{Dialect: p.dialect.name}, dialect: p.dialect, pool: p}
	defer func() { _ = u.Rollback(ctx) }() // does nothing unless something panicked
	if err := u.Pipeline(ctx, stmts, backends.PipelineOptions{Commit: true}, each); err != nil {
		if err = u.ended(ctx, err); kit.OnlyRead(stmts) {
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
	if err := p.dialect.supports(o); err != nil {
		return nil, err
	}
	return &unit{Guard: kit.Guard{Dialect: p.dialect.name}, dialect: p.dialect, pool: p, options: o}, nil
}

// Dialect implements backends.Pool.
func (p *pool) Dialect() string { return p.dialect.name }

// Capabilities implements backends.Pool.
func (p *pool) Capabilities() backends.Capabilities {
	c := backends.Capabilities{Pipeline: serves(p.dialect.driver, p.db.Driver()), Pin: true}
	c.MaxParams = p.dialect.maxParams
	return c
}

// outside refuses what the pool must not send.
func (d dialect) outside(s backends.Stmt) error {
	if err := kit.Fits(d.maxParams, s); err != nil {
		return err
	}
	return kit.OutsideUnit(d.name, s)
}

// Stats implements backends.Pool.
func (p *pool) Stats() backends.PoolStats {
	if p.pin != nil {
		return p.pin.Stats()
	}
	s := p.db.Stats()
	if p.empty.Load() { // database/sql still counts those that it closes, and those that it had meant to open
		return backends.PoolStats{Max: s.MaxOpenConnections}
	}
	stats := backends.PoolStats{
		Open: s.OpenConnections, InUse: s.InUse, Idle: s.Idle, Max: s.MaxOpenConnections,
		Waits: s.WaitCount, WaitTime: s.WaitDuration, Timeouts: p.timeouts.Load(),
	}
	if p.opened != nil {
		stats.Opened = p.opened.Load()
	}
	if q := p.queue; q != nil {
		stats.Waits, stats.WaitTime, stats.Timeouts = stats.Waits+q.waits.Load(), stats.WaitTime+time.Duration(q.waited.Load()), stats.Timeouts+q.timeouts.Load()
	}
	return stats
}

// Close implements backends.Pool.
func (p *pool) Close() error {
	if !p.closed.CompareAndSwap(false, true) {
		return nil
	}
	if p.pin != nil {
		p.pin.close()
	}
	if !p.owned {
		return nil
	}
	p.gate.Lock()
	defer p.gate.Unlock()
	p.empty.Store(true) // first: database/sql counts an idle connection that it closes as one in use
	return p.db.Close()
}

func errClosed() error {
	return &backends.Error{Kind: backends.ErrClosed, Message: "the pool is closed: open another engine", Stmt: -1}
}
