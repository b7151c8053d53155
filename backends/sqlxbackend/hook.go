package sqlxbackend

import (
	"context"
	"fmt"
	"sync"

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
	mu   sync.Mutex
	rows []*hookRows
}

// Query implements backends.Runner.
func (r *hookRunner) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	rows, err := r.pool.Query(ctx, s)
	if err != nil {
		return nil, err
	}
	guarded := &hookRows{rows: rows}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, guarded)
	return guarded, nil
}

// end closes the rows that were left open.
func (r *hookRunner) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, rows := range r.rows {
		_ = rows.Close() // closed before: that does nothing
	}
}

// hookRows are rows of a hook. Behind the hook's back they are closed while whoever has them may still use them, so one call waits for another.
type hookRows struct {
	mu   sync.Mutex
	rows backends.Rows
}

// Columns implements backends.Rows.
func (r *hookRows) Columns() ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rows.Columns()
}

// Next implements backends.Rows.
func (r *hookRows) Next() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rows.Next()
}

// Scan implements backends.Rows.
func (r *hookRows) Scan(dest ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rows.Scan(dest...)
}

// Err implements backends.Rows.
func (r *hookRows) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rows.Err()
}

// Close implements backends.Rows.
func (r *hookRows) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rows.Close()
}
