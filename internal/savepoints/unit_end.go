package savepoints

import (
	"context"
	"errors"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Commit implements backends.UnitOfWork: what was done belongs to what is around it.
func (u *unit) Commit(ctx context.Context) error {
	if err := u.Check(ctx); err != nil {
		if errors.Is(err, backends.ErrTxAborted) {
			_ = u.Rollback(ctx)
		}
		return err
	}
	if u.name == "" {
		u.End()
		return nil
	}
	if err := u.pool.turns.take(ctx, u, false); err != nil {
		return err
	}
	err := u.note(u.pool.outer.Pipeline(ctx, u.release(), backends.PipelineOptions{}, nil))
	if err == nil {
		u.pool.turns.pop(u)
		u.End()
	}
	u.pool.turns.give(u)
	if err != nil {
		_ = u.Rollback(ctx)
	}
	return kit.Blame(err, -1)
}

// release returns the statements of Commit. PostgreSQL checks the constraints that wait for COMMIT, as it would there, unless what
// is around waits as well; then each waits, or does not, as it was declared.
func (u *unit) release() []backends.Stmt {
	end := "RELEASE SAVEPOINT " + u.name
	if u.writes && u.pool.Dialect() == "postgres" && u.pool.turns.alone(u) {
		return statements("SET CONSTRAINTS ALL IMMEDIATE", deferAsDeclared, end)
	}
	return statements(end)
}

const deferAsDeclared = `DO $$ DECLARE list text; BEGIN
SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ') INTO list
FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace WHERE c.condeferred;
IF list IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || list || ' DEFERRED'; END IF; END $$`

func statements(texts ...string) []backends.Stmt {
	list := make([]backends.Stmt, len(texts))
	for i, sql := range texts {
		list[i].SQL = sql
	}
	return list
}

// rollbackTime is what Rollback has, whatever its context.
const rollbackTime = 5 * time.Second

// Rollback implements backends.UnitOfWork: it undoes what was done, and what began later and is still open.
func (u *unit) Rollback(ctx context.Context) error {
	switch {
	case ctx == nil:
		return kit.NilContext()
	case u.Done():
		return nil
	}
	u.CloseRows()
	u.End()
	if u.name == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
	defer cancel()
	if err := u.pool.turns.take(ctx, u, true); errors.Is(err, backends.ErrTxAborted) {
		return nil // it is undone
	} else if err != nil {
		u.lose(ctx, err) // what was done cannot be undone alone
		return err
	}
	defer u.pool.turns.give(u)
	if err := u.pool.outer.Pipeline(ctx, u.undo(), backends.PipelineOptions{}, nil); err != nil {
		u.lose(ctx, err)
	}
	u.pool.turns.pop(u)
	return nil
}

// Break implements kit.Breaker.
func (u *unit) Break(ctx context.Context, why error) error {
	if ctx == nil {
		return kit.NilContext()
	}
	u.Fail(why)
	return nil
}

// lose gives the outer transaction up: nothing goes on in it, and nobody can commit it.
func (u *unit) lose(ctx context.Context, why error) {
	u.pool.turns.lose(why)
	kit.Break(ctx, u.pool.outer, why)
}

func (u *unit) undo() []backends.Stmt {
	return statements("ROLLBACK TO SAVEPOINT "+u.name, "RELEASE SAVEPOINT "+u.name)
}

// finish ends the unit of one statement, whose rows ended with err.
func (u *unit) finish(ctx context.Context, err error) error {
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		return u.Commit(ctx)
	}
	_ = u.Rollback(ctx)
	return err
}
