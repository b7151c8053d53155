package sqlxbackend_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) {
	sql.Register("heron", &sqlite.Driver{}) // of a dialect that nobody knows
	goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit))
}

// onItsWay is how long a statement has to be on its way when its context ends, on a machine that has much else to do.
const onItsWay = 500 * time.Millisecond

// open returns a pool that is closed with t, and that must have every connection back by then.
func open(t *testing.T, url string, b sqlxbackend.Backend, config backends.PoolConfig) backends.Pool {
	t.Helper()
	u, err := backends.ParseURL(url)
	require.NoError(t, err)
	p, err := b.Open(t.Context(), u, config)
	require.NoError(t, err)
	t.Cleanup(func() {
		settled(t, p)
		require.NoError(t, p.Close())
	})
	return p
}

// settled expects that every connection is given back. One that was lost is put away in the background.
func settled(t *testing.T, p backends.Pool) {
	t.Helper()
	idle := func() bool { return p.Stats().InUse == 0 }
	require.Eventually(t, idle, 20*time.Second, time.Millisecond, "a connection was not given back")
}

// each runs test on SQLite in memory and in a file and, over both drivers, on PostgreSQL.
func each(t *testing.T, test func(t *testing.T, p backends.Pool)) {
	urls := map[string]func(t *testing.T) string{
		"sqlite in memory": func(*testing.T) string { return "sqlite:///:memory:" },
		"sqlite":           func(t *testing.T) string { return "sqlite:///" + t.TempDir() + "/x.db" },
		"pgx":              func(t *testing.T) string { return "postgresql+pgx" + pgtest.URL(t)[len("postgresql"):] },
		"pq":               func(t *testing.T) string { return "postgresql+pq" + pgtest.URL(t)[len("postgresql"):] },
	}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t, url(t), sqlxbackend.Backend{}, backends.PoolConfig{}))
		})
	}
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

// value returns the only value of a query.
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

func count(t *testing.T, r backends.Runner, table string) int {
	t.Helper()
	return value[int](t, r, "select count(*) from "+table)
}
