package faults

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// way is a way to reach a database.
type way struct {
	name    string
	backend backends.Backend
	driver  string // of the URL
}

var ways = []way{
	{"pgx", pgxbackend.Backend{}, "pgx"},
	{"sqlx with pgxstdlib", sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, "pgx"},
	{"sqlx with pgx", sqlxbackend.Backend{}, "pgx"},
	{"sqlx with lib/pq", sqlxbackend.Backend{}, "pq"},
}

// scale is how much is done on each backend.
type scale struct {
	workers, transfers int // transfers of each worker
	every              int // one in so many has a fault
	restarts, kills    int
}

func scaled() scale {
	if os.Getenv("DREY_TEST_FAULTS") == "all" {
		return scale{workers: 8, transfers: 1250, every: 10, restarts: 5, kills: 50}
	}
	return scale{workers: 6, transfers: 40, every: 4, restarts: 1, kills: 4}
}

// TestFaults rains faults on every backend, and prints what came of it.
func TestFaults(t *testing.T) {
	table := []string{heading}
	t.Run("PostgreSQL", func(t *testing.T) {
		server := pgtest.Replicated(t, 0)
		for i, way := range ways {
			c := way.rain(t, server, fmt.Sprintf("bank%d", i))
			table = append(table, c.String())
			c.intact(t)
		}
	})
	c := rainOnSQLite(t)
	table = append(table, c.String())
	c.intact(t)
	c = killClients(t)
	table = append(table, c.String())
	c.intact(t)
	t.Log(strings.Join(table, "\n"))
}

// rain lets workers make transfers on a database of their own, while faults rain and the server is restarted.
func (w way) rain(t *testing.T, server *pgtest.Replication, database string) (c tally) {
	t.Helper()
	server.Exec(0, "CREATE DATABASE "+database)
	direct := w.url(t, server.URL(0), database)
	admin := opened(t, direct.Reveal(), pgxbackend.Backend{}, backends.PoolConfig{})
	openBank(t, admin)
	scale := scaled()
	workers := make([]*worker, scale.workers)
	for i := range workers {
		wire := backendtest.NewCounter(t, direct)
		through := wire.URL()
		through.Driver = w.driver
		engine := opened(t, through.Reveal(), w.backend, backends.PoolConfig{Size: 2, Overflow: -1})
		workers[i] = &worker{name: fmt.Sprintf("w%d", i), engine: engine, admin: admin, wire: wire, locks: true}
	}
	running := start(t.Context(), workers, scale)
	for range scale.restarts {
		time.Sleep(300 * time.Millisecond)
		server.Stop(0)
		server.Start(0)
	}
	running.Wait()
	c.backend = w.name
	c.close(t, admin, workers)
	return c
}

// url is a database of the server, as pgx reaches it.
func (w way) url(t *testing.T, text, database string) backends.URL {
	t.Helper()
	u, err := backends.ParseURL(text)
	require.NoError(t, err)
	if u.Query == nil {
		u.Query = url.Values{}
	}
	u.Driver, u.Database = "pgx", database
	u.Query.Set("connect_timeout", "2")
	return u
}

// rainOnSQLite is rain on a file: nothing can be cut, but time runs out and programs panic.
func rainOnSQLite(t *testing.T) (c tally) {
	t.Helper()
	engine := opened(t, "sqlite:///"+t.TempDir()+"/bank.db", sqlxbackend.Backend{}, backends.PoolConfig{Size: 4, Overflow: -1})
	openBank(t, engine)
	scale := scaled()
	workers := make([]*worker, scale.workers)
	for i := range workers {
		workers[i] = &worker{name: fmt.Sprintf("w%d", i), engine: engine}
	}
	start(t.Context(), workers, scale).Wait()
	c.backend = "sqlx with SQLite"
	c.close(t, engine, workers)
	return c
}

func opened(t *testing.T, url string, b backends.Backend, pool backends.PoolConfig) *repo.Engine {
	t.Helper()
	engine, err := repo.Open(t.Context(), url, repo.WithBackend(b), repo.WithPool(pool))
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

func start(ctx context.Context, workers []*worker, s scale) *sync.WaitGroup {
	var running sync.WaitGroup
	for _, w := range workers {
		w.reported, w.heard = map[string]outcome{}, map[string]error{}
		running.Go(func() { w.work(ctx, s.transfers, s.every) })
	}
	return &running
}

// close counts connections that did not come back, closes the workers' engines and audits the bank.
func (c *tally) close(t *testing.T, bank *repo.Engine, workers []*worker) {
	t.Helper()
	reported, heard := map[string]outcome{}, map[string]error{}
	for _, w := range workers {
		for late := time.Now().Add(time.Minute); w.engine.Pool().Stats().InUse > 0 && time.Now().Before(late); {
			time.Sleep(5 * time.Millisecond)
		}
		c.leaked += w.engine.Pool().Stats().InUse
		maps.Copy(reported, w.reported)
		maps.Copy(heard, w.heard)
		c.transfers, c.faults, c.falseWords = c.transfers+len(w.reported), c.faults+w.faults, c.falseWords+len(w.falseWords)
		for _, claim := range w.falseWords {
			t.Log(claim)
		}
		if w.engine != bank {
			require.NoError(t, w.engine.Close())
		}
	}
	if workers[0].wire != nil {
		c.leaked += sessionsLeft(t, bank)
	}
	c.audit(t, bank, reported, heard)
}

// sessionsLeft is how many sessions clients that are gone have left at the server.
func sessionsLeft(t *testing.T, bank *repo.Engine) (n int) {
	t.Helper()
	const others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
	for late := time.Now().Add(time.Minute); time.Now().Before(late); time.Sleep(20 * time.Millisecond) {
		var err error
		n, err = repo.Scalar[int](t.Context(), bank, builder.Text(others))
		require.NoError(t, err)
		if n == 0 {
			break
		}
	}
	return n
}
