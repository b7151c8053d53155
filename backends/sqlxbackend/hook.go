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
	alone := &pool{db: c.pool.db, dialect: c.pool.dialect, config: backends.PoolConfig{}.WithDefaults(), pin: &pin{Slot: kit.NewSlot(), conn: c}}
	for _, hook := range hooks {
		if err := hook(ctx, alone); err != nil {
			return err
		}
	}
	switch {
	case alone.pin.lost.Load():
		return lost(nil)
	case alone.Stats().InUse > 0:
		return &backends.Error{Kind: backends.ErrBusy, Stmt: -1, Message: "a hook left rows open: close them first"}
	}
	return nil
}
