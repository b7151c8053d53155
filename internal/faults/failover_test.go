//go:build unix

package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// rounds is how often each backend lives through a crash of the primary and a change of primaries.
const rounds = 2

// TestFailover has pg_auto_failover replace primaries that crash, or that are told to go, while the bank is open, on every backend: an
// engine whose URL names all nodes goes on at the new primary, and reads what it committed from the replicas. It takes minutes, and
// pg_auto_failover: `make failover`.
func TestFailover(t *testing.T) {
	if os.Getenv("DREY_TEST_FAILOVER") == "" {
		t.Skip("it takes minutes, and pg_auto_failover: make failover")
	}
	f := formed(t, 3)
	table := []string{strings.Replace(heading, "faults", "primaries replaced", 1)}
	for i, way := range ways {
		c := way.failOver(t, f, fmt.Sprintf("bank%d", i))
		table = append(table, c.String())
		c.intact(t)
	}
	t.Log(strings.Join(table, "\n"))
}

// failOver lets workers make transfers while primaries are replaced.
func (w way) failOver(t *testing.T, f *formation, database string) (c tally) {
	t.Helper()
	first := opened(t, f.url(f.primary(), "postgres"), pgxbackend.Backend{}, backends.PoolConfig{})
	_, err := first.Exec(t.Context(), builder.Text("CREATE DATABASE "+database))
	require.NoError(t, err)
	require.NoError(t, first.Close())
	admin := w.anywhere(t, f, database, pgxbackend.Backend{}, "pgx")
	openBank(t, admin)
	customers := make([]*customer, 6)
	for i := range customers {
		customers[i] = &customer{worker: &worker{name: fmt.Sprintf("w%d", i), locks: true, engine: w.anywhere(t, f, database, w.backend, w.driver)}}
	}
	var running sync.WaitGroup
	var finished atomic.Bool
	for _, one := range customers {
		one.reported, one.heard = map[string]outcome{}, map[string]error{}
		running.Go(func() { one.work(t.Context(), &finished) })
	}
	for range rounds {
		c.faults += replacePrimaries(t, f)
	}
	finished.Store(true)
	running.Wait()
	c.backend = w.name
	c.closeCustomers(t, admin, customers)
	return c
}

// anywhere is an engine on whichever node is the primary, with all of them as replicas.
func (w way) anywhere(t *testing.T, f *formation, database string, b backends.Backend, driver string) *repo.Engine {
	t.Helper()
	var replicas []string
	for n := range f.nodes {
		u := w.url(t, f.url(n+1, database), database)
		u.Driver = driver
		replicas = append(replicas, u.Reveal())
	}
	u := w.url(t, f.url(1, database), database)
	u.Host, u.Port, u.Driver = f.hosts(), 0, driver
	u.Query.Set("target_session_attrs", "read-write") // a new primary of pg_auto_failover begins as one that only reads
	engine, err := repo.Open(t.Context(), u.Reveal(), repo.WithBackend(b), repo.WithPool(backends.PoolConfig{Size: 2, Overflow: -1}), repo.WithReplicas(replicas...))
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// replacePrimaries crashes the primary, and starts it again when another has its place, then has the monitor change them once more.
func replacePrimaries(t *testing.T, f *formation) int {
	t.Helper()
	time.Sleep(time.Second)
	was := f.primary()
	require.Equal(t, "ready", f.order("crash", was))
	is := f.primary()
	require.NotEqual(t, was, is)
	time.Sleep(time.Second)
	require.Equal(t, "ready", f.order("start", was))
	f.settled()
	require.Equal(t, "ready", f.order("switch", 0))
	f.settled()
	require.NotEqual(t, is, f.primary())
	time.Sleep(time.Second)
	return 2
}

// customer is a worker who also reads what he was told is there.
type customer struct {
	*worker
	surprises []error
}

func (c *customer) work(ctx context.Context, finished *atomic.Bool) {
	for i := 0; !finished.Load(); i++ {
		p := plan{key: fmt.Sprintf("%s-%d", c.name, i), locks: i%2 == 0, pieces: i%3 == 0}
		c.settle(ctx, p, fault{})
		if c.reported[p.key] == done {
			c.look(ctx, p)
		}
		if err := c.heard[p.key]; !expected(err) {
			c.surprises = append(c.surprises, err)
		}
	}
}

// look reads a transfer that was committed, from wherever readers read.
func (c *customer) look(ctx context.Context, p plan) {
	err := c.engine.Begin(ctx, func(s *repo.Session) error {
		_, err := repo.Get[Transfer](ctx, s, p.key)
		return err
	}, repo.WithReadOnly())
	switch {
	case errors.Is(err, repo.ErrNotFound):
		c.falseWords = append(c.falseWords, p.key+" is committed, and a reader does not find it")
	case !expected(err):
		c.surprises = append(c.surprises, err)
	}
}

// expected reports whether err is one that a client expects while primaries change: of two that meet one may lose.
func expected(err error) bool {
	var stale *repo.StaleDataError
	for _, kind := range []error{repo.ErrConnection, repo.ErrCommitUnknown, repo.ErrDeadlock, repo.ErrTimeout} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return err == nil || errors.As(err, &stale)
}

// closeCustomers is close for customers.
func (c *tally) closeCustomers(t *testing.T, bank *repo.Engine, customers []*customer) {
	t.Helper()
	faults := c.faults
	workers := make([]*worker, len(customers))
	for i, one := range customers {
		workers[i] = one.worker
		require.Empty(t, one.surprises)
	}
	c.close(t, bank, workers)
	c.faults = faults
}
