package sqlxbackend

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// acquire waits for a connection and runs the hooks of those that are used.
func (p *pool) acquire(ctx context.Context) (*connection, error) {
	c, err := p.take(ctx)
	if err != nil || len(p.config.OnCheckout) == 0 || p.pin != nil {
		return c, err
	}
	if err := c.checkout(ctx); err != nil {
		return nil, err
	}
	return c, nil
}

// take waits for a connection as long as ctx and the pool's timeout allow, and asks it for a sign of life if it must.
func (p *pool) take(ctx context.Context) (c *connection, err error) {
	if err := kit.CheckContext(ctx); err != nil {
		return nil, err
	}
	if !p.gate.TryRLock() {
		return nil, errClosed()
	}
	entered := false
	defer func() {
		if c != nil {
			return
		}
		if entered { // also after a panic of a connect hook
			p.queue.release()
		}
		p.gate.RUnlock()
	}()
	if err := p.queue.enter(ctx); err != nil {
		return nil, err
	}
	entered = true
	conn, err := p.alive(ctx)
	if err != nil {
		return nil, err
	}
	c = &connection{Conn: conn, pool: p}
	if p.dialect.pq {
		c.findSocket()
	}
	return c, nil
}

func (p *pool) alive(ctx context.Context) (conn *sqlx.Conn, err error) {
	if p.pin != nil {
		return p.takePinned(ctx)
	}
	for attempts := p.db.Stats().OpenConnections + 1; ; attempts-- {
		if conn, err = p.pinned(ctx); err != nil {
			return nil, err
		}
		if err = p.answers(ctx, conn); err == nil {
			return conn, nil
		}
		discardConn(conn)
		if attempts <= 0 || ctx.Err() != nil {
			return nil, p.dialect.classify(ctx, err)
		}
	}
}

// answers errs where a connection that was idle gives no sign of life.
func (p *pool) answers(ctx context.Context, conn *sqlx.Conn) error {
	if p.config.PrePing {
		return conn.PingContext(ctx)
	}
	if idle := (&connection{Conn: conn, pool: p}); !p.resets && !idle.alive() {
		return lost(nil)
	}
	return nil
}

func (p *pool) takePinned(ctx context.Context) (*sqlx.Conn, error) {
	if p.closed.Load() {
		return nil, errClosed()
	}
	return p.pin.take(ctx, p.config.Timeout)
}

func (p *pool) pinned(ctx context.Context) (*sqlx.Conn, error) {
	if p.closed.Load() {
		return nil, errClosed()
	}
	waiting, cancel := context.WithTimeout(context.WithValue(ctx, callerKey{}, ctx), p.config.Timeout)
	defer cancel()
	conn, err := p.db.Connx(waiting)
	var panicked *hookPanic
	if errors.As(err, &panicked) {
		resume(panicked.value)
	}
	switch {
	case err == nil:
		return conn, nil
	case err != context.DeadlineExceeded || ctx.Err() != nil: //nolint:errorlint // database/sql's own, and no other's
		return nil, p.unconnected(ctx, err)
	}
	p.timeouts.Add(1)
	return nil, noneFree(p.config.Timeout, p.db.Stats().MaxOpenConnections)
}

// unconnected is err, by which database/sql has no connection: nothing was sent that could be wrong. What our own connector says, and what a
// connect hook answered, stays as it is.
func (p *pool) unconnected(ctx context.Context, err error) error {
	var done *backends.Error
	if hook := (*hookFailure)(nil); errors.As(err, &done) || errors.As(err, &hook) {
		return p.dialect.classify(ctx, err)
	}
	if err.Error() == "sql: database is closed" { // database/sql gives that no name
		return &backends.Error{Kind: backends.ErrClosed, Message: "the *sql.DB is closed", Stmt: -1, Err: err}
	}
	if e := p.dialect.explain(ctx, err); !errors.As(e, &done) || done.Kind == backends.ErrTimeout || done.Kind == backends.ErrCanceled {
		return e
	}
	refusal := *done
	refusal.Kind, refusal.Stmt = backends.ErrConnection, -1
	switch refusal.Code {
	case "":
		refusal.Message = sqlstate.NoConnection("the database", err, err.Error())
	case sqlstate.TooManyConnections:
		refusal.Message = sqlstate.NoneLeft(refusal.Message)
	}
	return &refusal
}
