package sqlxbackend_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/libraryvalues"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]backendtest.Harness{
		"pgx":              {URL: postgres("pgx"), Dialect: backendtest.PostgreSQL()},
		"pq":               {URL: postgres("pq"), Dialect: backendtest.PostgreSQL()},
		"sqlite in a file": {URL: inFile, Dialect: backendtest.SQLite(), Unsupported: lackedBySQLite},
		"sqlite in memory": {URL: inMemory, Dialect: backendtest.SQLite(), Unsupported: append(lackedBySQLite, backendtest.Snapshots)},
	} {
		h.Backend = sqlxbackend.Backend{}
		h.Values = libraryvalues.Values()
		t.Run(name, func(t *testing.T) { backendtest.Run(t, h) })
	}
}

// lackedBySQLite: it is no server, has no types wider than int64, and knows one isolation level and no locks of rows.
var lackedBySQLite = []backendtest.Feature{
	backendtest.Sockets, backendtest.WideIntegers, backendtest.Widths, backendtest.NotFinite, backendtest.Deferrable,
	backendtest.RowLocks, backendtest.StatementTimeout, backendtest.Exclusion, backendtest.NoNUL, backendtest.FarTimes,
}

func postgres(driver string) func(tb testing.TB) backends.URL {
	return func(tb testing.TB) backends.URL {
		tb.Helper()
		u, err := backends.ParseURL(pgtest.URL(tb))
		require.NoError(tb, err)
		u.Driver = driver
		return u
	}
}

func inFile(tb testing.TB) backends.URL {
	tb.Helper()
	return backends.URL{Dialect: "sqlite", Database: filepath.Join(tb.TempDir(), "contract.db")}
}

func inMemory(testing.TB) backends.URL { return backends.URL{Dialect: "sqlite", Database: ":memory:"} }
