package migrate

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqldb"
	"github.com/drey-db/drey/repo"
)

// handed is an execution whose work its caller does.
type handed struct {
	*execution
	by *sqldb.Caller
}

// Begin implements sqldb.Beginner.
func (h handed) Begin(ctx context.Context, o driver.TxOptions) (sqldb.Transaction, error) {
	err := h.by.Do(func() error {
		_, err := h.execution.Begin(ctx, o)
		return err
	})
	return h, err
}

// Exec implements backends.Runner.
func (h handed) Exec(ctx context.Context, stmt backends.Stmt) (res backends.Result, err error) {
	err = h.by.Do(func() (err error) {
		res, err = h.execution.Exec(ctx, stmt)
		return err
	})
	return res, err
}

// Commit implements sqldb.Transaction.
func (h handed) Commit() error { return h.by.Do(h.execution.Commit) }

// Rollback implements sqldb.Transaction.
func (h handed) Rollback() error { return h.by.Do(h.execution.Rollback) }

// goosed has goose run the revision.
func (r *execution) goosed() error {
	c := sqldb.NewCaller()
	asked := func(call func(context.Context) error) func(context.Context) error {
		return func(ctx context.Context) error { return c.Do(func() error { return call(ctx) }) }
	}
	return c.Run(func() error {
		return goosed(context.WithoutCancel(r.ctx), r.node, r.down, handed{r, c}, asked(r.record), asked(r.code))
	})
}

// abandon gives back what a revision has whose code, or a hook, does not return: the transaction, the lock, what was set. It tells no hook of the
// statements that it sends, for it may be a hook that panics.
func (r *execution) abandon() {
	defer r.unwatch()
	defer r.unlock()
	defer func() { _ = r.restore() }() // which has its own words where it fails, and nobody hears them
	if on, err := repo.New(r.on.Pool()); err == nil {
		r.on = on
	}
	if r.session != nil {
		_ = r.session.Close()
	}
}

// unlock gives back the lock of the connection's session, which may not be there.
func (r *execution) unlock() {
	if r.script.transactional || !r.m.versions.postgres {
		return
	}
	ctx, cancel := r.noting()
	defer cancel()
	_ = send(ctx, r.on.Runner(), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", r.key)) // else it ends with the connection
}
