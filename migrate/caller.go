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

// record and code have the caller do so: goose calls them.
func (h handed) record(ctx context.Context) error {
	return h.by.Do(func() error { return h.execution.record(ctx) })
}

func (h handed) code(ctx context.Context) error {
	return h.by.Do(func() error { return h.execution.code(ctx) })
}

// goosed has goose run the revision.
func (r *execution) goosed() error {
	h := handed{r, sqldb.NewCaller()}
	return h.by.Run(func() error {
		return goosed(context.WithoutCancel(r.ctx), r.file(), r.down, h, h.record, h.code)
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
	if r.transactional() || !r.m.versions.postgres {
		return
	}
	ctx, cancel := r.noting()
	defer cancel()
	_ = send(ctx, r.on.Runner(), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", r.key)) // else it ends with the connection
}
