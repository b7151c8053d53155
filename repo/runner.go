package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Runner returns the engine as a [backends.Runner], for tools that bring statements of their own: they are sent as they
// stand, in the dialect's own numbering, each in a transaction of its own, and the statement hooks are told of them. Safe for
// concurrent use.
func (e *Engine) Runner() backends.Runner {
	return engineRunner{e.orInvalid()}
}

// Runner returns the session as a [backends.Runner]: statements are sent as they stand, in the session's transaction, and the
// statement hooks are told of them. Changes are not flushed first. It serves the session's goroutine.
func (s *Session) Runner() backends.Runner { return sessionRunner{s} }

// verbatim returns a statement that is sent as it stands.
func verbatim(s backends.Stmt) render.Compiled {
	return render.Compiled{SQL: s.SQL, Args: s.Args}
}

type engineRunner struct{ engine *Engine }

// Exec implements backends.Runner.
func (r engineRunner) Exec(ctx context.Context, stmt backends.Stmt) (Result, error) {
	if err := kit.OutsideUnit(r.engine.pool.Dialect(), stmt); err != nil {
		return Result{}, at("exec", err)
	}
	t := r.engine.newNotifier()
	res, err := r.engine.pool.Exec(ctx, stmt)
	t.notify(ctx, stmt.SQL, stmt.Args, nil, res.RowsAffected, err)
	r.engine.horizon.moved()
	return res, at("exec", r.engine.locked(err, nil))
}

// Query implements backends.Runner.
func (r engineRunner) Query(ctx context.Context, stmt backends.Stmt) (Rows, error) {
	if err := kit.OutsideUnit(r.engine.pool.Dialect(), stmt); err != nil {
		return nil, at("query", err)
	}
	rows, err := r.engine.send(ctx, r.engine.pool, verbatim(stmt))
	if err != nil {
		return nil, at("query", err)
	}
	return r.engine.writtenRowsOf(r.engine.movedAtEnd(rows), stmt.SQL), nil
}

// Pipeline implements backends.Runner: all statements are one transaction.
func (r engineRunner) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	return at("pipeline", r.engine.Begin(ctx, func(s *Session) error {
		return s.Runner().Pipeline(ctx, stmts, backends.PipelineOptions{}, each)
	}))
}

type sessionRunner struct{ session *Session }

// entered begins a call that sends stmt.
func (r sessionRunner) entered(ctx context.Context, stmt backends.Stmt) (context.Context, error) {
	s := r.session
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, err
	}
	ready := false
	defer func() { // also where a hook of AfterBegin panics
		if !ready {
			s.endCall()
		}
	}()
	if err = s.checkAllowed(ast.TextKind, stmt.SQL); err == nil {
		err = s.beginFor(ctx, ast.TextKind)
	}
	ready = err == nil
	return ctx, err
}

// Exec implements backends.Runner.
func (r sessionRunner) Exec(ctx context.Context, stmt backends.Stmt) (Result, error) {
	ctx, err := r.entered(ctx, stmt)
	if err != nil {
		return Result{}, at("exec", err)
	}
	defer r.session.endCall()
	res, err := r.session.run(ctx, verbatim(stmt))
	return res, at("exec", err)
}

// Query implements backends.Runner.
func (r sessionRunner) Query(ctx context.Context, stmt backends.Stmt) (Rows, error) {
	ctx, err := r.entered(ctx, stmt)
	if err != nil {
		return nil, at("query", err)
	}
	defer r.session.endCall()
	rows, err := r.session.send(ctx, verbatim(stmt))
	if err != nil {
		return nil, at("query", err)
	}
	return r.session.trackRows(rows, stmt.SQL), nil
}

// Pipeline implements backends.Runner, statement by statement: each is told to the hooks with what it answered.
func (r sessionRunner) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	if o.Commit {
		return at("pipeline", invalid("the transaction is the session's: end it with Commit of the session"))
	}
	for i, stmt := range stmts {
		if err := one(ctx, r, i, stmt, each); err != nil {
			return err
		}
	}
	return nil
}

// one sends statement i of a pipeline as a call of its own.
func one(ctx context.Context, r backends.Runner, i int, stmt backends.Stmt, each backends.Each) error {
	if each == nil {
		each = func(int, backends.Rows, backends.Result) error { return nil }
	}
	if !stmt.Rows {
		res, err := r.Exec(ctx, stmt)
		if err != nil {
			return err
		}
		return each(i, nil, res)
	}
	rows, err := r.Query(ctx, stmt)
	if err != nil {
		return err
	}
	err = each(i, rows, Result{})
	if closing := rows.Close(); err == nil {
		err = closing
	}
	return err
}
