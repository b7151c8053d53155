package sqlxbackend

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// executor is what a pinned connection and a transaction have in common.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// exec runs s as a call of its own.
func exec(ctx context.Context, e executor, d dialect, s backends.Stmt) (backends.Result, error) {
	args, err := d.bind(s.SQL, s.Args)
	if err != nil {
		return backends.Result{}, err
	}
	res, err := e.ExecContext(ctx, s.SQL, args...)
	if err != nil {
		return backends.Result{}, d.answered(ctx, err)
	}
	affected, err := res.RowsAffected()
	if d.local && !changesRows(s) {
		affected = 0 // SQLite tells those of the last statement that changed any
	}
	switch {
	case err == nil:
		return backends.Result{RowsAffected: affected}, nil
	case s.Expect > 0:
		return backends.Result{}, &backends.Error{Kind: backends.ErrUnsupported, Message: "the driver does not tell how many rows were written", Err: err}
	}
	return backends.Result{}, nil // the driver does not count for this statement
}

// query runs s as a call of its own. ended is told once how its rows ended; it is not called when query fails.
func query(ctx context.Context, e executor, d dialect, s backends.Stmt, ended func(error) error) (*rows, error) {
	args, err := d.bind(s.SQL, s.Args)
	if err != nil {
		return nil, err
	}
	if d.pgx && len(args) == 0 && kit.NamesRows(s.SQL) {
		args = d.describedAnew(e)
	}
	native, err := e.QueryContext(ctx, s.SQL, args...) //nolint:rowserrcheck // whoever reads the rows asks
	if err != nil {
		return nil, d.answered(ctx, err)
	}
	r := &rows{ctx: ctx, native: native, dialect: d, ended: ended}
	if c, ok := e.(cancellable); ok {
		if r.unwatch = c.watch(ctx); d.local && ctx.Done() != nil {
			r.steps = &stepping{ctx: ctx, calls: c.calls}
		}
	}
	return r, nil
}
