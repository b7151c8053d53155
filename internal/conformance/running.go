package conformance

import (
	"context"
	"database/sql"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// StatementsRun: Exec and Query take statements of ours, of squirrel and of text, in the session's transaction.
func StatementsRun(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	must(t, db.Ping(ctx))
	s := db.session(t)
	res := value(s.Exec(ctx, builder.Insert(toys).Values(&Toy{Label: "a", Size: 1}, &Toy{Label: "b", Size: 2})))(t)
	t.Run("inserted", func(t *testing.T) {
		expect(t, "inserted", res.RowsAffected, int64(2))
	})
	res = value(s.Exec(ctx, sq.Update("toys").Set("size", 3).Where(sq.Eq{"label": []string{"a", "b"}}).PlaceholderFormat(sq.Dollar)))(t)
	t.Run("updated, deleted", func(t *testing.T) {
		expect(t, "updated", res.RowsAffected, int64(2))
		res = value(s.Exec(ctx, builder.Text("DELETE FROM toys WHERE label = :label OR label = :label", sql.Named("label", "b"))))(t)
		expect(t, "deleted", res.RowsAffected, int64(1))
	})

	rows := value(s.Query(ctx, builder.SelectColumns(label, builder.Col(&toys.Size))))(t)
	t.Run("columns, a row", func(t *testing.T) {
		expect(t, "columns", value(rows.Columns())(t), []string{"label", "size"})
		expect(t, "a row", rows.Next(), true)
		var toy Toy
		must(t, rows.Scan(&toy.Label, &toy.Size))
		expect(t, "scanned", toy, Toy{Label: "a", Size: 3})
	})
	_, err := s.Exec(ctx, builder.Text("SELECT 1"))
	t.Run("committed", func(t *testing.T) {
		refused(t, err, backends.ErrBusy)
		must(t, rows.Close())
		must(t, rows.Close())
		must(t, s.Commit(ctx))
		expect(t, "committed", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	})

	rows = value(db.Query(ctx, builder.Text("SELECT label FROM toys")))(t)
	t.Run("a row, the last one", func(t *testing.T) {
		expect(t, "a row", rows.Next(), true)
		expect(t, "the last one", rows.Next(), false)
		must(t, rows.Close())
		_, err = db.Query(ctx, builder.Col(&toys.Label))
		says(t, err, "repo: query: ", "an expression is no statement")
	})
	db.idle(t)
}

// BeginRetries: WithRetry runs the function again, in a new session, while it meets what may pass.
func BeginRetries(t *testing.T, b Backend) {
	db := b.open(t)
	passing := &backends.Error{Kind: backends.ErrSerialization}
	var sessions []*repo.Session
	run := func(failures int, attempts ...repo.BeginOption) error {
		sessions = nil
		return db.Begin(t.Context(), func(s *repo.Session) error {
			sessions = append(sessions, s)
			must(t, s.Add(&Toy{Label: "ball"}))
			must(t, s.Flush(t.Context()))
			if len(sessions) <= failures {
				return passing
			}
			return nil
		}, attempts...)
	}
	refused(t, run(1), repo.ErrSerialization)
	refused(t, run(2, repo.WithRetry(2)), repo.ErrSerialization)
	expect(t, "attempts", len(sessions), 2)
	must(t, run(2, repo.WithRetry(3)))
	expect(t, "a new session each time", sessions[0] != sessions[1] && sessions[1] != sessions[2], true)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	says(t, run(0, repo.WithRetry(0)), "WithRetry(0): it is attempted once at least")
}

// OneSessionOneGoroutine: a call that overlaps another one answers ErrConcurrentUse and corrupts nothing.
func OneSessionOneGoroutine(t *testing.T, b Backend) {
	var s *repo.Session
	var overlapping []error
	asked := false
	db := b.open(t, repo.WithStatementHook(func(ctx context.Context, e repo.StatementEvent) {
		if s == nil || asked {
			return
		}
		asked = true
		other := make(chan []error)
		go func() { // while the session is inside a call
			_, getErr := repo.Get[Toy](ctx, s, 1)
			_, execErr := s.Exec(ctx, builder.Text("SELECT 1"))
			other <- []error{s.Add(&Toy{}), s.Flush(ctx), s.Commit(ctx), s.Rollback(ctx), s.Close(), getErr, execErr}
		}()
		overlapping = <-other
	}))
	s = db.session(t)
	toy := &Toy{Label: "ball"}
	must(t, s.Add(toy))
	must(t, s.Commit(t.Context()))
	expect(t, "calls", len(overlapping), 7)
	for _, err := range overlapping {
		refused(t, err, repo.ErrConcurrentUse)
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
}
