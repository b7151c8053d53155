package sqlxbackend

import (
	"context"
	"database/sql"

	"github.com/drey-db/drey/backends"
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
		return backends.Result{}, d.classify(ctx, err)
	}
	affected, err := res.RowsAffected()
	if err != nil {
		affected = 0 // the driver does not count for this statement
	}
	return backends.Result{RowsAffected: affected}, nil
}

// query runs s as a call of its own. ended is told once how its rows ended; it is not called when query fails.
func query(ctx context.Context, e executor, d dialect, s backends.Stmt, ended func(error) error) (*rows, error) {
	args, err := d.bind(s.SQL, s.Args)
	if err != nil {
		return nil, err
	}
	native, err := e.QueryContext(ctx, s.SQL, args...) //nolint:rowserrcheck // whoever reads the rows asks
	if err != nil {
		return nil, d.classify(ctx, err)
	}
	return &rows{ctx: ctx, native: native, dialect: d, ended: ended}, nil
}

// caller makes the calls of e return when their context ends. pgx's do; SQLite's wait for a lock cannot be interrupted,
// and lib/pq waits for the server's answer to its cancel request.
func (d dialect) caller(e executor) executor {
	if d.pgx {
		return e
	}
	return leaving{e}
}

// leaving is an executor whose callers leave when their context ends; the call itself ends behind them, and its connection
// is not to be used again.
type leaving struct{ executor }

// ExecContext is the executor's.
func (l leaving) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return leave(ctx, func() (sql.Result, error) { return l.executor.ExecContext(ctx, query, args...) }, nil)
}

// QueryContext is the executor's.
func (l leaving) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	call := func() (*sql.Rows, error) { return l.executor.QueryContext(ctx, query, args...) }
	return leave(ctx, call, func(r *sql.Rows) { _ = r.Close() })
}

// leave runs call and returns what it answers, or, as soon as ctx ends, that it did. drop gets an answer that came too late.
func leave[T any](ctx context.Context, call func() (T, error), drop func(T)) (answer T, err error) {
	if ctx.Done() == nil {
		return call()
	}
	answered := make(chan struct{})
	left := make(chan bool, 1) // whether the caller has gone
	var late T
	var lateErr error
	go func() {
		late, lateErr = call()
		close(answered)
		if <-left && lateErr == nil && drop != nil {
			drop(late)
		}
	}()
	select {
	case <-answered:
		left <- false
		return late, lateErr
	case <-ctx.Done():
		left <- true
		return answer, ctx.Err()
	}
}
