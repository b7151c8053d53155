package conformance

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// RefusalsAsTheContextEnds: a savepoint in which a statement was refused is undone, and the session goes on, also where the context ends in
// the moment in which the refusal is heard.
func RefusalsAsTheContextEnds(t *testing.T, b Backend) {
	var cancel context.CancelFunc
	db := b.open(t, repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if e.Err != nil && cancel != nil {
			cancel()
		}
	}))
	db.exec(t, "CREATE UNIQUE INDEX labels_once ON toys (label)")
	must(t, db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "there"}) }))
	for how, write := range map[string]func(ctx context.Context, s *repo.Session) error{
		"flush": func(ctx context.Context, s *repo.Session) error {
			return errors.Join(s.Add(&Toy{Label: "there"}), s.Flush(ctx))
		},
		"release": func(_ context.Context, s *repo.Session) error { return s.Add(&Toy{Label: "there"}) },
		"InsertAll": func(ctx context.Context, s *repo.Session) error {
			return repo.InsertAll(ctx, s, []*Toy{{Label: "there"}})
		},
		"statement": func(ctx context.Context, s *repo.Session) error {
			_, err := s.Exec(ctx, builder.Text("INSERT INTO toys (label, size) VALUES ('there', 1)"))
			return err
		},
	} {
		must(t, db.Begin(t.Context(), func(s *repo.Session) error {
			must(t, s.Add(&Toy{Label: how + " before"}))
			var inner context.Context
			inner, cancel = context.WithCancel(t.Context())
			refused(t, s.Nested(inner, func(s *repo.Session) error { return write(inner, s) }), repo.ErrUniqueViolation)
			expect(t, how+": it ended", inner.Err() != nil, true)
			return s.Add(&Toy{Label: how + " behind"})
		}))
		expect(t, how, db.stored(t, "SELECT count(*) FROM toys WHERE label LIKE '"+how+"%'"), int64(2))
	}
}

// RefusedStatementsWantARollback: what comes behind a statement that was refused, of whatever door, is ErrRollbackRequired, which wraps why.
func RefusedStatementsWantARollback(t *testing.T, b Backend) {
	db := b.open(t)
	for how, wrong := range map[string]func(s *repo.Session) error{
		"text": func(s *repo.Session) error {
			_, err := s.Exec(t.Context(), builder.Text("INSERT INTO nowhere VALUES (1)"))
			return err
		},
		"query": func(s *repo.Session) error {
			_, err := repo.Scalar[int64](t.Context(), s, builder.Text("SELECT x FROM nowhere"))
			return err
		},
		"bulk": func(s *repo.Session) error {
			return repo.InsertAll(t.Context(), s, []*Toy{{ID: 1, Label: "a"}, {ID: 1, Label: "b"}})
		},
	} {
		s := db.session(t)
		if err := wrong(s); err == nil || errors.Is(err, repo.ErrRollbackRequired) {
			t.Fatalf("%s: got %v, want a refusal", how, err)
		}
		_, reading := repo.All(t.Context(), s, builder.Select(toys))
		_, executing := s.Exec(t.Context(), builder.Text("SELECT 1"))
		for _, err := range []error{reading, executing, s.Commit(t.Context())} {
			refused(t, err, repo.ErrRollbackRequired)
		}
		must(t, s.Rollback(t.Context()))
		value(repo.All(t.Context(), s, builder.Select(toys)))(t)
	}
	expect(t, "a kind of its own", errors.Is(backends.ErrTxAborted, repo.ErrRollbackRequired), false)
}
