package faults

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// heap is what is in use after everything else was thrown away.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// shared returns an engine on a database of the server that tests share.
func (w way) shared(t *testing.T, pool backends.PoolConfig) *repo.Engine {
	t.Helper()
	return opened(t, w.sharedURL(t), w.backend, pool)
}

func (w way) sharedURL(t *testing.T) string {
	t.Helper()
	u, err := backends.ParseURL(pgtest.URL(t))
	require.NoError(t, err)
	u.Driver = w.driver
	return u.Reveal()
}

// rows asks for so many rows.
const rowsOf = "SELECT i AS id, 'some toy' AS transfer, 7 AS account, 1 AS amount FROM generate_series(1, :n) AS s(i)"

// TestAMillionRowsInTwentyMegabytes: what a stream has passed is not kept. In the short form it is 400,000 rows, which would be too large as well.
func TestAMillionRowsInTwentyMegabytes(t *testing.T) {
	rows := 400_000
	if os.Getenv("DREY_TEST_FAULTS") == "all" {
		rows = 1_000_000
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			engine := way.shared(t, backends.PoolConfig{})
			before, most, n := heap(), int64(0), 0
			for entry, err := range repo.Each(t.Context(), engine, builder.As[*Entry](builder.Text(rowsOf, map[string]any{"n": rows}))) {
				require.NoError(t, err)
				if n++; n%100_000 == 0 {
					most = max(most, heap()-before)
					runtime.KeepAlive(entry)
				}
			}
			require.Equal(t, rows, n)
			require.Less(t, most, int64(20<<20), "bytes kept in the middle of the stream")
		})
	}
}

// TestLoad: many goroutines on few connections are served or told that there was no time, and leave nothing behind.
func TestLoad(t *testing.T) {
	rounds := 1
	if os.Getenv("DREY_TEST_FAULTS") == "all" {
		rounds = 60
	}
	for _, way := range ways {
		for _, callers := range []int{64, 256} {
			t.Run(way.name, func(t *testing.T) {
				url := way.sharedURL(t)
				openBank(t, opened(t, url, way.backend, backends.PoolConfig{}))
				engine := opened(t, url, way.backend, backends.PoolConfig{Size: 10, Overflow: -1, Timeout: 100 * time.Millisecond})
				rush(t, engine, callers) // opens connections and prepares statements
				kept, running := heap(), runtime.NumGoroutine()
				var waits []time.Duration
				for range rounds {
					waits = append(waits, rush(t, engine, callers)...)
				}
				slices.Sort(waits)
				t.Logf("%d callers: half are served within %s, 99 of 100 within %s, all within %s", callers, waits[len(waits)/2], waits[len(waits)*99/100], waits[len(waits)-1])
				require.Less(t, heap()-kept, int64(4<<20), "bytes more than after the first round")
				// What was cut short ends in the background.
				require.Eventually(t, func() bool { return runtime.NumGoroutine() <= running+20 }, time.Minute, time.Millisecond, "goroutines stay")
				require.Eventually(t, func() bool { return engine.Pool().Stats().InUse == 0 }, time.Minute, time.Millisecond, "connections stay")
			})
		}
	}
}

// rush has callers read and write, and returns how long each call took. Nothing but a time-out of the pool may go wrong.
func rush(t *testing.T, engine *repo.Engine, callers int) (took []time.Duration) {
	t.Helper()
	const calls = 8
	took = make([]time.Duration, callers*calls)
	errs := make([]error, len(took))
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for j := range calls {
				began := time.Now()
				errs[i*calls+j] = call(t.Context(), engine, j)
				took[i*calls+j] = time.Since(began)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, repo.ErrTimeout) {
			t.Fatal(err)
		}
	}
	return took
}

func call(ctx context.Context, engine *repo.Engine, i int) error {
	if i%4 == 3 {
		return engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&Entry{Transfer: "load", Account: 1}) })
	}
	_, err := repo.All(ctx, engine, builder.As[*Entry](builder.Text(rowsOf, map[string]any{"n": 20})))
	return err
}
