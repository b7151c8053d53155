package migrate_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// Behind a pooler that gives each transaction another connection, a lock of the session's may stay with one that nobody has any more. Whoever took
// it says so, also where another migrator has done its step.
func TestALockThatStaysBehindAPoolerIsTold(t *testing.T) {
	const migrators, revisions = 4, 6
	var texts []string
	for i := range revisions {
		parent := fmt.Sprintf("outside%d", i-1)
		if i == 0 {
			parent = "-"
		}
		texts = append(texts, fmt.Sprintf("outside%d %s step\n-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE IF NOT EXISTS t%d (n integer);\nSELECT 1;\n-- +goose Down\n", i, parent, i))
	}
	open := func() *repo.Engine {
		engine, err := repo.Open(t.Context(), pgtest.Pooled(t)+"&default_query_exec_mode=cache_describe", repo.WithBackend(pgxbackend.Backend{}))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, engine.Close()) })
		return engine
	}
	for range 4 {
		engine, said := open(), make(chan error, migrators)
		var all sync.WaitGroup
		for range migrators {
			all.Go(func() {
				m, err := migrate.New(engine, migrate.Config{FS: files(texts...), LockTimeout: time.Second})
				if err == nil {
					err = m.Upgrade(t.Context(), "head")
				}
				said <- err
			})
		}
		all.Wait()
		close(said)
		left := rows(t, engine, "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND d.datname = current_database()")
		saying := 0
		for err := range said {
			if err != nil && strings.Contains(err.Error(), "took its lock on another connection than it ends on") {
				saying++
			}
		}
		if left > 0 && saying == 0 {
			t.Errorf("%d locks are left, and nobody says so", left)
		}
		t.Logf("%d locks are left, %d migrators say so", left, saying)
	}
}
