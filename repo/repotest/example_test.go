package repotest_test

import (
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/repotest"
)

// shared is opened once, in TestMain.
var shared *repo.Engine

func ExampleRollback() {
	_ = func(t *testing.T) { // func TestHire(t *testing.T)
		engine := repotest.Rollback(t, shared)
		err := engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Hero{Name: "sandy"}) })
		if err != nil {
			t.Fatal(err)
		}
		n, err := repo.Count(t.Context(), engine, builder.Select(heroes))
		if err != nil || n != 1 {
			t.Errorf("%d heroes, %v", n, err)
		}
	}
	// Output:
}
