package pgxbackend_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

// open returns a pool on a fresh database.
func open(t *testing.T, b pgxbackend.Backend, config backends.PoolConfig, query string) backends.Pool {
	t.Helper()
	u, err := backends.ParseURL(pgtest.URL(t) + query)
	require.NoError(t, err)
	p, err := b.Open(t.Context(), u, config)
	require.NoError(t, err)
	t.Cleanup(func() {
		returned := func() bool { return p.Stats().InUse == 0 } // pgxpool closes a lost connection in the background
		require.Eventually(t, returned, 20*time.Second, time.Millisecond, "a connection was not given back")
		require.NoError(t, p.Close())
	})
	return p
}

func mustExec(t *testing.T, r backends.Runner, sql string, args ...any) {
	t.Helper()
	_, err := r.Exec(t.Context(), backends.Stmt{SQL: sql, Args: args})
	require.NoError(t, err)
}

func count(t *testing.T, r backends.Runner, table string) (n int) {
	t.Helper()
	rows, err := r.Query(t.Context(), backends.Stmt{SQL: "select count(*) from " + table, Rows: true})
	require.NoError(t, err)
	require.True(t, rows.Next())
	require.NoError(t, rows.Scan(&n))
	require.NoError(t, rows.Close())
	return n
}

func TestOpenRefusesWhatItCannotServe(t *testing.T) {
	t.Parallel()
	for url, kind := range map[string]error{
		"mysql://root:qZ8vhunter2@localhost/db":                backends.ErrInvalidURL,
		"postgresql+pq://root:qZ8vhunter2@localhost/db":        backends.ErrUnknownDriver,
		"pgx://root:qZ8vhunter2@localhost/db":                  backends.ErrUnknownDriver,
		"cockroachdb://root:qZ8vhunter2@localhost/db":          backends.ErrUnknownDriver,
		"postgresql://root:qZ8vhunter2@localhost/db?sslmode=x": backends.ErrInvalidURL,
	} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		_, err = pgxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
		require.ErrorIs(t, err, kind)
		require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "qZ8vhunter2")
	}
}

func TestConnectErrorsSayWhatToLookAt(t *testing.T) {
	t.Parallel()
	good, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change func(*backends.URL)
		says   string
	}{
		"wrong password": {func(u *backends.URL) { u.Password = "qZ8vhunter2" }, "user and password"},
		"no database":    {func(u *backends.URL) { u.Database = "nowhere" }, `no database "nowhere"`},
		"no server":      {func(u *backends.URL) { u.Host, u.Port = "127.0.0.1", 1 }, "is the server running, and reachable from here? "},
		"no TLS":         {func(u *backends.URL) { u.Query = map[string][]string{"sslmode": {"require"}} }, "server refused TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			u := good
			c.change(&u)
			p, err := pgxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
			require.NoError(t, err)
			defer p.Close()
			_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
			require.ErrorIs(t, err, backends.ErrConnection)
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "qZ8vhunter2")
			require.NotContains(t, err.Error(), good.Password)
		})
	}
}

func TestAnUnreachableServerIsAnErrorWithinTheConnectTimeout(t *testing.T) {
	t.Parallel()
	silent := silentServer(t)
	u := backends.URL{Dialect: "postgresql", Host: "127.0.0.1", Port: silent, Database: "x", Query: map[string][]string{"connect_timeout": {"1"}}}
	p, err := pgxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
	require.NoError(t, err)
	defer p.Close()
	start := time.Now()
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrConnection)
	require.Less(t, time.Since(start), backends.DefaultPoolTimeout)
}

func TestConfigureAndConnectHooksReachEachNewConnection(t *testing.T) {
	t.Parallel()
	hook := func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "set drey.hook = 'ran'"})
		return err
	}
	configure := func(c *pgxpool.Config) error {
		c.ConnConfig.RuntimeParams["application_name"] = "configured"
		return nil
	}
	p := open(t, pgxbackend.Backend{Configure: configure}, backends.PoolConfig{OnConnect: []func(context.Context, backends.Runner) error{hook}}, "")
	rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select current_setting('drey.hook'), current_setting('application_name')", Rows: true})
	require.NoError(t, err)
	require.True(t, rows.Next())
	var hooked, name string
	require.NoError(t, rows.Scan(&hooked, &name))
	require.NoError(t, rows.Close())
	require.Equal(t, "ran configured", hooked+" "+name)

	refused := errors.New("refused")
	_, err = pgxbackend.Backend{Configure: func(*pgxpool.Config) error { return refused }}.Open(t.Context(), backends.URL{Dialect: "postgresql"}, backends.PoolConfig{})
	require.ErrorIs(t, err, refused)
}

func TestAPoolOfOnesOwnStaysOpen(t *testing.T) {
	t.Parallel()
	native, err := pgxpool.New(t.Context(), pgtest.URL(t))
	require.NoError(t, err)
	defer native.Close()
	p := pgxbackend.New(native)
	under, ok := pgxbackend.Pool(p)
	require.True(t, ok)
	require.Same(t, native, under)
	require.NoError(t, p.Close())
	_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrClosed)
	require.NoError(t, native.Ping(t.Context()))
}

func TestAUnitWhoseTransactionWasEndedIsOver(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{Size: 1}, "")
	mustExec(t, p, "create table t (n int)")
	insert := backends.Stmt{SQL: "insert into t values (1)"}
	for name, commit := range map[string]func(u backends.UnitOfWork) error{
		"Commit": func(u backends.UnitOfWork) error { return u.Commit(t.Context()) },
		"a pipeline": func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), []backends.Stmt{insert, insert}, backends.PipelineOptions{Commit: true}, nil)
		},
		"a pipeline of none": func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), nil, backends.PipelineOptions{Commit: true}, nil)
		},
	} {
		for _, end := range []func(tx pgx.Tx) error{func(tx pgx.Tx) error { return tx.Commit(t.Context()) }, func(tx pgx.Tx) error { return tx.Rollback(t.Context()) }} {
			u, err := p.Begin(t.Context(), backends.TxOptions{})
			require.NoError(t, err)
			tx, ok := pgxbackend.Tx(u)
			require.True(t, ok)
			require.NoError(t, end(tx))
			err = commit(u)
			require.ErrorIs(t, err, backends.ErrTxDone, name)
			require.NotErrorIs(t, err, backends.ErrCommitUnknown, name)
		}
	}
	require.Equal(t, 0, count(t, p, "t"), "nothing was sent, and the connection is free")
}

func TestTxIsTheNativeTransaction(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	mustExec(t, p, "create table t (n int)")
	u, err := p.Begin(t.Context(), backends.TxOptions{Isolation: sql.LevelSerializable})
	require.NoError(t, err)
	tx, ok := pgxbackend.Tx(u)
	require.True(t, ok)
	var level string
	require.NoError(t, tx.QueryRow(t.Context(), "show transaction_isolation").Scan(&level))
	require.Equal(t, "serializable", level)
	_, err = tx.Exec(t.Context(), "insert into t values (1)")
	require.NoError(t, err)
	require.NoError(t, u.Commit(t.Context()))
	require.Equal(t, 1, count(t, p, "t"))
	_, ok = pgxbackend.Tx(u)
	require.False(t, ok, "the unit is over")

	rode, err := p.Begin(t.Context(), backends.TxOptions{})
	require.NoError(t, err)
	mustExec(t, rode, "insert into t values (2)") // BEGIN rode
	_, ok = pgxbackend.Tx(rode)
	require.True(t, ok)
	require.NoError(t, rode.Rollback(t.Context()))
	require.Equal(t, 1, count(t, p, "t"))

	copied, err := p.Begin(t.Context(), backends.TxOptions{Isolation: sql.LevelRepeatableRead})
	require.NoError(t, err)
	_, err = copied.(backends.Copier).CopyFrom(t.Context(), "t", []string{"n"}, oneRow(3)) // BEGIN stood in COPY's text
	require.NoError(t, err)
	tx, ok = pgxbackend.Tx(copied)
	require.True(t, ok)
	require.NoError(t, tx.QueryRow(t.Context(), "show transaction_isolation").Scan(&level))
	require.Equal(t, "repeatable read", level)
	require.NoError(t, copied.Rollback(t.Context()))
	require.Equal(t, 1, count(t, p, "t"))
}

// oneRow gives one row of one value.
func oneRow(v any) func() ([]any, error) {
	given := false
	return func() ([]any, error) {
		if given {
			return nil, io.EOF
		}
		given = true
		return []any{v}, nil
	}
}

func TestAnOuterTransactionIsNeverEndedHere(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	native, _ := pgxbackend.Pool(p)
	mustExec(t, p, "create table t (n int)")
	outer, err := native.Begin(t.Context())
	require.NoError(t, err)
	u := pgxbackend.FromTx(outer)
	mustExec(t, u, "insert into t values ($1)", 1)
	require.NoError(t, u.Pipeline(t.Context(), []backends.Stmt{{SQL: "insert into t values (2)"}}, backends.PipelineOptions{Commit: true}, nil))
	require.ErrorIs(t, u.Commit(t.Context()), backends.ErrTxDone)
	require.Zero(t, count(t, p, "t"), "nothing is committed before the outer transaction is")
	require.Equal(t, 2, count(t, pgxbackend.FromTx(outer), "t"))
	require.NoError(t, outer.Rollback(t.Context()))
	require.Zero(t, count(t, p, "t"))
}

func TestCopyFromLoadsRows(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	mustExec(t, p, "create table t (n int, name text, at timestamptz)")
	u, err := p.Begin(t.Context(), backends.TxOptions{})
	require.NoError(t, err)
	i := 0
	n, err := u.(backends.Copier).CopyFrom(t.Context(), "public.t", []string{"n", "name", "at"}, func() ([]any, error) {
		if i++; i > 1_000 {
			return nil, io.EOF
		}
		return []any{i, "hero", time.Now()}, nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 1_000, n)
	require.NoError(t, u.Commit(t.Context()))
	require.Equal(t, 1_000, count(t, p, "t"))

	failing := errors.New("no more heroes")
	u, err = p.Begin(t.Context(), backends.TxOptions{})
	require.NoError(t, err)
	_, err = u.(backends.Copier).CopyFrom(t.Context(), "t", []string{"n"}, func() ([]any, error) { return nil, failing })
	require.ErrorIs(t, err, failing)
	require.NoError(t, u.Rollback(t.Context()))
}

func TestUsersOwnTypesGoThroughPgx(t *testing.T) {
	t.Parallel()
	type point struct {
		X, Y int32
	}
	configure := func(c *pgxpool.Config) error {
		c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
			if _, err := conn.Exec(ctx, "do $$ begin create type point2 as (x int, y int); exception when others then end $$"); err != nil {
				return err
			}
			t, err := conn.LoadType(ctx, "point2")
			if err == nil {
				conn.TypeMap().RegisterType(t)
			}
			return err
		}
		return nil
	}
	p := open(t, pgxbackend.Backend{Configure: configure}, backends.PoolConfig{}, "")
	mustExec(t, p, "create table t (at point2, span int4range, doc jsonb)")
	span := pgtype.Range[int32]{Lower: 1, Upper: 5, LowerType: pgtype.Inclusive, UpperType: pgtype.Exclusive, Valid: true}
	mustExec(t, p, "insert into t values ($1, $2, $3)", point{1, 2}, span, point{3, 4})
	rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select at, span, doc from t", Rows: true})
	require.NoError(t, err)
	require.True(t, rows.Next())
	var at, doc point
	var got pgtype.Range[int32]
	require.NoError(t, rows.Scan(&at, &got, &doc))
	require.NoError(t, rows.Close())
	require.Equal(t, point{1, 2}, at)
	require.Equal(t, span, got)
	require.Equal(t, point{3, 4}, doc)
}

func TestAPipelineLongerThanAPageIsOneTransaction(t *testing.T) {
	t.Parallel()
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	mustExec(t, p, "create table t (n int primary key)")
	stmts := make([]backends.Stmt, 4_500)
	for i := range stmts {
		stmts[i] = backends.Stmt{SQL: "insert into t values ($1)", Args: []any{i}}
	}
	next := 0
	require.NoError(t, p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, _ backends.Rows, res backends.Result) error {
		require.Equal(t, next, i)
		next++
		return nil
	}))
	require.Equal(t, 4_500, count(t, p, "t"))

	mustExec(t, p, "truncate t")
	stmts[4_400].Args = []any{7}
	err := p.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
	require.ErrorIs(t, err, backends.ErrUniqueViolation)
	var refusal *backends.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, 4_400, refusal.Stmt)
	require.Zero(t, count(t, p, "t"))
	require.Equal(t, 1, strings.Count(err.Error(), "23505"))
}

func TestAPointerToATimeBindsAsTheTime(t *testing.T) {
	p := open(t, pgxbackend.Backend{}, backends.PoolConfig{}, "")
	midnight := time.Date(2024, 12, 31, 0, 0, 0, 0, time.FixedZone("Tokyo", 9*3600))
	for _, arg := range []any{midnight, &midnight} {
		rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select $1::timestamp::text", Args: []any{arg}, Rows: true})
		require.NoError(t, err)
		require.True(t, rows.Next())
		var text string
		require.NoError(t, rows.Scan(&text))
		require.NoError(t, rows.Close())
		require.Equal(t, "2024-12-30 15:00:00", text)
	}
}
