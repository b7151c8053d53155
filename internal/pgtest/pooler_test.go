package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestAPoolerGivesEachTransactionAConnection(t *testing.T) {
	config, err := pgx.ParseConfig(Pooled(t))
	require.NoError(t, err)
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	conn, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(t.Context())) }()
	seen := map[int]bool{}
	require.Eventually(t, func() bool {
		var pid int
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT pg_backend_pid()").Scan(&pid))
		seen[pid] = true
		return len(seen) > 1
	}, patience, 1e6)
}
