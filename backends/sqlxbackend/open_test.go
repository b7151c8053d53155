package sqlxbackend_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/internal/pgtest"
)

func TestOpenRefusesWhatItCannotServe(t *testing.T) {
	t.Parallel()
	for url, c := range map[string]struct {
		kind error
		says string
	}{
		"mysql://root:qZ8vhunter2@localhost/db":            {backends.ErrUnknownDriver, `drey knows postgresql:// and sqlite://; for another database import a database/sql driver that registers itself as "mysql"`},
		"postgresql+psycopg2://root:qZ8vhunter2@localhost": {backends.ErrUnknownDriver, "write postgresql+pgx:// or postgresql+pq://"},
		"oracle+godror://root:qZ8vhunter2@localhost/db":    {backends.ErrUnknownDriver, `registers itself as "godror"`},
		"postgresql+odd://root:qZ8vhunter2@localhost/db":   {backends.ErrUnknownDriver, `registers itself as "odd"`},
		"pgx://root:qZ8vhunter2@localhost/db":              {backends.ErrUnknownDriver, "write postgresql+pgx://"},
		"pq://root:qZ8vhunter2@localhost/db":               {backends.ErrUnknownDriver, "write postgresql+pq://"},
		"psql://root:qZ8vhunter2@localhost/db":             {backends.ErrUnknownDriver, "psql:// is postgresql:// here"},
		"sqlite+mattn:///qZ8vhunter2.db":                   {backends.ErrUnknownDriver, `import _ "modernc.org/sqlite"`},
		"sqlite://qZ8vhunter2.db":                          {backends.ErrInvalidURL, "sqlite:///file.db"},
	} {
		u, err := backends.ParseURL(url)
		require.NoError(t, err)
		_, err = sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
		require.ErrorIs(t, err, c.kind, url)
		require.ErrorContains(t, err, c.says)
		if u.Dialect != "sqlite" {
			require.NotContains(t, fmt.Sprintf("%v %+v", err, err), "qZ8vhunter2")
		}
	}
}

func TestOpenWantsADialect(t *testing.T) {
	t.Parallel()
	_, err := sqlxbackend.Backend{}.Open(t.Context(), backends.URL{Host: "localhost"}, backends.PoolConfig{})
	require.ErrorIs(t, err, backends.ErrInvalidURL)
	require.ErrorContains(t, err, "say postgresql or sqlite")
}

func TestTheDriverFollowsFromTheURL(t *testing.T) {
	t.Parallel()
	for url, driver := range map[string]string{
		"postgresql://localhost/db": "pgx", "postgres://localhost/db": "pgx", "postgresql+pgx://localhost/db": "pgx",
		"postgresql+pq://localhost/db": "postgres", "sqlite:///:memory:": "sqlite", "sqlite+modernc:///:memory:": "sqlite",
		"postgresql+pq://a,b:5433/db": "postgres", "heron://localhost/db": "heron",
	} {
		db, ok := sqlxbackend.DB(open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{}))
		require.True(t, ok)
		require.Equal(t, driver, db.DriverName())
	}
	require.Equal(t, "heron", open(t, "heron://localhost/db", sqlxbackend.Backend{}, backends.PoolConfig{}).Dialect(), "an unknown dialect is its own")
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
		"no server":      {func(u *backends.URL) { u.Host, u.Port = "127.0.0.1", 1 }, "no connection to 127.0.0.1:1: is the server running, and reachable from here? "},
		"no TLS":         {func(u *backends.URL) { u.Query = map[string][]string{"sslmode": {"require"}} }, "server"},
	} {
		for _, driver := range []string{"pgx", "pq"} {
			t.Run(name+" "+driver, func(t *testing.T) {
				u := good
				u.Driver = driver
				c.change(&u)
				p, err := sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
				require.NoError(t, err)
				defer func() { require.NoError(t, p.Close()) }()
				_, err = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
				require.ErrorIs(t, err, backends.ErrConnection)
				require.ErrorContains(t, err, c.says)
				require.Equal(t, name == "no server", strings.Contains(err.Error(), "is the server running"), err.Error())
				require.NotContains(t, err.Error(), "qZ8vhunter2")
				require.NotContains(t, err.Error(), good.Password)
			})
		}
	}
}

func TestAServerThatSaysNothingIsAnErrorWithinTheConnectTimeout(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // the system accepts, and nobody answers
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	for _, driver := range []string{"pgx", "pq"} {
		p := open(t, fmt.Sprintf("postgresql+%s://%s/x?connect_timeout=1&sslmode=disable", driver, listener.Addr()), sqlxbackend.Backend{}, backends.PoolConfig{})
		start := time.Now()
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorIs(t, err, backends.ErrConnection)
		require.Less(t, time.Since(start), backends.DefaultConnectTimeout)
	}
}

func TestConfigureMayRefuse(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	configure := func(*sqlx.DB) error { return refused }
	u := backends.URL{Dialect: "sqlite"}
	_, err := sqlxbackend.Backend{Configure: configure}.Open(t.Context(), u, backends.PoolConfig{})
	require.ErrorIs(t, err, refused)

	one := func(db *sqlx.DB) error { db.SetMaxOpenConns(1); return nil }
	require.Equal(t, 1, open(t, "sqlite://", sqlxbackend.Backend{Configure: one}, backends.PoolConfig{}).Stats().Max)
	require.Equal(t, 15, open(t, "sqlite://", sqlxbackend.Backend{}, backends.PoolConfig{}).Stats().Max)
	require.Equal(t, 5, open(t, "sqlite://", sqlxbackend.Backend{}, backends.PoolConfig{Overflow: -1}).Stats().Max)
}

func TestConnectHooksPrepareEachConnection(t *testing.T) {
	t.Parallel()
	var seen []int64
	hook := func(ctx context.Context, c backends.Runner) error {
		if _, err := c.Exec(ctx, backends.Stmt{SQL: "select set_config('drey.hook', $1, false)", Args: []any{"ran"}}); err != nil {
			return err
		}
		rows, err := c.Query(ctx, backends.Stmt{SQL: "select 1 union all select 2 order by 1", Rows: true})
		if err != nil {
			return err
		}
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			seen = append(seen, n)
		}
		return c.Pipeline(ctx, []backends.Stmt{{SQL: "set drey.other = 'x'"}}, backends.PipelineOptions{}, nil)
	}
	for _, driver := range []string{"pgx", "pq"} {
		seen = nil
		config := backends.PoolConfig{OnConnect: []func(context.Context, backends.Runner) error{hook}}
		p := open(t, "postgresql+"+driver+pgtest.URL(t)[len("postgresql"):], sqlxbackend.Backend{}, config)
		require.Empty(t, seen, "nothing connects before the first statement")
		require.Equal(t, "ran x", value[string](t, p, "select current_setting('drey.hook') || ' ' || current_setting('drey.other')"))
		require.Equal(t, []int64{1, 2}, seen)
	}
}

func TestAFailedHookClosesItsConnection(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	hook := func(context.Context, backends.Runner) error { return refused }
	config := backends.PoolConfig{OnConnect: []func(context.Context, backends.Runner) error{hook}}
	p := open(t, "sqlite://", sqlxbackend.Backend{}, config)
	_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, refused)
	require.ErrorContains(t, err, "a connect hook failed: refused")
	require.Zero(t, p.Stats().Open)
}

func TestAFullPoolIsATimeoutThatSaysSo(t *testing.T) {
	t.Parallel()
	p := open(t, "sqlite://", sqlxbackend.Backend{}, backends.PoolConfig{Size: 1, Overflow: -1, Timeout: 200 * time.Millisecond})
	rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select 1", Rows: true})
	require.NoError(t, err)
	u := begin(t, p, backends.TxOptions{})
	_, err = u.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
	require.ErrorIs(t, err, backends.ErrTimeout)
	require.ErrorContains(t, err, "all 1 are in use")
	require.NoError(t, rows.Close())
	mustExec(t, u, "select 1")
}

func TestPrePingReplacesTheDead(t *testing.T) {
	t.Parallel()
	for _, driver := range []string{"pgx", "pq"} {
		url := "postgresql+" + driver + pgtest.URL(t)[len("postgresql"):]
		p := open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{PrePing: true})
		a, err := p.Query(t.Context(), backends.Stmt{SQL: "select 1", Rows: true})
		require.NoError(t, err)
		mustExec(t, p, "select 1")
		require.NoError(t, a.Close())
		require.Equal(t, 2, p.Stats().Open)

		killer := open(t, url, sqlxbackend.Backend{}, backends.PoolConfig{})
		mustExec(t, killer, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
		require.Equal(t, 1, value[int](t, p, "select 1"))
	}
}

func TestCloseWaitsForConnectionsInUse(t *testing.T) {
	t.Parallel()
	u, err := backends.ParseURL("sqlite://")
	require.NoError(t, err)
	p, err := sqlxbackend.Backend{}.Open(t.Context(), u, backends.PoolConfig{})
	require.NoError(t, err)
	rows, err := p.Query(t.Context(), backends.Stmt{SQL: "select 1 union all select 2", Rows: true})
	require.NoError(t, err)
	closed := make(chan error, 1)
	go func() { closed <- p.Close() }()
	isClosing := func() bool {
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		return errors.Is(err, backends.ErrClosed)
	}
	require.Eventually(t, isClosing, 20*time.Second, time.Millisecond)
	require.Empty(t, closed)
	require.True(t, rows.Next(), "open rows go on")
	require.NoError(t, rows.Close())
	require.NoError(t, <-closed)
	require.NoError(t, p.Close())
	_, err = p.Begin(t.Context(), backends.TxOptions{})
	require.ErrorIs(t, err, backends.ErrClosed)
}

func TestAConnectHookThatDoesNotReturnCostsNoConnection(t *testing.T) {
	t.Parallel()
	ends := []func(){func() { panic("boom") }, runtime.Goexit}
	var left atomic.Int32
	hook := func(context.Context, backends.Runner) error {
		if n := left.Add(-1); n >= 0 {
			ends[n%2]()
		}
		return nil
	}
	config := backends.PoolConfig{Size: 1, Overflow: -1, OnConnect: []func(context.Context, backends.Runner) error{hook}}
	p := open(t, "sqlite://", sqlxbackend.Backend{}, config)
	left.Store(4)
	for range 4 {
		returned, panicked := false, any(nil)
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() { panicked = recover() }()
			_, _ = p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
			returned = true
		}()
		<-done
		require.False(t, returned)
		require.Contains(t, []any{nil, "boom"}, panicked)
	}
	mustExec(t, p, "select 1")
}

func TestAConnectHookThatWasLeftBehindSpoilsItsConnection(t *testing.T) {
	t.Parallel()
	var rows backends.Rows
	for name, hook := range map[string]func(context.Context, backends.Runner) error{
		"a statement that was cancelled": func(ctx context.Context, c backends.Runner) error {
			short, cancel := context.WithTimeout(ctx, time.Millisecond)
			defer cancel()
			_, _ = c.Exec(short, backends.Stmt{SQL: "with recursive s(n) as (select 1 union all select n + 1 from s limit 2000000) select max(n) from s"})
			return nil
		},
		"rows that were not closed": func(ctx context.Context, c backends.Runner) (err error) {
			rows, err = c.Query(ctx, backends.Stmt{SQL: "select 1", Rows: true})
			return err
		},
	} {
		config := backends.PoolConfig{OnConnect: []func(context.Context, backends.Runner) error{hook}}
		p := open(t, "sqlite://", sqlxbackend.Backend{}, config)
		_, err := p.Exec(t.Context(), backends.Stmt{SQL: "select 1"})
		require.ErrorContains(t, err, "connect hook", name)
	}
	_ = rows.Close() // may say that the hook's context has ended
}
