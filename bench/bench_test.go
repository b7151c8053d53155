package main

import (
	"context"
	"encoding/json"
	"flag"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// place makes a database for a test and answers its address.
func place(t *testing.T) *url.URL {
	t.Helper()
	at, err := url.Parse(pgtest.URL(t))
	require.NoError(t, err)
	require.NoError(t, fillTables(t.Context(), at))
	return at
}

func open(t *testing.T, at *url.URL) *world {
	t.Helper()
	w, err := openWorld(t.Context(), at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.close()) })
	return w
}

// TestResults lets every peer prove what it does, before anybody measures it.
func TestResults(t *testing.T) {
	w := open(t, place(t))
	sqlite, err := openSQLite(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sqlite.close()) })
	for _, c := range []struct {
		name  string
		world *world
		works []workload
	}{{"postgres", w, workloads}, {"sqlite", sqlite, sqliteWorkloads}} {
		for _, work := range c.works {
			for _, p := range c.world.contest(work).peers {
				t.Run(c.name+"/"+work.name+"/"+p.name, func(t *testing.T) {
					for n := 1; n < 40; n += 13 {
						require.NoError(t, c.world.check(t.Context(), work, p, n))
					}
				})
			}
		}
	}
}

// TestAWrongResultIsFound asks the checks for what they are there for.
func TestAWrongResultIsFound(t *testing.T) {
	w := open(t, place(t))
	for name, wrong := range map[string]op{
		"b100": answers(func(ctx context.Context, n int) ([]*hero, error) { return hand{w.pool}.between(ctx, 0, 99) }),
		"c":    answers(func(_ context.Context, n int) (hero, error) { return heroOf(n), nil }),
		"copy": answers(func(_ context.Context, n int) ([]hero, error) { return heroesOf(n), nil }),
		"e":    does(func(context.Context, int) error { return nil }),
		"g":    answers(hand{w.pool}.insert),
		"h":    answers(func(_ context.Context, n int) (*user, error) { return userOf(n), nil }),
		"m":    does(func(context.Context, int) error { return nil }),
	} {
		work := workloads[slices.IndexFunc(workloads, func(w workload) bool { return w.name == name })]
		require.Error(t, w.check(t.Context(), work, peer{"wrong", map[string]op{name: wrong}}, 7), name)
	}
}

var update = flag.Bool("update", false, "write testdata/figures.json anew")

// TestFigures holds drey's trips to the numbers in testdata/figures.json exactly, and its allocations to one in 250: the
// seed that Go gives a map of hundreds of entries decides whether one of its tables grows once more, so that figures of a
// thousand differ by one or two from process to process, and figures below 250 by none. A change that makes one better or
// worse writes it there, by -update.
func TestFigures(t *testing.T) {
	at := place(t)
	direct := open(t, at)
	through, err := startProxy(at.Host)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, through.close()) })
	proxied := *at
	proxied.Host = through.address()
	counted := open(t, &proxied)
	ctx, figures := context.Background(), map[string]held{} // a context that never ends: nothing watches it
	for _, work := range workloads {
		near, far := direct.contest(work), counted.contest(work)
		for i, p := range near.peers {
			if !strings.HasPrefix(p.name, "drey") {
				continue
			}
			allocations, _, err := near.allocations(ctx, p, 200)
			require.NoError(t, err)
			through.delay(0)
			if work.name == "copy" { // whose rows do not wait for an answer: while it takes a while, they are surely no trip
				through.delay(8 * time.Millisecond)
			}
			trips, err := far.trips(ctx, far.peers[i], through)
			require.NoError(t, err)
			figures[work.name+", "+p.name] = held{allocations, trips}
		}
	}
	if *update {
		text, err := json.MarshalIndent(figures, "", "\t")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("testdata/figures.json", append(text, '\n'), 0o644))
	}
	text, err := os.ReadFile("testdata/figures.json")
	require.NoError(t, err)
	var want map[string]held
	require.NoError(t, json.Unmarshal(text, &want))
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		beside := float64(want[name].Allocations / 250)
		if strings.HasSuffix(name, "lib/pq") {
			beside++ // database/sql ends a goroutine of each transaction, sooner or later
		}
		assert.InDelta(t, want[name].Allocations, figures[name].Allocations, beside, "allocations of %s: %s", name, meant)
		assert.Equal(t, want[name].Trips, figures[name].Trips, "trips of %s: %s", name, meant)
	}
	require.Len(t, want, len(figures))
}

const meant = "if it is meant, run go -C bench test -run TestFigures -update ."

// held is what a test holds of a way to do a workload.
type held struct{ Allocations, Trips int }
