package conformance

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// TextEndsNoTransaction: SQL of the user's own cannot end the session's transaction, and what only looks so is sent.
func TextEndsNoTransaction(t *testing.T, b Backend) {
	for name, sql := range map[string]string{
		"alone":                     "COMMIT",
		"behind a statement":        "SELECT 1; COMMIT",
		"behind a statement of DDL": "CREATE TABLE never (n integer); COMMIT",
		"behind a comment":          "/* so */ ROLLBACK",
	} {
		t.Run(name+" it is refused, and a rollback takes all back", func(t *testing.T) {
			db := b.open(t)
			s := db.session(t)
			must(t, s.Add(&Toy{Label: "duck"}))
			must(t, s.Flush(t.Context()))
			_, err := s.Exec(t.Context(), builder.Text(sql))
			refused(t, err, repo.ErrInvalidRequest)
			must(t, s.Rollback(t.Context()))
			expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
			db.idle(t)
		})
	}
	for name, sql := range map[string]string{
		"in a comment":        "SELECT 1 /* ; COMMIT */",
		"in a line's comment": "SELECT 1 -- ; COMMIT",
		"in a literal":        "SELECT '; COMMIT'",
		"in a name":           `SELECT 1 AS "; COMMIT"`,
	} {
		t.Run(name+" it is text, and the transaction goes on", func(t *testing.T) {
			db := b.open(t)
			s := db.session(t)
			must(t, s.Add(&Toy{Label: "duck"}))
			value(s.Exec(t.Context(), builder.Text(sql)))(t)
			must(t, s.Rollback(t.Context()))
			expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
		})
	}
}

// TransactionsAreEndedByTheirOwners: words that begin or end a transaction are refused before they are sent, and say what
// to call. Savepoints of one's own are fine in a session.
func TransactionsAreEndedByTheirOwners(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Flush(ctx))
	db.log.take()
	for _, sql := range []string{
		"BEGIN", "begin immediate", "START TRANSACTION", "COMMIT", "commit work", "END", "ABORT", "ROLLBACK", "/* so */ rollback;",
		"SELECT 1; COMMIT", "PREPARE TRANSACTION 'x'",
	} {
		for _, refuse := range []func() error{
			func() error { _, err := db.Exec(ctx, builder.Text(sql)); return err },
			func() error { _, err := db.Query(ctx, builder.Text(sql)); return err },
			func() error { _, err := repo.Scalars[int](ctx, db.Engine, builder.Text(sql)); return err },
			func() error { _, err := s.Exec(ctx, builder.Text(sql)); return err },
			func() error { _, err := s.Query(ctx, builder.Text(sql)); return err },
			func() error { _, err := repo.Scalars[int](ctx, s, builder.Text(sql)); return err },
		} {
			refused(t, refuse(), repo.ErrInvalidRequest)
		}
	}
	_, err := db.Exec(ctx, builder.Text("BEGIN"))
	says(t, err, "use engine.Begin")
	_, err = db.Exec(ctx, builder.Text("SAVEPOINT mine"))
	refused(t, err, repo.ErrInvalidRequest)
	expect(t, "active", s.IsActive(), true)
	for _, sql := range []string{"SAVEPOINT mine", "DELETE FROM toys", "ROLLBACK TO mine", "RELEASE mine"} {
		_, err := s.Exec(ctx, builder.Text(sql))
		must(t, err)
	}
	must(t, s.Commit(ctx))
	expect(t, "committed", db.stored(t, "SELECT count(*) FROM toys WHERE label = 'ball;commit' OR label = 'ball'"), int64(1))
	db.idle(t)
}
