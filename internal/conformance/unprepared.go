package conformance

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Unprepared has two clients ask a query of their own, behind a pooler that has fewer connections than they have, and b's URL says nothing of
// it: no answer is the other's, and where whole says that statements travel whole, each is one. Else an error is [repo.ErrOutdated] and names
// the option that is missing.
func Unprepared(t *testing.T, b Backend, whole bool) {
	url := b.URL(t)
	var clients sync.WaitGroup
	for _, name := range []string{"a", "b", "c"} {
		e, err := repo.Open(t.Context(), url, repo.WithBackend(b.Backend), repo.WithPool(backends.PoolConfig{Size: 4}))
		must(t, err)
		t.Cleanup(func() { must(t, e.Close()) })
		for range 4 {
			clients.Go(func() {
				for range 50 {
					if err := askAlone(t, e, name); err != nil && (whole || !errors.Is(err, repo.ErrOutdated) || !strings.Contains(err.Error(), "cache_describe in the URL")) {
						t.Errorf("client %s: %v", name, err)
						return
					}
				}
			})
		}
	}
	clients.Wait()
}

// askAlone asks for a text that no other client asks for.
func askAlone(t *testing.T, e *repo.Engine, name string) error {
	t.Helper()
	got, err := repo.Scalar[string](t.Context(), e, builder.Text("SELECT '"+name+"' || CAST(:n AS text)", map[string]any{"n": "1"}))
	if err == nil && got != name+"1" {
		t.Errorf("client %s was answered %q", name, got)
	}
	return err
}
