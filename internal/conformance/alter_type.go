package conformance

import (
	"errors"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Swatch has a column whose type changes.
type Swatch struct {
	ID   int64
	Tint string `db:"tint"`
}

// TableName names the table.
func (Swatch) TableName() string { return "swatches" }

// TypesChangeUnderLists: statements that carry lists take their types from the columns; those of before a change go on outside a
// transaction, and in one are out of date, which may be run again.
func TypesChangeUnderLists(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	db.exec(t, "CREATE TYPE tint AS ENUM ('red', 'blue')")
	db.exec(t, "CREATE TABLE swatches (id bigint PRIMARY KEY, tint tint)")
	last := int64(0)
	pair := func() []*Swatch {
		last += 2
		return []*Swatch{{last, "red"}, {last + 1, "blue"}}
	}
	writes := map[string]func(s *repo.Session, list []*Swatch) error{
		"flush":      func(s *repo.Session, list []*Swatch) error { return s.Add(list[0], list[1]) },
		"insert all": func(s *repo.Session, list []*Swatch) error { return repo.InsertAll(t.Context(), s, list) },
		"upsert all": func(s *repo.Session, list []*Swatch) error { return repo.UpsertAll(t.Context(), s, list) },
	}
	rows := 0
	for name, write := range writes {
		for i, to := range []string{"text", "tint USING tint::tint", "varchar(9)", "tint USING tint::tint"} {
			for range 3 { // lib/pq prepares what comes for the second time
				must(t, db.Begin(t.Context(), func(s *repo.Session) error { return write(s, pair()) }))
			}
			db.exec(t, "ALTER TABLE swatches ALTER COLUMN tint TYPE "+to)
			must(t, db.Begin(t.Context(), func(s *repo.Session) error {
				value(repo.Scalar[int64](t.Context(), s, builder.Text("SELECT 1")))(t)
				err := write(s, pair())
				if err == nil {
					err = s.Flush(t.Context())
				}
				if err != nil && !errors.Is(err, repo.ErrOutdated) {
					t.Errorf("%s, change %d: %v", name, i, err)
				}
				return err
			}, repo.WithRetry(10)))
			rows += 4 * 2
		}
	}
	expect(t, "rows", db.stored(t, "SELECT count(*) FROM swatches"), int64(rows))
	expect(t, "tints", fmt.Sprint(value(repo.Scalars[string](t.Context(), db, builder.Text("SELECT DISTINCT tint::text FROM swatches ORDER BY 1")))(t)), "[blue red]")
}

// MistakesOfTypesAreNotRetried: a statement that never fitted, sent for the first time and first in its transaction, is no statement that the
// schema has changed under: it is refused alike wherever it stands, and runs once.
func MistakesOfTypesAreNotRetried(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	args := map[string]any{"n": 1}
	texts := []string{"SELECT missing_function(CAST(:n AS varchar(9)))", "SELECT id FROM toys WHERE missing_function(id) = :n"}
	if b.Dialect.Name == builder.Postgres().Name {
		texts = append(texts, "SELECT label ->> CAST(:n AS text) FROM toys", "SELECT id FROM toys WHERE label + size > :n", "SELECT id FROM toys WHERE label = ANY(label) AND size = :n",
			"SELECT id FROM toys WHERE size @@@ :n", "SELECT sum(label) FROM toys WHERE size = :n")
	}
	for _, text := range texts {
		stmt := builder.Text(text, args)
		for what, run := range map[string]func(s *repo.Session) error{
			"read": func(s *repo.Session) error { _, err := repo.Scalars[string](ctx, s, stmt); return err },
			"rows": func(s *repo.Session) error { _, err := s.Query(ctx, stmt); return err },
			"exec": func(s *repo.Session) error { _, err := s.Exec(ctx, stmt); return err },
			"gather": func(s *repo.Session) error {
				return repo.Gather(ctx, s, repo.Into(new([]string), builder.As[string](stmt)))
			},
		} {
			runs := 0
			err := db.Begin(ctx, func(s *repo.Session) error {
				runs++
				return run(s)
			}, repo.WithRetry(3))
			if err == nil || repo.Retryable(err) {
				t.Errorf("%s of %s: the error is %v, want one that is not to be tried again", what, text, err)
			}
			expect(t, what+" of "+text+" ran", runs, 1)
		}
	}
}
