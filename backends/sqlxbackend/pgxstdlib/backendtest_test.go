package pgxstdlib_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestContract(t *testing.T) {
	t.Parallel()
	backendtest.Run(t, backendtest.Harness{
		Backend: sqlxbackend.Backend{Driver: pgxstdlib.Driver{}},
		URL: func(tb testing.TB) backends.URL {
			u, err := backends.ParseURL(pgtest.URL(tb))
			require.NoError(tb, err)
			u.Driver = "pgx"
			return u
		},
		Dialect: backendtest.PostgreSQL(),
		Trips:   backendtest.Trips{Pipelined: true},
		Values: []backendtest.Value{{
			Name: "decimal.Decimal", Type: backendtest.Decimal,
			Arg: decimal.RequireFromString("-12345678901234567890.5"), Want: decimal.RequireFromString("-12345678901234567890.5"),
		}},
	})
}
