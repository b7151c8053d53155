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
