package migrate_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// thing is a table whose one column is of a Go type.
type thing[T any] struct {
	ID int64
	V  T `db:"v"`
}

// thingsDay is the same of a day.
type thingsDay struct {
	ID int64
	V  time.Time `db:"v,type=date"`
}

func things[T any]() *schema.MetaData {
	return schema.MustOf(builder.Model[T](builder.TableName("things")))
}

// retypings are changes of a column's type, each with a value as SQLite has it before.
var retypings = []struct {
	name, value string
	was, is     *schema.MetaData
	seen        bool // by rows or by PostgreSQL alone: SQLite declares both types alike, or takes one for the other where nothing stands in it
}{
	{"text to UUID", "'0193B5A0-7C5C-7000-8000-00000000000F'", things[thing[string]](), things[thing[uuid.UUID]](), true},
	{"UUID to text", "'0193b5a0-7c5c-7000-8000-00000000000f'", things[thing[uuid.UUID]](), things[thing[string]](), false},
	{"text to texts", `'["a", "b"]'`, things[thing[*string]](), things[thing[[]string]](), true},
	{"text to numbers", "'[1, 2]'", things[thing[*string]](), things[thing[[]int64]](), true},
	{"text to what is no list", "'soon'", things[thing[*string]](), things[thing[[]string]](), true},
	{"numbers to texts", "'[1,2]'", things[thing[[]int64]](), things[thing[[]string]](), false},
	{"text to number", "'12'", things[thing[string]](), things[thing[int64]](), false},
	{"text to decimal", "'1.50'", things[thing[string]](), things[thing[decimal.Decimal]](), false},
	{"text to JSON", `'{"a": 1}'`, things[thing[string]](), things[thing[json.RawMessage]](), false},
	{"text to what is no JSON", "'{'", things[thing[string]](), things[thing[json.RawMessage]](), true},
	{"text to day", "'2026-01-02T00:00:00Z'", things[thing[string]](), things[thingsDay](), false},
	{"text to time", "'2026-01-02T03:04:05+02:00'", things[thing[string]](), things[thing[time.Time]](), false},
	{"day to time", "'2026-01-02'", things[thingsDay](), things[thing[time.Time]](), false},
	{"text to truth", "'true'", things[thing[string]](), things[thing[bool]](), false},
	{"truth to text", "1", things[thing[bool]](), things[thing[string]](), false},
	{"float to text", "2.0", things[thing[float64]](), things[thing[string]](), false},
	{"bytes to text", "x'6162'", things[thing[[]byte]](), things[thing[string]](), false},
	{"number to a smaller one", "70000", things[thing[int64]](), things[thing[int16]](), true},
	{"number to one of half the size", "5000000000", things[thing[int64]](), things[thing[int32]](), true},
	{"small number to a smaller one", "70000", things[thing[int32]](), things[thing[int16]](), true},
	{"numbers to smaller ones", "'[70000]'", things[thing[[]int64]](), things[thing[[]int16]](), true},
}

// A revision of SQLite does the same to rows whether it was planned on a database that has them, beside PostgreSQL, or, where the types
// differ there, on an empty one.
func TestRetypingIsTheSameWhereverItWasPlanned(t *testing.T) {
	postgres := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	for _, c := range retypings {
		t.Run(c.name, func(t *testing.T) {
			way := func(planner, production *repo.Engine) string {
				dir := t.TempDir()
				for _, name := range []string{planner.Dialect().Name, "sqlite"} {
					require.NoError(t, os.MkdirAll(filepath.Join(dir, name), 0o755))
				}
				step(t, dir, c.was, planner, production)
				require.NoError(t, send(t, production, "INSERT INTO things (id, v) VALUES (1, "+c.value+")"))
				return retyped(t, dir, c.is, planner, production)
			}
			fresh := func() *repo.Engine { return enginetest.SQLite.Open(t, enginetest.SQLite.URL(t)) }
			defer func() { require.NoError(t, send(t, postgres, "DROP TABLE things, drey_version")) }()
			withRows := fresh()
			want := way(withRows, withRows)
			require.NotEmpty(t, want)
			require.Equal(t, want, way(postgres, fresh()), "beside PostgreSQL")
			if !c.seen {
				require.Equal(t, want, way(fresh(), fresh()), "on an empty database")
			}
		})
	}
}

// step plans a revision on one database, and applies it there and to another.
func step(t *testing.T, dir string, models *schema.MetaData, planner, production *repo.Engine) {
	t.Helper()
	m := migrator(t, planner, migrate.Config{Dir: dir, MetaData: models})
	_, err := m.Revision(t.Context(), migrate.NewRevision{Message: "step", Autogenerate: true, Allow: []string{"*"}})
	require.NoError(t, err)
	for _, engine := range []*repo.Engine{planner, production} {
		require.NoError(t, migrator(t, engine, migrate.Config{Dir: dir}).Upgrade(t.Context(), "head"))
	}
}

// retyped plans a revision on one database, applies it to another, and returns what the value is there afterwards, or why it is refused.
func retyped(t *testing.T, dir string, models *schema.MetaData, planner, production *repo.Engine) string {
	t.Helper()
	m := migrator(t, planner, migrate.Config{Dir: dir, MetaData: models})
	_, err := m.Revision(t.Context(), migrate.NewRevision{Message: "retype", Autogenerate: true, Allow: []string{"*"}})
	require.NoError(t, err)
	if err := migrator(t, production, migrate.Config{Dir: dir}).Upgrade(t.Context(), "head"); err != nil {
		_, why, _ := strings.Cut(err.Error(), "things.v:")
		why, _, _ = strings.Cut(why, ";")
		require.NotEmpty(t, why, err)
		return "refused:" + why
	}
	values, err := repo.Scalars[string](t.Context(), production, builder.Text("SELECT typeof(v) || ' ' || quote(v) FROM things"))
	require.NoError(t, err)
	d, err := models.Diff(t.Context(), production, schema.Include(func(_, table, _ string) bool { return table == "things" }))
	require.NoError(t, err)
	return strings.Join(values, ", ") + d.String()
}
