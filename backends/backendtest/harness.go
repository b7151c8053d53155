package backendtest

import (
	"slices"
	"testing"

	"github.com/drey-db/drey/backends"
)

// Harness says how to reach the backend under test and what to expect of it. Backend, URL and Dialect are required.
type Harness struct {
	// Backend opens the pools.
	Backend backends.Backend
	// URL returns the URL of a fresh, empty database that lasts until tb is over. It names a host and a port unless Sockets
	// is unsupported. It is called once a topic, from several goroutines.
	URL func(tb testing.TB) backends.URL
	// Dialect is what the suite must know of the database.
	Dialect Dialect
	// Trips is what a round trip carries.
	Trips Trips
	// Values go there and back beside the suite's own: types that only some users have.
	Values []Value
	// Unsupported lists what the backend or its database lacks. The tests that need it are not run.
	Unsupported []Feature
}

// Trips says what statements cost once the connection knows them.
type Trips struct {
	// Pipelined says that statements and BEGIN and COMMIT share a trip; it is what Capabilities.Pipeline must say.
	Pipelined bool
	// PerStatement is how many trips a statement with arguments takes at most, or a whole pipeline of them; 0: 1.
	PerStatement int
}

func (c Trips) perStatement() int { return max(c.PerStatement, 1) }

// pipeline is what n statements with arguments cost inside a transaction.
func (c Trips) pipeline(n int) int {
	if c.Pipelined {
		return c.perStatement()
	}
	return n * c.perStatement()
}

// begin and commit are what BEGIN and COMMIT add where they may ride.
func (c Trips) begin() int {
	if c.Pipelined {
		return 0
	}
	return 1
}

func (c Trips) commit() int { return c.begin() }

// Feature is something that not every database has.
type Feature string

// What a [Harness] may call unsupported.
const (
	Sockets             Feature = "sockets"              // the database is reached by TCP: round trips, lost connections
	Lists               Feature = "lists"                // values that are slices
	WideIntegers        Feature = "wide integers"        // unsigned integers beyond int64 in a decimal column
	Widths              Feature = "widths"               // integer columns refuse wider numbers
	NotFinite           Feature = "not finite"           // NaN and the infinities
	ReadOnly            Feature = "read only"            // transactions that may not write
	Deferrable          Feature = "deferrable"           // TxOptions.Deferrable
	Snapshots           Feature = "snapshots"            // readers and a writer go on side by side; who read an old state may not write
	RowLocks            Feature = "row locks"            // FOR UPDATE NOWAIT, and deadlocks
	StatementTimeout    Feature = "statement timeout"    // a limit that the server keeps
	DeferredConstraints Feature = "deferred constraints" // DEFERRABLE INITIALLY DEFERRED
	Exclusion           Feature = "exclusion"            // EXCLUDE constraints
	SyntaxBlame         Feature = "syntax blame"         // a syntax error in a pipeline names its statement
	NoNUL               Feature = "no NUL"               // text with a NUL byte is refused
	FarTimes            Feature = "far times"            // times before the year 0 and after 9999
)

func features() []Feature {
	return []Feature{Sockets, Lists, WideIntegers, Widths, NotFinite, ReadOnly, Deferrable, Snapshots, RowLocks, StatementTimeout,
		DeferredConstraints, Exclusion, SyntaxBlame, NoNUL, FarTimes}
}

func (h Harness) has(f Feature) bool { return !slices.Contains(h.Unsupported, f) }

func (h Harness) check(t *testing.T) {
	t.Helper()
	if h.Backend == nil || h.URL == nil || h.Dialect.Name == "" {
		t.Fatal("a Harness needs Backend, URL and Dialect")
	}
	for _, f := range h.Unsupported {
		if !slices.Contains(features(), f) {
			t.Fatalf("the Harness calls %q unsupported, which is no Feature", f)
		}
	}
	for _, c := range columnTypes() {
		if h.Dialect.Types[c] == "" {
			t.Fatalf("the Dialect has no column type for %q", c)
		}
	}
}
