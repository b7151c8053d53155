// Package enginetest opens engines on fresh databases, on every backend: the table of backends for tests that stand on repo, such as
// those of schema and migrate. It links the drivers, so that only tests may import it.
package enginetest

import (
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // postgresql+pgx
	_ "github.com/lib/pq"              // postgresql+pq
	_ "modernc.org/sqlite"             // sqlite

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// Backend is a row of the table of backends.
type Backend struct {
	Name    string
	Backend backends.Backend
	URL     func(tb testing.TB) string // of a fresh, empty database that lasts until tb is over
}

// The backends, each by the name that tests print.
var (
	Pgx    = Backend{"pgx", pgxbackend.Backend{}, pgtest.URL}
	SQLPgx = Backend{"sqlx+pgx", sqlxbackend.Backend{}, through("pgx")}
	SQLPq  = Backend{"sqlx+pq", sqlxbackend.Backend{}, through("pq")}
	SQLite = Backend{"sqlx+sqlite", sqlxbackend.Backend{}, file}
)

// Backends returns all of them, SQLite last.
func Backends() []Backend { return []Backend{Pgx, SQLPgx, SQLPq, SQLite} }

func through(driver string) func(testing.TB) string {
	return func(tb testing.TB) string {
		tb.Helper()
		return strings.Replace(pgtest.URL(tb), "postgresql:", "postgresql+"+driver+":", 1)
	}
}

func file(tb testing.TB) string { return "sqlite:///" + tb.TempDir() + "/a.db" }

// Each runs body on every backend, each in a parallel sub-test of its name, with an engine on a database of its own.
func Each(t *testing.T, body func(t *testing.T, engine *repo.Engine)) {
	for _, b := range Backends() {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			body(t, b.Open(t, b.URL(t)))
		})
	}
}

// Open returns an engine at url, which is closed when tb is over.
func (b Backend) Open(tb testing.TB, url string, opts ...repo.Option) *repo.Engine {
	tb.Helper()
	engine, err := repo.Open(tb.Context(), url, append(opts, repo.WithBackend(b.Backend))...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := engine.Close(); err != nil {
			tb.Error(err)
		}
	})
	return engine
}
