package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RowsLiveByThemselves: of several rows that are open in a session without a transaction, closing some leaves the others.
func RowsLiveByThemselves(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	for _, o := range []repo.SessionOption{repo.WithAutocommit(true), repo.WithReadOnly()} {
		s := db.session(t, o)
		var open []repo.Rows
		for range 3 {
			rows := value(s.Query(ctx, inOrder))(t)
			expect(t, "a row", rows.Next(), true)
			open = append(open, rows)
		}
		must(t, open[1].Close())
		must(t, open[0].Close())
		n := 1
		for open[2].Next() {
			n++
		}
		must(t, open[2].Err())
		must(t, open[2].Close())
		expect(t, "rows", n, 3)
		must(t, s.Close())
	}
	db.idle(t)
}

// OpenRowsHoldUpAFlush: what cannot be sent while rows are open is ErrBusy, blames no statement, and leaves the
// transaction as it is.
func OpenRowsHoldUpAFlush(t *testing.T, b Backend) {
	db := b.open(t)
	hero := db.seed(t, "a", "b", "c")[0]
	ctx, s := t.Context(), db.session(t)
	must(t, s.Add(&Toy{Label: "before"}))
	must(t, s.Flush(ctx))
	rows := value(s.Query(ctx, inOrder))(t)
	expect(t, "a row", rows.Next(), true)
	must(t, s.Add(&Toy{Label: "meanwhile"}))
	db.log.take()
	_, nested := s.BeginNested(ctx)
	_, exec := s.Exec(ctx, builder.Text("SELECT 1"))
	for _, err := range []error{s.Flush(ctx), s.Commit(ctx), nested, exec, repo.DeleteAll(ctx, s, []*Hero{{ID: hero.ID}})} {
		refused(t, err, backends.ErrBusy)
		var refusal *backends.Error
		asError(t, err, &refusal)
		expect(t, "the statement to blame", refusal.Stmt, -1)
		expect(t, "nothing is blamed", strings.Contains(err.Error(), "inserting"), false)
	}
	for _, e := range db.log.take() {
		if errors.Is(e.Err, backends.ErrBusy) && !strings.HasPrefix(e.SQL, "SELECT") {
			t.Errorf("the hooks are told of %q, which was not sent", e.SQL)
		}
	}
	expect(t, "the transaction is open", s.InTransaction(), true)
	must(t, rows.Close())
	must(t, s.Commit(ctx))
	expect(t, "toys", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
}

// PagesLeaveAnOuterTransaction: a loop over pages inside somebody else's transaction ends with the session's part of it, and
// leaves that transaction as it is.
func PagesLeaveAnOuterTransaction(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "a", "b", "c")
	ctx := t.Context()
	outer := value(db.Pool().Begin(ctx, backends.TxOptions{}))(t)
	s := db.session(t, repo.WithTx(outer))
	for _, end := range []func() error{
		func() error { return s.Rollback(ctx) }, func() error { return s.Commit(ctx) },
		func() error {
			must(t, s.Rollback(ctx))
			_, err := repo.All(ctx, s, inOrder)
			return err
		},
	} {
		pages := 0
		var wrong error
		for _, err := range repo.Pages(ctx, s, inOrder, 1) {
			if wrong = err; err == nil {
				pages++
				must(t, end())
			}
		}
		expect(t, "pages", pages, 1)
		refused(t, wrong, repo.ErrTxDone)
	}
	undo := errors.New("undo")
	err := s.Nested(ctx, func(s *repo.Session) error {
		for _, err := range repo.Pages(ctx, s, inOrder, 1) {
			must(t, err)
			break
		}
		return undo
	})
	refused(t, err, undo)
	expect(t, "heroes", len(value(repo.All(ctx, s, inOrder))(t)), 3)
	must(t, s.Close())
	_, err = outer.Exec(ctx, backends.Stmt{SQL: "DELETE FROM heroes"})
	must(t, err)
	must(t, outer.Commit(ctx))
	expect(t, "the outer transaction went on", db.stored(t, "SELECT count(*) FROM heroes"), int64(0))
}
