package sqlxbackend

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// checkout runs the hooks on a connection that is to be used. Where one fails, or panics, the connection is thrown away.
func (c *connection) checkout(ctx context.Context) (err error) {
	done := false
	defer func() {
		if !done {
			c.discard(nil)
		}
	}()
	if err = c.run(ctx, c.pool.config.OnCheckout); err != nil {
		return fmt.Errorf("checkout hook: %w", err)
	}
	done = true
	return nil
}

// checkin runs the hooks on a connection that was used, and reports whether it may be used again. One with which a hook fails, or panics,
// is thrown away.
func (c *connection) checkin() (usable bool) {
	defer func() {
		if !usable {
			c.discard(nil)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
	defer cancel()
	return c.run(ctx, c.pool.config.OnCheckin) == nil
}

// run runs hooks on the connection, as a pool that has no other. They leave it idle.
func (c *connection) run(ctx context.Context, hooks []func(context.Context, backends.Runner) error) error {
	alone := &hookRunner{pool: &pool{db: c.pool.db, dialect: c.pool.dialect, config: backends.PoolConfig{}.WithDefaults(), pin: &pin{Slot: kit.NewSlot(), conn: c}}}
	defer alone.end()
	for _, hook := range hooks {
		if err := hook(ctx, alone); err != nil {
			return err
		}
	}
	switch {
	case alone.pin.lost.Load():
		return lost(nil)
	case alone.Stats().InUse > 0:
		return leftOpen("a hook left rows open: close them first")
	}
	return nil
}

// leftOpen is the error of hooks that leave their connection busy.
func leftOpen(message string) error {
	return &backends.Error{Kind: backends.ErrBusy, Stmt: -1, Message: message}
}

// hookRunner is the pool of one connection on which hooks run. It remembers their rows: nobody else would end those that they leave open, and a
// connection in use is never thrown away.
type hookRunner struct {
	*pool
	rows []backends.Rows
}

// Query implements backends.Runner.
func (r *hookRunner) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	rows, err := r.pool.Query(ctx, s)
	if err == nil {
		r.rows = append(r.rows, rows)
	}
	return rows, err
}

// end closes the rows that were left open.
func (r *hookRunner) end() {
	for _, rows := range r.rows {
		_ = rows.Close() // closed before: that does nothing
	}
}
