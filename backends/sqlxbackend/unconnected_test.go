package sqlxbackend_test

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// unconnected are databases of one's own that open no connection, and what they say of it.
func unconnected(t *testing.T) map[string]*sql.DB {
	t.Helper()
	vault, token := errors.New("vault: no token"), errors.New("iam: token expired")
	config := func(change func(c *pgx.ConnConfig)) pgx.ConnConfig {
		c, err := pgx.ParseConfig(pgtest.URL(t))
		require.NoError(t, err)
		change(c)
		return *c
	}
	before := stdlib.OptionBeforeConnect(func(context.Context, *pgx.ConnConfig) error { return token })
	lib, err := sql.Open("postgres", "postgres://127.0.0.1:1/d?sslmode=require")
	require.NoError(t, err)
	file, err := sql.Open("sqlite", "/no/such/directory/file.db")
	require.NoError(t, err)
	return map[string]*sql.DB{
		"vault: no token": stdlib.OpenDB(config(func(c *pgx.ConnConfig) {
			c.DialFunc = func(context.Context, string, string) (net.Conn, error) { return nil, vault }
		})),
		"after: vault: no token": stdlib.OpenDB(config(func(c *pgx.ConnConfig) {
			c.AfterConnect = func(context.Context, *pgconn.PgConn) error {
				return errors.Join(errors.New("after: "+vault.Error()), vault)
			}
		})),
		"iam: token expired":      stdlib.OpenDB(config(func(*pgx.ConnConfig) {}), before),
		"connection refused":      lib,
		"unable to open database": file,
	}
}

// A connection that is none is ErrConnection, with what its driver says of it, whatever was to be sent.
func TestNoConnectionOfADatabaseOfOnesOwn(t *testing.T) {
	t.Parallel()
	for says, native := range unconnected(t) {
		p := sqlxbackend.New(sqlx.NewDb(native, map[bool]string{true: "sqlite", false: "pgx"}[says == "unable to open database"]))
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrConnection, says)
		require.ErrorContains(t, err, says)
		u, err := p.Begin(t.Context(), backends.TxOptions{})
		require.NoError(t, err)
		_, err = u.Query(t.Context(), backends.Stmt{SQL: "select $1::text", Args: []any{"a"}, Rows: true})
		require.ErrorIs(t, err, backends.ErrConnection, says)
		require.NotErrorIs(t, err, backends.ErrDataException)
		require.NoError(t, u.Rollback(t.Context()))
		require.NoError(t, native.Close())
		_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrClosed, says)
		require.ErrorContains(t, err, "the *sql.DB is closed")
	}
}

// A statement that somebody cancelled is told from one whose time is over.
func TestTheServerSaysWhoCancels(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	for _, driver := range []string{"pgx", "pq"} {
		u.Driver = driver
		own, err := sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
		require.NoError(t, err)
		_, err = own.Exec(t.Context(), backends.Stmt{SQL: "select pg_cancel_backend(pg_backend_pid()), pg_sleep(5)"})
		require.ErrorIs(t, err, backends.ErrCanceled)
		require.ErrorContains(t, err, "canceling statement due to user request: somebody else cancelled it")
		tx := begin(t, own, backends.TxOptions{})
		mustExec(t, tx, "set local statement_timeout = 10")
		_, err = tx.Exec(t.Context(), backends.Stmt{SQL: "select pg_sleep(5)"})
		require.ErrorIs(t, err, backends.ErrTimeout)
		require.ErrorContains(t, err, "canceling statement due to statement timeout: raise statement_timeout")
		require.NoError(t, tx.Rollback(t.Context()))
		require.NoError(t, own.Close())
	}
}
