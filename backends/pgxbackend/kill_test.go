package pgxbackend_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
)

// TestACopyWhoseConnectionDies leaves nothing behind that the next one would meet: pgconn may still be reading the rows of the first.
func TestACopyWhoseConnectionDies(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	mustExec(t, p, "create table t (s text)")
	for range 5 {
		u, err := p.Begin(t.Context(), backends.TxOptions{})
		require.NoError(t, err)
		pid := 0
		tx, ok := pgxbackend.Tx(u)
		require.True(t, ok)
		require.NoError(t, tx.QueryRow(t.Context(), "select pg_backend_pid()").Scan(&pid))
		sent := 0
		_, err = u.(backends.Copier).CopyFrom(t.Context(), "t", []string{"s"}, func() ([]any, error) {
			if sent++; sent == 200 {
				_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select pg_terminate_backend($1)", Args: []any{pid}})
				require.NoError(t, err)
			}
			if sent == 5_000 {
				return nil, io.EOF
			}
			return []any{strings.Repeat("x", 1_000)}, nil
		})
		require.ErrorIs(t, err, backends.ErrConnection)
		require.NoError(t, u.Rollback(t.Context()))
		next, err := p.Begin(t.Context(), backends.TxOptions{})
		require.NoError(t, err)
		n, err := next.(backends.Copier).CopyFrom(t.Context(), "t", []string{"s"}, oneRow("y"))
		require.NoError(t, err)
		require.EqualValues(t, 1, n)
		require.NoError(t, next.Commit(t.Context()))
	}
}
