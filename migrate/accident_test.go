package migrate_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// often is how many times a test tries what falls out differently each time: DREY_TEST_ACCIDENTS says more.
func often(few int) int {
	if os.Getenv("DREY_TEST_ACCIDENTS") == "all" {
		return 40 * few
	}
	return few
}

// each runs a body on every backend, with what a database has after each number of revisions.
func each(t *testing.T, body func(t *testing.T, e enginetest.Backend, want []string)) {
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) { body(t, e, contents(t, e)) })
	}
}

const many = 8

// together runs many upgrades at once.
func together(t *testing.T, of func(i int) *repo.Engine, dir string) {
	t.Helper()
	var all sync.WaitGroup
	var done atomic.Int64
	failed := make([]error, many)
	for i := range failed {
		m := migrator(t, of(i), migrate.Config{Dir: dir, OnEvent: func(e migrate.Event) {
			if e.Kind == migrate.StepDone && e.Err == nil {
				done.Add(1)
			}
		}})
		all.Go(func() { failed[i] = m.Upgrade(t.Context(), "head") })
	}
	all.Wait()
	for _, err := range failed {
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, done.Load(), int64(steps))
}

// Eight upgrade at once: each revision is applied once, and all succeed.
func TestManyAtOnce(t *testing.T) {
	one := repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1})
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		for name, engineOf := range map[string]func(d place) func(int) *repo.Engine{
			"of one engine": func(d place) func(int) *repo.Engine {
				engine := d.open(t)
				return func(int) *repo.Engine { return engine }
			},
			"of one engine with one connection": func(d place) func(int) *repo.Engine {
				engine := d.open(t, one)
				return func(int) *repo.Engine { return engine }
			},
			"of engines with one connection": func(d place) func(int) *repo.Engine {
				return func(int) *repo.Engine { return d.open(t, one) }
			},
			"of a pool of the user's": func(d place) func(int) *repo.Engine {
				engine := own(t, d)
				return func(int) *repo.Engine { return engine }
			},
		} {
			t.Run(name, func(t *testing.T) {
				d := newPlace(t, e)
				together(t, engineOf(d), d.dir)
				arrived(t, d, want)
			})
		}
		t.Run("processes", func(t *testing.T) {
			d := newPlace(t, e)
			var waits []func()
			for range many {
				cmd, said := start(t, d, "head")
				waits = append(waits, func() { require.NoError(t, cmd.Wait(), said) })
			}
			for _, wait := range waits {
				wait()
			}
			arrived(t, d, want)
		})
	})
}

// released waits until no connection is in use: one whose call was cut short is closed in the background.
func released(t testing.TB, engine *repo.Engine) {
	t.Helper()
	require.Eventually(t, func() bool { return engine.Pool().Stats().InUse == 0 }, time.Minute, 10*time.Millisecond)
}

func arrived(t testing.TB, d place, want []string) {
	t.Helper()
	engine := d.open(t)
	require.Equal(t, want[steps], content(t, engine))
	whole, half := noted(t, engine)
	require.Equal(t, steps, whole)
	require.Empty(t, half)
}

// own is an engine over a pool of the user's.
func own(t testing.TB, d place) *repo.Engine {
	t.Helper()
	var pool backends.Pool
	switch d.of.Name {
	case "pgx":
		native, err := pgxpool.New(t.Context(), d.url)
		require.NoError(t, err)
		t.Cleanup(native.Close)
		pool = pgxbackend.New(native)
	default:
		driver, name := "pgx", strings.Replace(strings.Replace(d.url, "postgresql+pgx:", "postgresql:", 1), "postgresql+pq:", "postgresql:", 1)
		if d.of.Name == "sqlx+pq" {
			driver = "postgres"
		}
		if d.of.Name == "sqlx+sqlite" {
			driver, name = "sqlite", "file:"+strings.TrimPrefix(d.url, "sqlite:///")+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)"
		}
		db, err := sqlx.Open(driver, name)
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		pool = sqlxbackend.New(db)
	}
	engine, err := repo.New(pool)
	require.NoError(t, err)
	t.Cleanup(func() { _ = engine.Close() })
	return engine
}

// Upgraders beside downgraders leave a database that is as its version table says.
func TestUpgradersBesideDowngraders(t *testing.T) {
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		d := newPlace(t, e)
		var all sync.WaitGroup
		for i := range 4 {
			m := migrator(t, d.open(t), migrate.Config{Dir: d.dir})
			all.Go(func() {
				for range often(4) {
					target := fmt.Sprintf("r%d", 1+rand.IntN(steps))
					move := m.Upgrade
					if i%2 == 1 {
						move = m.Downgrade
					}
					if err := move(t.Context(), target); err != nil && !strings.Contains(err.Error(), "meanwhile") && !strings.Contains(err.Error(), "was cut off") {
						t.Errorf("%s: %v", target, err)
					}
				}
			})
		}
		all.Wait()
		engine := d.open(t)
		whole, half := noted(t, engine)
		require.Empty(t, half)
		require.Equal(t, want[whole], content(t, engine))
		resume(t, d, want)
	})
}

// An upgrade whose process is killed at any moment is resumed, or the next one says what to do.
func TestKilledProcesses(t *testing.T) {
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		d := newPlace(t, e)
		began := time.Now()
		cmd, said := start(t, d, "head")
		require.NoError(t, cmd.Wait(), said)
		whole := time.Since(began)
		for range often(6) {
			d := newPlace(t, e)
			cmd, _ := start(t, d, "head")
			time.Sleep(time.Duration(rand.Int64N(int64(whole))))
			_ = cmd.Process.Kill() // it may be over
			_ = cmd.Wait()
			resume(t, d, want)
		}
	})
}

// An upgrade whose context ends at any moment.
func TestCanceledUpgrades(t *testing.T) {
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		for range often(6) {
			d := newPlace(t, e)
			engine := d.open(t)
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.Int64N(int64(150*time.Millisecond))))
			err := migrator(t, engine, migrate.Config{Dir: d.dir}).Upgrade(ctx, "head")
			cancel()
			if err != nil {
				require.ErrorIs(t, err, context.DeadlineExceeded)
			}
			released(t, engine)
			resume(t, d, want)
		}
	})
}

// A connection that is cut on any of the round trips, before the server hears it or before its answer arrives.
func TestCutConnections(t *testing.T) {
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		if e.Name == "sqlx+sqlite" {
			require.Len(t, want, steps+1) // there is no connection to cut
			return
		}
		trips := cut(t, e, want, nil)
		require.Greater(t, trips, steps)
		stride := max(1, trips*2/often(12))
		for n := 1 + rand.IntN(stride); n <= trips; n += stride {
			cut(t, e, want, func(c *backendtest.Counter) { c.LoseReply(n) })
			cut(t, e, want, func(c *backendtest.Counter) { c.LoseRequest(n) })
		}
	})
}

// cut upgrades through a proxy that loses something, and answers how many trips that takes.
func cut(t *testing.T, e enginetest.Backend, want []string, lose func(*backendtest.Counter)) int {
	t.Helper()
	d := newPlace(t, e)
	u, err := backends.ParseURL(d.url)
	require.NoError(t, err)
	counter := backendtest.NewCounter(t, u)
	engine, err := repo.Open(t.Context(), counter.URL().Reveal(), repo.WithBackend(e.Backend))
	require.NoError(t, err)
	defer engine.Close()
	counter.Reset()
	if lose != nil {
		lose(counter)
	}
	err = migrator(t, engine, migrate.Config{Dir: d.dir}).Upgrade(t.Context(), "head")
	if lose == nil {
		require.NoError(t, err)
	} else if err != nil {
		require.NotContains(t, err.Error(), u.Password)
	}
	trips := counter.Trips()
	released(t, engine)
	resume(t, d, want)
	return trips
}

// A server that ends the connections at any moment.
func TestTerminatedConnections(t *testing.T) {
	each(t, func(t *testing.T, e enginetest.Backend, want []string) {
		if e.Name == "sqlx+sqlite" {
			require.Len(t, want, steps+1) // there is no server
			return
		}
		for range often(4) {
			d := newPlace(t, e)
			engine, other := d.open(t), d.open(t)
			done := make(chan error, 1)
			m := migrator(t, engine, migrate.Config{Dir: d.dir})
			go func() { done <- m.Upgrade(t.Context(), "head") }()
			time.Sleep(time.Duration(rand.Int64N(int64(150 * time.Millisecond))))
			_, err := other.Exec(t.Context(), builder.Text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))
			require.NoError(t, err)
			<-done
			released(t, engine)
			resume(t, d, want)
		}
	})
}
