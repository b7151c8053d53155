package schema_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
)

// Two engines, and four goroutines on each, create the same tables at once.
func TestCreateAllAtOnce(t *testing.T) {
	m := metadata()
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			url := e.URL(t)
			var own [2]*repo.Engine
			for i := range own {
				engine, err := repo.Open(t.Context(), url, repo.WithBackend(e.Backend))
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, engine.Close()) })
				own[i] = engine
			}
			failed := make([]error, 8)
			var all sync.WaitGroup
			for i := range failed {
				all.Go(func() { failed[i] = m.CreateAll(t.Context(), own[i%2]) })
			}
			all.Wait()
			for _, err := range failed {
				require.NoError(t, err)
			}
			d, err := m.Diff(t.Context(), own[0])
			require.NoError(t, err)
			require.Empty(t, d.String())
		})
	}
}

// defined are the statements that define something, as the hooks see them.
type defined struct {
	sync.Mutex
	sent []string
	all  int
}

func (d *defined) see(_ context.Context, e repo.StatementEvent) {
	d.Lock()
	defer d.Unlock()
	d.all++
	for _, word := range []string{"CREATE", "ALTER", "DROP", "COMMENT"} {
		if strings.HasPrefix(e.SQL, word) {
			d.sent = append(d.sent, e.SQL)
		}
	}
}

// One connection is enough, all statements pass the hooks, and the second time nothing is defined.
func TestOverOneConnectionTheSecondTimeSendsNoDDL(t *testing.T) {
	m := metadata()
	for _, e := range enginetest.Backends() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			var seen defined
			engine, err := repo.Open(t.Context(), e.URL(t), repo.WithBackend(e.Backend), repo.WithStatementHook(seen.see),
				repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			require.NoError(t, m.CreateAll(t.Context(), engine))
			text, err := m.DDL(engine.Dialect())
			require.NoError(t, err)
			require.ElementsMatch(t, text, seen.sent)
			seen.sent = nil
			require.NoError(t, m.CreateAll(t.Context(), engine))
			require.Empty(t, seen.sent)
			d, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
			require.NoError(t, m.DropAll(t.Context(), engine))
		})
	}
}
