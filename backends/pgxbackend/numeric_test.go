package pgxbackend_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
)

func TestNumericsKeepTheirScale(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	for _, want := range []string{"0.00", "0", "1.50", "100.00", "-0.000001", "10000", "12345.6789", "NaN"} {
		rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select n, n, n from (select $1::numeric as n) x", Args: []any{want}, Rows: true})
		require.NoError(t, err)
		require.True(t, rows.Next())
		var text string
		var value any
		if want == "NaN" {
			require.NoError(t, rows.Scan(&text, &value, nil))
		} else {
			var d decimal.Decimal
			require.NoError(t, rows.Scan(&text, &value, &d))
			require.True(t, d.Equal(decimal.RequireFromString(want)))
		}
		require.NoError(t, rows.Close())
		require.Equal(t, want, text)
		require.Equal(t, want, value)
	}
}
