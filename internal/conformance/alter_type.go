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
