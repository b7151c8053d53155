package pgxstdlib_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/internal/libraryvalues"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	t.Run("cache_statement", func(t *testing.T) { backendtest.Run(t, harness("cache_statement")) })
	t.Run("simple_protocol", func(t *testing.T) { backendtest.Run(t, harness("simple_protocol", backendtest.SyntaxBlame)) })
}

// harness returns the contract in one of pgx's exec modes.
func harness(mode string, unsupported ...backendtest.Feature) backendtest.Harness {
	return backendtest.Harness{
		Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}},
		URL: func(tb testing.TB) backends.URL {
			u, err := backends.ParseURL(pgtest.URL(tb))
			require.NoError(tb, err)
			u.Driver = "pgx"
			u.Query.Set("default_query_exec_mode", mode)
			return u
		},
		Dialect:     backendtest.PostgreSQL(),
		Trips:       backendtest.Trips{Pipelined: true},
		Values:      libraryvalues.Values(),
		Unsupported: unsupported,
	}
}
