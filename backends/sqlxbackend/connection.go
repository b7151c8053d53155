package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
)

// patience is how long anyone waits for a connection that is being thrown away; it goes on in the background.
const patience = 100 * time.Millisecond

// connection is a pinned connection of a pool. Statements without a transaction run on it as they are.
type connection struct {
	*sqlx.Conn
	pool *pool
}

// raw gives f the driver's own connection.
func (c *connection) raw(f func(native any)) error {
	return c.Raw(func(native any) error {
		f(native)
		return nil // whether the connection is sound, the unit of work knows
	})
}

// pipeline sends stmts through the Driver, in one trip; handled says whether it knows this connection.
func (c *connection) pipeline(ctx context.Context, stmts []backends.Stmt, each func(int, backends.Rows, backends.Result) error) (handled bool, err error) {
	d := c.pool.dialect.driver
	if d == nil {
		return false, nil
	}
	if lost := c.raw(func(native any) { handled, err = d.Pipeline(ctx, native, stmts, each) }); lost != nil {
		return true, c.pool.dialect.classify(ctx, lost)
	}
	return handled, err
}

// pipelines says whether the Driver knows this connection.
func (c *connection) pipelines(ctx context.Context) bool {
	handled, _ := c.pipeline(ctx, nil, nil)
	return handled
}

// release gives the connection back to the pool.
func (c *connection) release() {
	_ = c.Close() // an error says that it is gone already
	c.pool.gate.RUnlock()
}

// settle gives the connection back after a statement of its own: one that was cancelled is thrown away.
func (c *connection) settle(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil {
		c.discard(nil)
		return
	}
	c.release()
}

// discard throws the connection away, after end, as soon as what runs on it has returned. A driver that hangs is left to
// itself.
func (c *connection) discard(end func()) {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		if end != nil {
			end()
		}
		discardConn(c.Conn)
		c.pool.gate.RUnlock()
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-gone:
	case <-timer.C:
	}
}

// discardConn has database/sql close the driver's connection.
func discardConn(conn *sqlx.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}
