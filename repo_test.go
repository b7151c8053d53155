// Package repo_test is the table of contents of every promise that package repo makes, on every backend. The bodies stand
// in internal/conformance.
package repo_test

import (
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/conformance"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

// backends is the table of backends.
var backends = []conformance.Backend{
	{Name: "pgx", Backend: pgxbackend.Backend{}, URL: pgtest.URL, Filled: pgtest.Filled, Dialect: builder.Postgres(), Pipelined: true, Socket: true},
	{Name: "sqlx+pgx", Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, URL: driver("pgx"), Filled: filled("pgx"), Driver: "pgx", Dialect: builder.Postgres(), Pipelined: true, Socket: true},
	{Name: "sqlx+pq", Backend: sqlxbackend.Backend{}, URL: driver("pq"), Filled: filled("pq"), Driver: "pq", Dialect: builder.Postgres(), Socket: true},
	{Name: "sqlx+sqlite", Backend: sqlxbackend.Backend{}, URL: inMemory, Dialect: builder.SQLite()},
}

// promise is one line of the table of contents.
type promise struct {
	name string
	body func(t *testing.T, b conformance.Backend)
}

// promises is the table of contents, a file a chapter.
var promises = slices.Concat(sessionPromises, statePromises, loadingPromises, graphPromises, enginePromises)

func TestPromises(t *testing.T) {
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			for _, p := range promises {
				t.Run(p.name, func(t *testing.T) {
					t.Parallel()
					p.body(t, b)
				})
			}
		})
	}
}

// driver is pgtest's URL with a driver of database/sql in it.
func driver(name string) func(tb testing.TB) string {
	return func(tb testing.TB) string { return filled(name)(tb) }
}

func filled(driver string) func(tb testing.TB, statements ...string) string {
	return func(tb testing.TB, statements ...string) string {
		_, rest, _ := strings.Cut(pgtest.Filled(tb, statements...), "://")
		return "postgresql+" + driver + "://" + rest
	}
}

func inMemory(testing.TB) string { return "sqlite:///:memory:" }
