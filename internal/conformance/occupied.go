package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// occupied is a database whose sessions another goroutine can be inside of.
type occupied struct {
	*database
	inside, goOn chan struct{}
}

func openOccupied(t *testing.T, b Backend) *occupied {
	o := &occupied{inside: make(chan struct{}), goOn: make(chan struct{})}
	o.database = b.open(t, repo.WithStatementHook(func(ctx context.Context, _ repo.StatementEvent) {
		if ctx.Value(o) != nil {
			o.inside <- struct{}{}
			<-o.goOn
		}
	}))
	return o
}

// occupy has another goroutine be inside a call of s until leave is called.
func (o *occupied) occupy(s *repo.Session) (leave func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = s.Exec(context.WithValue(context.Background(), o, true), builder.Text("SELECT 1"))
	}()
	<-o.inside
	return func() {
		o.goOn <- struct{}{}
		<-ended
	}
}

// undoneToy writes a toy that is to be undone.
func undoneToy(t *testing.T, s *repo.Session) {
	t.Helper()
	must(t, s.Add(&Toy{Label: "undone"}))
	must(t, s.Flush(t.Context()))
}

// expectUndone expects that nothing of what was to be undone was committed.
func (o *occupied) expectUndone(t *testing.T, what string) {
	t.Helper()
	expect(t, what, o.stored(t, "SELECT count(*) FROM toys WHERE label = 'undone'"), int64(0))
}

// PartsThatCannotBeUndone: a rollback that another goroutine in the session stands in the way of is wanted still, and nothing is committed before.
func PartsThatCannotBeUndone(t *testing.T, b Backend) {
	o := openOccupied(t, b)
	ctx := t.Context()
	var leave func()
	nested := func(s *repo.Session, end func() error) error {
		return s.Nested(ctx, func(s *repo.Session) error {
			undoneToy(t, s)
			leave = o.occupy(s)
			return end()
		})
	}
	for what, end := range map[string]func(s *repo.Session){
		"Nested that fails": func(s *repo.Session) {
			err := nested(s, func() error { return errUndo })
			refused(t, err, errUndo)
			refused(t, err, repo.ErrConcurrentUse)
		},
		"Nested that panics": func(s *repo.Session) {
			panics(t, "inside", func() { _ = nested(s, func() error { panic("bomb") }) })
		},
		"Nested": func(s *repo.Session) { refused(t, nested(s, func() error { return nil }), repo.ErrConcurrentUse) },
		"a savepoint": func(s *repo.Session) {
			n := value(s.BeginNested(ctx))(t)
			undoneToy(t, s)
			leave = o.occupy(s)
			refused(t, n.Rollback(ctx), repo.ErrConcurrentUse)
		},
		"all of it": func(s *repo.Session) {
			undoneToy(t, s)
			leave = o.occupy(s)
			refused(t, s.Rollback(ctx), repo.ErrConcurrentUse)
		},
	} {
		refused(t, o.Begin(ctx, func(s *repo.Session) error {
			end(s)
			leave()
			expect(t, what+": active", s.IsActive(), false)
			refused(t, s.Flush(ctx), repo.ErrRollbackRequired)
			return nil
		}), repo.ErrRollbackRequired)
		o.expectUndone(t, what)
	}
	o.idle(t)
}

// PartsAreUndoneInTheEnd: once nobody is in the session, the rollback that was refused, or one around it, is enough.
func PartsAreUndoneInTheEnd(t *testing.T, b Backend) {
	o := openOccupied(t, b)
	ctx, s := t.Context(), o.session(t)
	around := value(s.BeginNested(ctx))(t)
	var leave func()
	refused(t, s.Nested(ctx, func(s *repo.Session) error {
		undoneToy(t, s)
		leave = o.occupy(s)
		return errUndo
	}), errUndo)
	leave()
	refused(t, around.Commit(ctx), repo.ErrRollbackRequired)
	must(t, around.Rollback(ctx))
	n := value(s.BeginNested(ctx))(t)
	inner := value(s.BeginNested(ctx))(t)
	undoneToy(t, s)
	leave = o.occupy(s)
	refused(t, n.Rollback(ctx), repo.ErrConcurrentUse)
	leave()
	must(t, inner.Rollback(ctx))
	refused(t, s.Commit(ctx), repo.ErrRollbackRequired)
	must(t, n.Rollback(ctx))
	must(t, s.Add(&Toy{Label: "stays"}))
	must(t, s.Commit(ctx))
	undoneToy(t, s)
	leave = o.occupy(s)
	refused(t, s.Rollback(ctx), repo.ErrConcurrentUse)
	leave()
	must(t, s.Rollback(ctx))
	must(t, s.Commit(ctx))
	expect(t, "toys", o.stored(t, "SELECT count(*) FROM toys"), int64(1))
	o.idle(t)
}

// CloseWaitsForNobody: a Close while another goroutine is inside a call is done by that call as it ends.
func CloseWaitsForNobody(t *testing.T, b Backend) {
	o := openOccupied(t, b)
	ctx, undone := t.Context(), 0
	s := o.Session(repo.WithHooks(repo.Hooks{AfterRollback: func(context.Context, *repo.Session) { undone++ }}))
	toy := &Toy{Label: "undone"}
	must(t, s.Add(toy))
	must(t, s.Flush(ctx))
	leave := o.occupy(s)
	err := s.Close()
	refused(t, err, repo.ErrConcurrentUse)
	says(t, err, "closes it as it ends")
	must(t, s.Close())
	_, getting := repo.Get[Toy](ctx, s, 1)
	refused(t, errors.Join(s.Commit(ctx), getting), repo.ErrClosed)
	leave()
	o.idle(t)
	o.expectUndone(t, "Close")
	expect(t, "state", s.State(toy), repo.Transient)
	expect(t, "rollbacks that hooks heard of", undone, 1)
	must(t, s.Close())

	outer := value(o.Pool().Begin(ctx, backends.TxOptions{}))(t)
	s = o.Session(repo.WithTx(outer))
	undoneToy(t, s)
	leave = o.occupy(s)
	refused(t, s.Close(), repo.ErrConcurrentUse)
	leave()
	must(t, outer.Commit(ctx))
	o.expectUndone(t, "inside another transaction")
}
