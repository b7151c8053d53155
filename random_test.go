package repo_test

import (
	"flag"
	"testing"

	"github.com/drey-db/drey/internal/conformance"
)

// TestRandomGraphs does random things to graphs: a few, and the same ones each time. make random does many others.
func TestRandomGraphs(t *testing.T) { random(t, conformance.RandomGraphsAreWritten) }

// TestRandomLoads does random things to what is loaded, as TestRandomGraphs does.
func TestRandomLoads(t *testing.T) { random(t, conformance.RandomLoadsAreHonest) }

func random(t *testing.T, body func(t *testing.T, b conformance.Backend)) {
	t.Helper()
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		must(t, flag.Set("rapid.checks", "20"))
		must(t, flag.Set("rapid.steps", "60"))
		must(t, flag.Set("rapid.seed", "1"))
	}
	for _, b := range backends {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			body(t, b)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
