package repo_test

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/drey-db/drey/internal/conformance"
	"github.com/drey-db/drey/internal/pgtest"
)

// pooling is an option of a URL with which a backend works behind PgBouncer in transaction mode, and the promises that it does not keep.
type pooling struct {
	option, value string
	not           []string
	long          bool // for DREY_TEST_POOLED=all alone
}

// A pinned connection is one to the pooler, whose transactions share the server's with others: what is set there outside a transaction, and
// temporary tables, are lost. What a URL says beside the database is PgBouncer's to read: it knows few settings, and only short ones. In the
// mode exec nobody asks the server for a parameter's type, and bytes are bytea whatever the column is.
const (
	pins  = "engines pin a connection"
	urls  = "URLs are never SQL"
	roads = "rows mean the same on every road"
)

var pgxPoolings = []pooling{
	{option: "default_query_exec_mode", value: "cache_describe", not: []string{pins, urls}},
	{option: "default_query_exec_mode", value: "exec", not: []string{pins, urls, roads}, long: true},
}

// poolings are the options of each driver.
var poolings = map[string][]pooling{
	"": pgxPoolings, "pgx": pgxPoolings,
	"pq": {{option: "binary_parameters", value: "yes", not: []string{pins, urls}}},
}

// pooledBriefly are the promises that every test run keeps behind a pooler: those about transactions, connections and trips.
var pooledBriefly = []string{
	"add and read back", "a rollback restores", "begin commits on nil and rolls back on error and panic", "lost work is done again",
	"containers go there and back", "statements run in the session", "streams hold the session",
	"pages walk a cursor", "savepoints nest", "isolation is the transaction's", "sessions join an outer transaction", "transactions tell that they began",
	"rows go in where row-level security refuses COPY", "errors are alike", "a lost commit is unknown", "a cancelled statement ends the transaction",
	"reads are gathered", "one to many is written", "graphs are counted", "bulk inserts", "bulk updates", "bulk upserts",
	"close gives the connection back", "calls that run out of time lose no connection", "statements survive a changed schema", "trips are counted", "units of work are one trip",
}

// TestPooled keeps the promises behind PgBouncer in transaction mode: a few, or all of them with every option where DREY_TEST_POOLED=all.
func TestPooled(t *testing.T) {
	whole := os.Getenv("DREY_TEST_POOLED") == "all"
	for _, b := range backends {
		for _, p := range poolings[b.Driver] {
			if b.Socket && (whole || !p.long) {
				t.Run(b.Name+" "+p.value, func(t *testing.T) {
					t.Parallel()
					keepPooled(t, p.behind(b), p.not, whole)
				})
			}
		}
	}
}

// TestPooledUnprepared has two clients ask their own query behind PgBouncer without any option: each answer is the right one, and an error
// says which option is missing. What lib/pq prepares has the same names in all programs, so it prepares nothing.
func TestPooledUnprepared(t *testing.T) {
	for _, b := range backends {
		if !b.Socket {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			conformance.Unprepared(t, pooling{}.behind(b), b.Driver == "pq")
		})
	}
}

// TestPooledRefusals has PgBouncer refuse clients: each is told what to do, and only what may pass is tried again.
func TestPooledRefusals(t *testing.T) {
	for _, b := range backends {
		if b.Socket {
			t.Run(b.Name, func(t *testing.T) {
				t.Parallel()
				conformance.PoolerRefuses(t, pooling{}.behind(b))
			})
		}
	}
}

// behind is a backend whose databases are reached through the pooler.
func (p pooling) behind(b conformance.Backend) conformance.Backend {
	b.URL = func(tb testing.TB) string {
		u, err := url.Parse(pgtest.Pooled(tb))
		if err != nil {
			tb.Fatal(err)
		}
		if b.Driver != "" {
			u.Scheme += "+" + b.Driver
		}
		query := u.Query()
		if p.option != "" {
			query.Set(p.option, p.value)
		}
		u.RawQuery = query.Encode()
		return u.String()
	}
	return b
}

func keepPooled(t *testing.T, b conformance.Backend, not []string, whole bool) {
	kept := 0
	for _, p := range promises {
		if slices.Contains(not, p.name) || !whole && !slices.Contains(pooledBriefly, p.name) {
			continue
		}
		kept++
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.body(t, b)
		})
	}
	if !whole && kept != len(pooledBriefly) {
		t.Errorf("%d promises of [%s] are none", len(pooledBriefly)-kept, strings.Join(pooledBriefly, ", "))
	}
}
