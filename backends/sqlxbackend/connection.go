package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"reflect"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
)

// patience is how long anyone waits for a connection that is being thrown away; it goes on in the background.
const patience = 100 * time.Millisecond

// discardTimeout is how long a call that nobody waits for may go on, where the socket is known: in a network that swallows packets lib/pq
// waits for ever.
const discardTimeout = time.Second

// connection is a pinned connection of a pool. Statements without a transaction run on it as they are.
type connection struct {
	*sqlx.Conn
	pool  *pool
	calls sync.RWMutex // read-locked by each call, those included that nobody waits for any more
	bad   bool         // not to be used again
	abort func()       // ends what hangs on a dead network; nil: nobody can
}

// caller makes calls that return when their context ends.
func (c *connection) caller() executor { return c.pool.dialect.caller(c, &c.calls, c.abort) }

// answers is the dialect of what this connection answers.
func (c *connection) answers() dialect {
	d := c.pool.dialect
	d.conn = c
	return d
}

// broken reports, when no call is under way, whether the connection is lost as far as its driver knows, or says what nobody can follow.
func (c *connection) broken() (broken bool) {
	gone := c.raw(func(native any) {
		if own, ok := native.(interface{ broken() bool }); ok {
			broken = own.broken()
		} else if isPgx(native) {
			closed := called(called(reflect.ValueOf(native), "Conn"), "IsClosed")
			broken = closed.IsValid() && closed.Kind() == reflect.Bool && closed.Bool()
		}
	})
	return broken || gone != nil // database/sql closed it
}

// findSocket finds out how the connection is ended from another goroutine.
func (c *connection) findSocket() {
	_ = c.raw(func(native any) {
		if s, ok := native.(interface{ abort() }); ok {
			c.abort = s.abort
		}
	})
}

// raw gives f the driver's own connection.
func (c *connection) raw(f func(native any)) error {
	return c.Raw(func(native any) error {
		f(native)
		return nil // whether the connection is sound, the unit of work knows
	})
}

// pipeline sends stmts through the Driver, in one trip; handled reports whether it knows this connection.
func (c *connection) pipeline(ctx context.Context, stmts []backends.Stmt, each backends.Each) (handled bool, err error) {
	d := c.pool.dialect.driver
	if d == nil {
		return false, nil
	}
	var panicked any
	returned := false
	lost := c.raw(func(native any) {
		defer func() {
			if !returned { // each panicked: database/sql would throw the connection away
				panicked = recover()
			}
		}()
		handled, err = d.Pipeline(ctx, native, stmts, each)
		returned = true
	})
	switch {
	case lost != nil:
		return true, c.pool.dialect.classify(ctx, lost)
	case !returned:
		panic(panicked)
	}
	return handled, err
}

// pipelines reports whether the Driver knows this connection.
func (c *connection) pipelines(ctx context.Context) bool {
	handled, _ := c.pipeline(ctx, nil, nil)
	return handled
}

// release gives the connection back to the pool; one that a call still uses, or that is not sound, is thrown away.
func (c *connection) release() {
	if c.bad || !c.calls.TryLock() {
		c.discard(nil)
		return
	}
	c.calls.Unlock()
	if len(c.pool.config.OnCheckin) > 0 && c.pool.pin == nil && !c.checkin() {
		return
	}
	if c.pool.pin == nil {
		_ = c.Close() // an error says that it is gone already
	}
	c.ended()
}

// ended says that the connection is not in use any more.
func (c *connection) ended() {
	c.pool.queue.release()
	c.pool.gate.RUnlock()
	if c.pool.pin != nil {
		c.pool.pin.Give()
	}
}

// finish gives the connection back after a statement of its own: one that was cancelled is thrown away.
func (c *connection) finish(ctx context.Context, err error) {
	c.replace(err)
	c.bad = c.bad || err != nil && ctx.Err() != nil
	c.release()
}

// discard throws the connection away, after end, as soon as what runs on it has returned: database/sql must not see it
// closed during a call. A driver that hangs is left to itself, and the pool's Close waits for it.
func (c *connection) discard(end func()) {
	if c.pool.pin != nil {
		c.pool.pin.lost.Store(true)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		defer c.ended()
		if c.abort != nil {
			defer time.AfterFunc(discardTimeout, c.abort).Stop()
		}
		c.idle()
		if end != nil {
			end()
			c.idle()
		}
		discardConn(c.Conn)
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-gone:
	case <-timer.C:
	}
}

// idle waits for the calls under way.
func (c *connection) idle() {
	c.calls.Lock()
	defer c.calls.Unlock()
}

// discardConn has database/sql close the driver's connection. The goroutine with which a *sql.Tx waits for its context may
// be giving the same Conn back: Raw then finds nothing between its look and its lock, and panics over what is gone anyway.
// Source: database/sql, Conn.grabConn and Tx.awaitDone of Go 1.26.
func discardConn(conn *sqlx.Conn) {
	defer func() { _ = recover() }()
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}
