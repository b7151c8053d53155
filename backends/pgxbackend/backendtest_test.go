package pgxbackend_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/internal/libraryvalues"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	for mode, trips := range map[string]int{
		"cache_statement": 1, "cache_describe": 1, "describe_exec": 2, "exec": 1, "simple_protocol": 1,
	} {
		h := backendtest.Harness{
			Backend: pgxbackend.Backend{},
			URL:     func(tb testing.TB) backends.URL { return inMode(tb, mode) },
			Dialect: backendtest.PostgreSQL(),
			Trips:   backendtest.Trips{Pipelined: true, PerStatement: trips},
			Values:  libraryvalues.Values(),
		}
		if mode == "simple_protocol" { // one text for all statements: the server does not say which is wrong
			h.Unsupported = []backendtest.Feature{backendtest.SyntaxBlame}
		}
		t.Run(mode, func(t *testing.T) { backendtest.Run(t, h) })
	}
}

// inMode returns the URL of a fresh database, reached in an exec mode of pgx.
func inMode(tb testing.TB, mode string) backends.URL {
	tb.Helper()
	u, err := backends.ParseURL(pgtest.URL(tb))
	require.NoError(tb, err)
	if u.Query == nil {
		u.Query = url.Values{}
	}
	u.Query.Set("default_query_exec_mode", mode)
	return u
}
