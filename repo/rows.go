package repo

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// hookedRows are rows that tell, once, how many they were and how they ended.
type hookedRows struct {
	backends.Rows
	count  int64
	closed func(count int64, err error)
}

// hookRows returns rows that tell closed, once, how many they were and how they ended. They decode where rows do.
func hookRows(rows backends.Rows, closed func(count int64, err error)) backends.Rows {
	t := &hookedRows{Rows: rows, closed: closed}
	if d, ok := rows.(backends.Decoder); ok {
		return struct {
			*hookedRows
			backends.Decoder
		}{t, d}
	}
	return t
}

// Next implements backends.Rows.
func (r *hookedRows) Next() bool {
	if r.Rows.Next() {
		r.count++
		return true
	}
	r.end(r.Err())
	return false
}

// Close implements backends.Rows.
func (r *hookedRows) Close() error {
	err := r.Rows.Close()
	if failed := r.Err(); failed != nil {
		err = failed
	}
	r.end(err)
	return err
}

func (r *hookedRows) end(err error) {
	if closed := r.closed; closed != nil {
		r.closed = nil
		closed(r.count, err)
	}
}

// Exec runs one statement of any kind in the session's transaction. Changes that it could concern are flushed first,
// unless it is text.
func (s *Session) Exec(ctx context.Context, stmt builder.Sqlizer) (Result, error) {
	plain := builder.As[builder.Row](stmt).Statement()
	if list, many := plain.Each(); many {
		results, err := s.execEach(ctx, list)
		return affected(results), at("exec", err)
	}
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return Result{}, at("exec", err)
	}
	defer s.endCall()
	c, err := s.prepareStatement(ctx, plain, false)
	if err != nil {
		return Result{}, at("exec", err)
	}
	res, err := s.run(ctx, c)
	if err == nil {
		s.expireWritten(plain)
		err = s.notifyExec(ctx, plain, c.SQL, res)
	}
	return res, at("exec", refusedBy(s.config, plain, err))
}

// run sends a statement that answers no rows.
func (s *Session) run(ctx context.Context, c render.Compiled) (Result, error) {
	s.startTrip(ctx)
	res, err := s.runner().Exec(ctx, backends.Stmt{SQL: c.SQL, Args: c.Args})
	s.notifier.notify(ctx, c.SQL, c.Args, c.Secret, res.RowsAffected, err)
	s.noteSelfCommitted()
	return res, s.endBroken(ctx, err)
}

// Query runs one statement in the session's transaction and returns its rows. Until they are closed, every other call
// that sends something is [backends.ErrBusy]. The end of the transaction, or of the savepoint that they were opened in,
// closes them; where they were not read to their end by then, Err is [ErrTxDone], or [ErrClosed] of a session that was
// closed. Changes that the statement could concern are flushed first, unless it is text.
func (s *Session) Query(ctx context.Context, stmt builder.Sqlizer) (Rows, error) {
	ctx, err := s.beginCall(ctx)
	if err != nil {
		return nil, at("query", err)
	}
	defer s.endCall()
	plain := builder.As[builder.Row](stmt).Statement()
	c, err := s.prepareStatement(ctx, plain, false)
	if err != nil {
		return nil, at("query", err)
	}
	rows, err := s.send(ctx, c)
	if err != nil {
		return nil, at("query", err)
	}
	s.expireWritten(plain)
	open := s.trackRows(rows, c.SQL)
	if write := s.observedWriteOf(plain); write != nil {
		write.text = c.SQL
		transaction := s.ended
		open.notify, open.write = func() error { return s.notifyRows(ctx, open, transaction) }, write
	}
	return open, nil
}

// trackRows returns rows that are read after the call that asked for them.
func (s *Session) trackRows(rows backends.Rows, sql string) *sessionRows {
	return &sessionRows{Rows: rows, session: s, sql: sql, end: s.detachContext()}
}

// sessionRows are rows that are read outside the call that asked for them: they use the session as a call does.
type sessionRows struct {
	backends.Rows
	session *Session
	sql     string
	end     func() // their context
	err     error
	write   *observedWrite // what hooks are to be told of them; nil: nothing
	notify  func() error   // tells it
}

// Next implements backends.Rows.
func (r *sessionRows) Next() bool {
	if !r.session.using.TryLock() {
		r.err = ErrConcurrentUse
		return false
	}
	defer r.session.unlock()
	next := r.Rows.Next()
	if next && r.write != nil {
		r.write.rows++
	}
	return next
}

// Scan implements backends.Rows.
func (r *sessionRows) Scan(dest ...any) error {
	if !r.session.using.TryLock() {
		return ErrConcurrentUse
	}
	defer r.session.unlock()
	err := r.Rows.Scan(dest...)
	if err == nil || r.Rows.Err() != nil {
		return err
	}
	return unscanned(r.session, r.sql, err)
}

// Err implements backends.Rows.
func (r *sessionRows) Err() error {
	if r.err != nil {
		return r.err
	}
	return r.cut(r.Rows.Err())
}

// cut returns err, of rows that may have been ended before their reader had all of them, with who did that.
func (r *sessionRows) cut(err error) error {
	switch {
	case !errors.Is(err, ErrTxDone):
		return err
	case r.session.dead.Load():
		err = errSessionClosed()
	}
	return at("query", err)
}

// Close implements backends.Rows.
func (r *sessionRows) Close() error {
	if !r.session.using.TryLock() {
		return ErrConcurrentUse
	}
	defer r.session.unlock()
	err := r.cut(r.Rows.Close())
	r.end()
	if err == nil && r.write != nil {
		err = r.notify()
	}
	return err
}

// prepareStatement readies the transaction for a statement, and renders it. typed says that its rows are entities.
func (s *Session) prepareStatement(ctx context.Context, stmt ast.Statement, typed bool) (render.Compiled, error) {
	var c render.Compiled
	stmt, err := s.config.filtered(ctx, stmt)
	if err == nil {
		c, err = s.engine.compiled(s.config, stmt)
	}
	k := stmt.Effect()
	if err == nil {
		err = s.checkAllowed(k, c.SQL)
	}
	if err != nil {
		return c, err
	}
	if stmt.Kind() != ast.TextKind || typed {
		reads, opaque, calls := ast.Reads(stmt)
		if err := s.autoflush(ctx, reads, opaque); err != nil {
			return c, err
		}
		if calls && !writes(k) {
			k = ast.TextKind
		}
	}
	if stmt.LocksRows() {
		return c, s.beginLocking(ctx)
	}
	return c, s.beginFor(ctx, k)
}

func (s *Session) send(ctx context.Context, c render.Compiled) (backends.Rows, error) {
	s.startTrip(ctx)
	rows, err := s.runner().Query(ctx, backends.Stmt{SQL: c.SQL, Args: c.Args, Rows: true})
	if err != nil {
		s.notifier.notify(ctx, c.SQL, c.Args, c.Secret, 0, err)
		return nil, s.endBroken(ctx, err)
	}
	if len(s.config.hooks) == 0 && s.uow == nil && !s.writes {
		return rows, nil // nobody is to be told, and nothing can break
	}
	return s.hookRows(ctx, rows, c), nil
}

// hookRows returns rows of c that tell the hooks, and the session while it is in the same transaction, how they ended.
func (s *Session) hookRows(ctx context.Context, rows backends.Rows, c render.Compiled) backends.Rows {
	transaction := s.ended
	return hookRows(rows, func(n int64, err error) {
		s.notifier.notify(ctx, c.SQL, c.Args, c.Secret, n, err)
		s.noteSelfCommitted()
		if s.ended == transaction {
			_ = s.endBroken(ctx, err)
		}
	})
}
