package savepoints

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// unit is a transaction inside the outer one: a savepoint, made with its first statement.
type unit struct {
	kit.Guard
	pool     *Pool
	readOnly bool
	writes   bool   // something was sent that may have
	name     string // of the savepoint; "": there is none yet
}

var (
	_ backends.UnitOfWork = (*unit)(nil)
	_ backends.Copier     = (*unit)(nil)
	_ kit.Nested          = (*unit)(nil)
	_ kit.Breaker         = (*unit)(nil)
)

// Outer implements kit.Nested.
func (u *unit) Outer() (backends.UnitOfWork, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
	defer cancel()
	if u.enter(ctx) != nil {
		return nil, false
	}
	u.writes = true // for all that anybody knows
	u.pool.turns.give(u)
	return u.pool.outer, true
}

// Exec implements backends.Runner.
func (u *unit) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if err := u.enter(ctx, s); err != nil {
		return backends.Result{}, err
	}
	defer u.pool.turns.give(u)
	res, err := u.pool.outer.Exec(ctx, s)
	return res, u.note(err, s)
}

// Query implements backends.Runner.
func (u *unit) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	return u.query(ctx, s, func(_ context.Context, err error) error { return err })
}

// query sends s and returns its rows, which have the turn until they are closed; then ended is told how they ended.
func (u *unit) query(ctx context.Context, s backends.Stmt, ended func(context.Context, error) error) (backends.Rows, error) {
	if err := u.enter(ctx, s); err != nil {
		return nil, err
	}
	answered := false
	defer func() {
		if !answered { // it failed, or did not return: by panic, or runtime.Goexit
			u.pool.turns.give(u)
		}
	}()
	r, err := u.pool.outer.Query(ctx, s)
	if err != nil {
		return nil, u.note(err, s)
	}
	answered = true
	open := &rows{Rows: r, ended: func(err error) error {
		u.Closed()
		err = u.note(err, s)
		u.pool.turns.give(u)
		return ended(ctx, err)
	}}
	u.Opened(open)
	return decoding(open), nil
}

// Pipeline implements backends.Runner. COMMIT does not ride: an error of each could not hold it back.
func (u *unit) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) > 0 {
		if err := u.enter(ctx, stmts...); err != nil {
			return kit.Blame(err, -1)
		}
		err := u.send(ctx, stmts, each)
		if err != nil && o.Commit {
			_ = u.Rollback(ctx)
		}
		if err != nil {
			return err
		}
	}
	if o.Commit {
		return kit.Blame(u.Commit(ctx), -1)
	}
	return nil
}

func (u *unit) send(ctx context.Context, stmts []backends.Stmt, each backends.Each) error {
	defer u.pool.turns.give(u)
	return u.note(u.pool.outer.Pipeline(ctx, stmts, backends.PipelineOptions{}, each), stmts...)
}

// CopyFrom implements backends.Copier, where the outer transaction is one.
func (u *unit) CopyFrom(ctx context.Context, table string, columns []string, next func() ([]any, error)) (int64, error) {
	copier, ok := u.pool.outer.(backends.Copier)
	if !ok {
		return 0, &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: "the outer transaction takes no COPY"}
	}
	if err := u.enter(ctx, backends.Stmt{SQL: "COPY"}); err != nil {
		return 0, err
	}
	defer u.pool.turns.give(u)
	n, err := copier.CopyFrom(ctx, table, columns, next)
	return n, u.note(err)
}

// enter takes the turn and makes the savepoint, if there is none.
func (u *unit) enter(ctx context.Context, stmts ...backends.Stmt) error {
	if err := u.Check(ctx, stmts...); err != nil {
		return err
	}
	for i, s := range stmts {
		writes := kit.MayWrite(s.SQL)
		if writes && u.readOnly && !allowed[kit.Verb(s.SQL)] {
			return &backends.Error{Kind: backends.ErrReadOnly, Stmt: i, Message: "it allows no " + kit.Verb(s.SQL)}
		}
		u.writes = u.writes || writes
	}
	if err := u.pool.turns.take(ctx, u, false); err != nil {
		return err
	}
	err := u.createSavepoint(ctx)
	if err != nil {
		u.pool.turns.give(u)
	}
	return err
}

// allowed are words that change something, but no row, for a read-only transaction.
var allowed = map[string]bool{
	"SAVEPOINT": true, "RELEASE": true, "ROLLBACK": true, "SET": true, "RESET": true, "DECLARE": true, "CLOSE": true, "MOVE": true, "LOCK": true,
}

// createSavepoint makes the savepoint, if there is none.
func (u *unit) createSavepoint(ctx context.Context) error {
	if u.name != "" {
		return nil
	}
	name := u.pool.turns.name()
	if _, err := u.pool.outer.Exec(ctx, backends.Stmt{SQL: "SAVEPOINT " + name}); err != nil {
		return u.note(err)
	}
	u.name = name
	u.pool.turns.push(u)
	return nil
}

// note keeps what came of statements that were sent, and returns it. What breaks the outer transaction ends everything.
func (u *unit) note(err error, stmts ...backends.Stmt) error {
	u.Note(err, false, stmts...)
	if u.Broken() != nil || errors.Is(err, backends.ErrTxAborted) {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
		defer cancel()
		u.lose(ctx, err)
	}
	return err
}
