package sqlxbackend

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
)

// prepare runs the hooks on conn. Where one fails it closes conn, once no statement of theirs runs any more.
func (c *connector) prepare(ctx context.Context, conn driver.Conn) error {
	if len(c.hooks) == 0 {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	l := &hookConnector{conn: conn, driver: c.Driver()}
	db := sqlx.NewDb(sql.OpenDB(l), c.source.driver)
	db.SetMaxOpenConns(1)
	p := &hookRunner{pool: newPool(db, c.dialect, backends.PoolConfig{}.WithDefaults(), false)}
	err := c.hooked(limited, p)
	if idle := p.gate.TryLock(); !idle {
		go func() {
			p.end()
			p.gate.Lock()
			_, _ = db.Close(), conn.Close()
		}()
		return cmp.Or(err, leftOpen("a connect hook left rows open, or a statement that was cancelled: close them first, and let each statement end"))
	}
	if err == nil && l.broken.Load() {
		err = errors.New("a connect hook went on after a statement was cancelled")
	}
	_ = db.Close() // closes nothing: the connection was lent
	if err != nil {
		_ = conn.Close() // the hook's error says more
	}
	return err
}

// hooked runs the hooks in a goroutine of their own: what one of them panics with must not unwind database/sql, which would
// count the connection for ever. The caller goes on with it.
func (c *connector) hooked(ctx context.Context, r backends.Runner) error {
	call := &abandonedCall[struct{}]{ended: make(chan struct{})}
	go call.run(func() (none struct{}, err error) {
		for _, hook := range c.hooks {
			if err = hook(ctx, r); err != nil {
				return none, &hookFailure{err}
			}
		}
		return none, nil
	})
	<-call.ended
	if !call.returned {
		return &hookPanic{call.panicked}
	}
	return call.err
}

// hookFailure is the error that a connect hook answered.
type hookFailure struct{ err error }

// Error says whose error it is.
func (e *hookFailure) Error() string { return "a connect hook failed: " + e.err.Error() }

// Unwrap returns the hook's error.
func (e *hookFailure) Unwrap() error { return e.err }

// hookPanic is the error of a connect hook that panicked, or, with nil, called runtime.Goexit.
type hookPanic struct{ value any }

// Error says so.
func (e *hookPanic) Error() string { return "a connect hook panicked" }
