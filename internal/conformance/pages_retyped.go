package conformance

import (
	"context"
	"fmt"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Dipstick is read from a table whose columns change their types.
type Dipstick struct {
	ID    int64
	Level string
}

// TableName names the table.
func (Dipstick) TableName() string { return "dipsticks" }

var dipsticks = builder.Model[Dipstick]()

// dipstickLevels are types of the column, and a literal of each, in an order in which any two neighbours are read differently.
var dipstickLevels = [][2]string{
	{"bigint", "10"}, {"double precision", "10.5"}, {"integer", "7"}, {"numeric", "1.50"}, {"bigint", "5"}, {"text", "'ten'"}, {"uuid", "'0190b6a0-0000-7000-8000-000000000001'"},
	{"jsonb", `'{"a": 1}'`}, {"text[]", "'{a,b}'"}, {"smallint", "3"}, {"boolean", "true"}, {"real", "0.1"}, {"varchar(9)", "'nine'"},
}

// dipstickRoads read the levels of dipsticks under one and the same text each.
var dipstickRoads = map[string]func(ctx context.Context, s *repo.Session) ([]string, error){
	"pages": func(ctx context.Context, s *repo.Session) (levels []string, err error) {
		for page, err := range repo.Pages(ctx, s, builder.Select(dipsticks).OrderBy(builder.Col(&dipsticks.ID).Asc()), 2) {
			if err != nil {
				return nil, err
			}
			for _, g := range page {
				levels = append(levels, g.Level)
			}
		}
		return levels, nil
	},
	"pages of a text": func(ctx context.Context, s *repo.Session) (levels []string, err error) {
		for page, err := range repo.Pages(ctx, s, builder.As[struct{ Level string }](builder.Text("SELECT level FROM dipsticks ORDER BY id")), 2) {
			if err != nil {
				return nil, err
			}
			for _, g := range page {
				levels = append(levels, g.Level)
			}
		}
		return levels, nil
	},
	"a cursor of one's own": func(ctx context.Context, s *repo.Session) ([]string, error) {
		if _, err := s.Exec(ctx, builder.Text("DECLARE own CURSOR FOR SELECT level FROM dipsticks ORDER BY id")); err != nil {
			return nil, err
		}
		return repo.Scalars[string](ctx, s, builder.Text(" /* all */ fetch ALL FROM own"))
	},
	"what SQL has prepared": func(ctx context.Context, s *repo.Session) ([]string, error) {
		if _, err := s.Exec(ctx, builder.Text("PREPARE own_dipsticks AS SELECT level FROM dipsticks ORDER BY id")); err != nil {
			return nil, err
		}
		levels, err := repo.Scalars[string](ctx, s, builder.Text("EXECUTE own_dipsticks"))
		if err == nil {
			_, err = s.Exec(ctx, builder.Text("DEALLOCATE own_dipsticks"))
		}
		return levels, err
	},
}

// CursorsReadTheColumnsThatAreThere: a page is read by the types that its columns have now, on a connection that has read the same text when
// they had others, and so is what a FETCH or an EXECUTE of one's own answers.
func CursorsReadTheColumnsThatAreThere(t *testing.T, b Backend) {
	if b.Dialect.Name == builder.SQLite().Name {
		return
	}
	db := b.open(t)
	pinned := value(db.Pin(t.Context()))(t)
	for _, level := range dipstickLevels {
		db.exec(t, "DROP TABLE IF EXISTS dipsticks")
		db.exec(t, "CREATE TABLE dipsticks (id bigint PRIMARY KEY, level "+level[0]+" NOT NULL)")
		db.exec(t, "INSERT INTO dipsticks VALUES (1, "+level[1]+"), (2, "+level[1]+"), (3, "+level[1]+")")
		for road, read := range dipstickRoads {
			var want, got []string
			must(t, pinned.Begin(t.Context(), func(s *repo.Session) (err error) {
				if got, err = read(t.Context(), s); err == nil {
					want, err = repo.Scalars[string](t.Context(), s, builder.Text("SELECT CAST(level AS text) FROM dipsticks ORDER BY id"))
				}
				return err
			}))
			expect(t, fmt.Sprint(road, " of ", level[0]), fmt.Sprint(got), fmt.Sprint(want))
		}
	}
	must(t, pinned.Close())
}
