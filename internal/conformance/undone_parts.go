package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

var errUndo = errors.New("undo")

// partWork adds a toy and leaves rows open.
type partWork struct {
	t    *testing.T
	db   *database
	rows repo.Rows
}

func (w *partWork) do(s *repo.Session) error {
	must(w.t, s.Add(&Toy{Label: "undone"}))
	must(w.t, s.Flush(w.t.Context()))
	w.rows = value(s.Query(w.t.Context(), inOrder))(w.t)
	expect(w.t, "a row", w.rows.Next(), true)
	return nil
}

func (w *partWork) fail(s *repo.Session) error { return errors.Join(w.do(s), errUndo) }

// ended expects that the rows say that they were ended before their reader had them all.
func (w *partWork) ended(kind error) {
	w.t.Helper()
	expect(w.t, "Next", w.rows.Next(), false)
	refused(w.t, w.rows.Err(), kind)
	says(w.t, w.rows.Err(), "repo: query: ")
	_ = w.rows.Close()
}

// RowsThatAreEndedSayIt: rows whose transaction, savepoint or session ended before they were read say so by Err.
func RowsThatAreEndedSayIt(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	w := &partWork{t: t, db: db}
	s := db.session(t)
	must(t, w.do(s))
	must(t, s.Rollback(ctx))
	w.ended(repo.ErrTxDone)
	must(t, w.do(s))
	must(t, value(s.UnitOfWork(ctx))(t).Rollback(ctx))
	w.ended(repo.ErrTxDone)
	must(t, s.Rollback(ctx))
	n := value(s.BeginNested(ctx))(t)
	must(t, w.do(s))
	must(t, n.Rollback(ctx))
	w.ended(repo.ErrTxDone)
	refused(t, s.Nested(ctx, w.fail), errUndo)
	w.ended(repo.ErrTxDone)
	refused(t, s.Nested(ctx, w.do), backends.ErrBusy)
	w.ended(repo.ErrTxDone)
	must(t, w.do(s))
	must(t, s.Close())
	w.ended(repo.ErrClosed)
	refused(t, db.Begin(ctx, w.fail), errUndo)
	w.ended(repo.ErrClosed)
	refused(t, db.Begin(ctx, w.do), backends.ErrBusy)
	w.ended(repo.ErrClosed)
	expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	must(t, db.Begin(ctx, func(s *repo.Session) error { return readAll(w, s) }))
	must(t, w.rows.Err())
	must(t, w.rows.Close())
	db.idle(t)
}

// readAll reads rows to their end, and does not close them.
func readAll(w *partWork, s *repo.Session) error {
	w.rows = value(s.Query(w.t.Context(), inOrder))(w.t)
	for w.rows.Next() {
	}
	return w.rows.Err()
}

// PartsWithOpenRowsAreUndone: a savepoint, or a session inside somebody else's transaction, that ends badly while rows are open leaves nothing to what is
// around it, which goes on.
func PartsWithOpenRowsAreUndone(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	w := &partWork{t: t, db: db}
	panicking := func(s *repo.Session) error {
		must(t, w.do(s))
		panic("bomb")
	}
	nested := func(s *repo.Session, fn func(*repo.Session) error) error { return s.Nested(ctx, fn) }
	joined := func(s *repo.Session, fn func(*repo.Session) error) error {
		return db.Begin(ctx, fn, repo.WithTx(value(s.UnitOfWork(ctx))(t)))
	}
	within := func(s *repo.Session, fn func(*repo.Session) error) error {
		return value(db.Within(value(s.UnitOfWork(ctx))(t)))(t).Begin(ctx, fn)
	}
	stays := int64(0)
	for _, part := range []func(s *repo.Session, fn func(*repo.Session) error) error{nested, joined, within} {
		must(t, db.Begin(ctx, func(s *repo.Session) error {
			refused(t, part(s, w.fail), errUndo)
			refused(t, part(s, w.do), backends.ErrBusy)
			panics(t, "inside", func() { _ = part(s, panicking) })
			_ = w.rows.Close()
			return s.Add(&Toy{Label: "stays"})
		}))
		stays++
		expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), stays)
		expect(t, "of what failed", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'undone'"), int64(0))
	}
	db.idle(t)
}

// JoinedSessionsAreUndone: Rollback and Close of a session inside somebody else's transaction close rows, also those of others, and undo what it did.
func JoinedSessionsAreUndone(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	outer := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	w := &partWork{t: t, db: db}
	s := db.session(t, repo.WithTx(outer))
	must(t, w.do(s))
	must(t, s.Rollback(ctx))
	w.ended(repo.ErrTxDone)
	must(t, w.do(s))
	must(t, s.Close())
	w.ended(repo.ErrClosed)
	s = db.session(t, repo.WithTx(outer))
	must(t, s.Add(&Toy{Label: "undone"}))
	must(t, s.Flush(ctx))
	rows := value(outer.Query(ctx, backends.Stmt{SQL: "SELECT id FROM heroes", Rows: true}))(t)
	expect(t, "a row", rows.Next(), true)
	must(t, s.Close())
	expect(t, "Next", rows.Next(), false)
	refused(t, rows.Err(), repo.ErrTxDone)
	must(t, rows.Close())
	must(t, outer.Commit(ctx))
	expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	db.idle(t)
}

// FunctionsThatEndTheirSavepoint: what such a function did afterwards cannot be undone when it fails, so nothing of it is committed.
func FunctionsThatEndTheirSavepoint(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	for _, failing := range []error{errUndo, nil} {
		for what, end := range map[string]func(s *repo.Session, around *repo.Savepoint) error{
			"Commit":             func(s *repo.Session, _ *repo.Savepoint) error { return s.Commit(ctx) },
			"Rollback":           func(s *repo.Session, _ *repo.Savepoint) error { return s.Rollback(ctx) },
			"Commit around it":   func(_ *repo.Session, around *repo.Savepoint) error { return around.Commit(ctx) },
			"Rollback around it": func(_ *repo.Session, around *repo.Savepoint) error { return around.Rollback(ctx) },
			"Commit, and pending": func(s *repo.Session, _ *repo.Savepoint) error {
				return errors.Join(s.Add(&Toy{Label: "p"}), s.Commit(ctx))
			},
			"Rollback, and begins": func(s *repo.Session, _ *repo.Savepoint) error { return beginsAnew(ctx, s) },
		} {
			err := db.Begin(ctx, func(s *repo.Session) error {
				around := value(s.BeginNested(ctx))(t)
				err := s.Nested(ctx, func(s *repo.Session) error {
					return errors.Join(end(s, around), s.Add(&Toy{Label: "undone"}), s.Flush(ctx), failing)
				})
				refused(t, err, repo.ErrTxDone)
				expect(t, what+": the function's own", errors.Is(err, errUndo), failing != nil)
				refused(t, s.Flush(ctx), repo.ErrRollbackRequired)
				return nil
			})
			refused(t, err, repo.ErrRollbackRequired)
			expect(t, what, db.stored(t, "SELECT count(*) FROM toys WHERE label = 'undone'"), int64(0))
		}
	}
	s := db.session(t)
	around := value(s.BeginNested(ctx))(t)
	inner := value(s.BeginNested(ctx))(t)
	refused(t, s.Nested(ctx, func(s *repo.Session) error {
		return errors.Join(inner.Commit(ctx), s.Add(&Toy{Label: "undone"}), s.Flush(ctx), errUndo)
	}), errUndo)
	expect(t, "active", s.IsActive(), false)
	must(t, around.Rollback(ctx))
	must(t, s.Add(&Toy{Label: "stays"}))
	must(t, s.Commit(ctx))
	expect(t, "undone", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'undone'"), int64(0))
	must(t, s.Rollback(ctx))
	db.idle(t)
}

// beginsAnew rolls back, and leaves a savepoint of another transaction open.
func beginsAnew(ctx context.Context, s *repo.Session) error {
	if err := s.Rollback(ctx); err != nil {
		return err
	}
	_, err := s.BeginNested(ctx)
	return err
}
