package pgxstdlib_test

import (
	"context"
	"testing"
	"time"

	_ "github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit))
}

// open returns a pool with a table t, behind a counter of round trips.
func open(t *testing.T, config backends.PoolConfig) (backends.Pool, *backendtest.Counter) {
	t.Helper()
	u, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	u.Driver = "pgx"
	c := backendtest.NewCounter(t, u)
	p, err := sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}.Open(t.Context(), c.URL(), config)
	require.NoError(t, err)
	t.Cleanup(func() {
		idle := func() bool { return p.Stats().InUse == 0 }
		require.Eventually(t, idle, 20*time.Second, time.Millisecond, "a connection was not given back")
		require.NoError(t, p.Close())
	})
	mustExec(t, p, "create table t (n integer primary key)")
	return p, c
}

func mustExec(t *testing.T, r backends.Runner, sql string, args ...any) {
	t.Helper()
	_, err := r.Exec(t.Context(), backends.Stmt{SQL: sql, Args: args})
	require.NoError(t, err)
}

func begin(t *testing.T, p backends.Pool, o backends.TxOptions) backends.UnitOfWork {
	t.Helper()
	u, err := p.Begin(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, u.Rollback(context.Background())) })
	return u
}

func value[V any](t *testing.T, r backends.Runner, sql string, args ...any) V {
	t.Helper()
	rows, err := r.Query(t.Context(), backends.Stmt{SQL: sql, Args: args, Rows: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	require.True(t, rows.Next(), "there is no row: %v", rows.Err())
	var v V
	require.NoError(t, rows.Scan(&v))
	return v
}

func count(t *testing.T, r backends.Runner) int {
	t.Helper()
	return value[int](t, r, "select count(*) from t")
}
