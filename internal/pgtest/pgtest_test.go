package pgtest_test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

func TestDatabasesAreDistinctAndDropped(t *testing.T) {
	var urls []string
	t.Run("while the test runs", func(t *testing.T) {
		for range 3 {
			at := pgtest.URL(t)
			require.NotContains(t, urls, at)
			urls = append(urls, at)
			run(t, connect(t, at), "CREATE TABLE heroes (id int)") // refused where it is not empty
		}
	})
	for _, at := range urls {
		_, err := pgx.Connect(t.Context(), at)
		require.ErrorContains(t, err, "3D000", "the database is still there")
	}
}

func TestADatabaseInUseIsDropped(t *testing.T) {
	var at string
	var left *pgx.Conn
	t.Run("a test that forgets its connection", func(t *testing.T) {
		at = pgtest.URL(t)
		var err error
		left, err = pgx.Connect(t.Context(), at)
		require.NoError(t, err)
	})
	require.Error(t, left.Ping(t.Context()))
	require.NoError(t, left.Close(t.Context()))
	_, err := pgx.Connect(t.Context(), at)
	require.ErrorContains(t, err, "3D000")
}

func TestParallelTestsGetDatabases(t *testing.T) {
	for range 6 {
		t.Run("one of six", func(t *testing.T) {
			t.Parallel()
			run(t, connect(t, pgtest.URL(t)), "CREATE TABLE heroes (id int)")
		})
	}
}

func TestURLServesEveryDriver(t *testing.T) {
	at := pgtest.URL(t)
	u, err := url.Parse(at)
	require.NoError(t, err)
	require.Equal(t, "postgresql", u.Scheme)
	require.NotEmpty(t, u.Port())
	require.True(t, u.Query().Has("sslmode"))

	pq, err := sqlx.Open("postgres", at)
	require.NoError(t, err)
	defer pq.Close()
	config, err := pgx.ParseConfig(at)
	require.NoError(t, err)
	native := sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	defer native.Close()
	for _, db := range []*sqlx.DB{pq, native} {
		var name string
		require.NoError(t, db.Get(&name, "SELECT current_database()"))
		require.Equal(t, strings.TrimPrefix(u.Path, "/"), name)
	}
}

func TestSessionsAreAlikeOnEveryServer(t *testing.T) {
	conn := connect(t, pgtest.URL(t))
	for setting, want := range map[string]string{
		"timezone": "Asia/Kolkata", "server_encoding": "UTF8",
	} {
		var got string
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT current_setting($1)", setting).Scan(&got))
		require.Equal(t, want, got, setting)
	}
	var collation string
	require.NoError(t, conn.QueryRow(t.Context(),
		"SELECT datcollate FROM pg_database WHERE datname = current_database()").Scan(&collation))
	require.Equal(t, "C", collation)
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	u, err := url.Parse(pgtest.URL(t))
	require.NoError(t, err)
	u.User = url.UserPassword(u.User.Username(), "wrong")
	_, err = pgx.Connect(t.Context(), u.String())
	require.ErrorContains(t, err, "28P01")
}

func TestSocket(t *testing.T) {
	server := pgtest.Server(t)
	if os.Getenv("DREY_TEST_POSTGRES") != "" {
		require.Empty(t, server.Socket())
		return
	}
	config, err := pgx.ParseConfig(server.Database(t))
	require.NoError(t, err)
	config.Host = server.Socket()
	conn, err := pgx.ConnectConfig(t.Context(), config)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
}

func connect(t *testing.T, at string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close(context.Background())) })
	return conn
}

func run(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}
