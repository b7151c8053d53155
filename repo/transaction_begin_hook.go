package repo

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/backends"
)

// begins reports whether a hook waits for the begin of transactions.
func (s *Session) begins() bool {
	for _, h := range s.config.sessionHooks {
		if h.AfterBegin != nil {
			return true
		}
	}
	return false
}

// afterBegin runs the hooks of a transaction that has begun. An error of one rolls it back, and so does a panic: what follows would go without
// what the hook sets.
func (s *Session) afterBegin(ctx context.Context) (backends.UnitOfWork, error) {
	done := false
	defer func() {
		if !done {
			_ = s.rollback(ctx)
		}
	}()
	for _, h := range s.config.sessionHooks {
		if h.AfterBegin == nil {
			continue
		}
		if err := h.AfterBegin(ctx, openedRunner{s}); err != nil {
			return nil, fmt.Errorf("after begin: %w", err)
		}
	}
	done = true
	return s.uow, nil
}

// openedRunner sends the statements of AfterBegin, inside the call that begins the transaction.
type openedRunner struct{ session *Session }

// Exec implements backends.Runner.
func (r openedRunner) Exec(ctx context.Context, stmt backends.Stmt) (Result, error) {
	return r.session.run(ctx, verbatim(stmt))
}

// Query implements backends.Runner.
func (r openedRunner) Query(ctx context.Context, stmt backends.Stmt) (Rows, error) {
	return r.session.send(ctx, verbatim(stmt))
}

// Pipeline implements backends.Runner, statement by statement.
func (r openedRunner) Pipeline(ctx context.Context, stmts []backends.Stmt, _ backends.PipelineOptions, each backends.Each) error {
	for i, stmt := range stmts {
		if err := one(ctx, r, i, stmt, each); err != nil {
			return err
		}
	}
	return nil
}
