package repotest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/repo/repotest"
	"github.com/drey-db/drey/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.Cleanup(pgtest.Exit)) }

type Hero struct {
	ID    int64
	Name  string `db:"name,unique"`
	Power int
}

func (Hero) TableName() string { return "heroes" }

var heroes = builder.Model[Hero]()

// each runs body on every backend with a table of heroes, and the two connections that a test of isolation needs.
func each(t *testing.T, body func(t *testing.T, engine *repo.Engine, second func() int64)) {
	for _, b := range enginetest.Backends() {
		t.Run(b.Name, func(t *testing.T) {
			t.Parallel()
			url := b.URL(t)
			engine, other := b.Open(t, url), b.Open(t, url)
			require.NoError(t, schema.CreateAll(t.Context(), engine, heroes))
			body(t, engine, func() int64 {
				n, err := repo.Count(context.Background(), other, builder.Select(heroes))
				require.NoError(t, err)
				return n
			})
		})
	}
}

// count is how many heroes r sees.
func count(t *testing.T, r repo.Reader) int64 {
	t.Helper()
	n, err := repo.Count(t.Context(), r, builder.Select(heroes))
	require.NoError(t, err)
	return n
}

func insert(name string) builder.Sqlizer {
	return builder.Text("INSERT INTO heroes (name, power) VALUES (:name, 1)", map[string]any{"name": name})
}

// Whatever writes is seen inside, by the next door, and by no other connection, before the end or after it.
func TestRollbackHoldsEveryDoor(t *testing.T) {
	each(t, func(t *testing.T, engine *repo.Engine, second func() int64) {
		t.Run("inside", func(t *testing.T) {
			inside := repotest.Rollback(t, engine)
			want := int64(0)
			for name, write := range doors {
				require.NoError(t, write(t.Context(), inside), name)
				want++
				require.Equal(t, want, count(t, inside), name)
				require.Zero(t, second(), name)
			}
			require.NoError(t, inside.Begin(t.Context(), func(s *repo.Session) error { // what a session sees, and streams
				seen := int64(0)
				for _, err := range repo.Each(t.Context(), s, builder.Select(heroes)) {
					require.NoError(t, err)
					seen++
				}
				require.Equal(t, want, seen)
				_, err := s.Exec(t.Context(), builder.Delete(heroes).AllRows())
				return err
			}))
			require.Zero(t, count(t, inside))
			require.NoError(t, schema.DropAll(t.Context(), inside, heroes))
		})
		require.Zero(t, second())
		require.Zero(t, engine.Pool().Stats().InUse)
	})
}

// A failed statement of one door spoils nothing for the next, and what COMMIT would refuse is refused.
func TestFailuresInside(t *testing.T) {
	each(t, func(t *testing.T, engine *repo.Engine, second func() int64) {
		t.Run("inside", func(t *testing.T) {
			inside, ctx := repotest.Rollback(t, engine), t.Context()
			require.NoError(t, doors["engine.Exec"](ctx, inside))
			for name, write := range map[string]func(context.Context, *repo.Engine) error{
				"exec": doors["engine.Exec"],
				"session": func(ctx context.Context, e *repo.Engine) error {
					return e.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "exec"}) })
				},
				"runner": func(ctx context.Context, e *repo.Engine) error {
					_, err := e.Runner().Exec(ctx, backends.Stmt{SQL: "INSERT INTO heroes (name, power) VALUES ('exec', 1)"})
					return err
				},
			} {
				require.ErrorIs(t, write(ctx, inside), repo.ErrUniqueViolation, name)
				require.Equal(t, int64(1), count(t, inside), name)
			}
			for _, sql := range []string{"COMMIT", "ROLLBACK", "BEGIN", "/* x */ commit"} {
				_, err := inside.Exec(ctx, builder.Text(sql))
				require.ErrorIs(t, err, repo.ErrInvalidRequest, sql)
			}
			require.Panics(t, func() {
				_ = inside.Begin(ctx, func(s *repo.Session) error { _ = s.Add(&Hero{Name: "panic"}); _ = s.Flush(ctx); panic("bomb") })
			})
			require.Equal(t, int64(1), count(t, inside))
			require.Zero(t, second())
		})
		require.Zero(t, second())
	})
}

// Sessions stand inside one another; one that goes on while a later one is open is refused, with the next move.
func TestTwoSessions(t *testing.T) {
	each(t, func(t *testing.T, engine *repo.Engine, second func() int64) {
		t.Run("inside", func(t *testing.T) {
			inside, ctx := repotest.Rollback(t, engine), t.Context()
			first, later := inside.Session(), inside.Session()
			defer func() { require.NoError(t, errors.Join(later.Close(), first.Close())) }()
			require.NoError(t, errors.Join(first.Add(&Hero{Name: "first"}), first.Flush(ctx)))
			require.NoError(t, doors["Begin"](ctx, inside))
			require.NoError(t, doors["engine.Exec"](ctx, inside))
			require.NoError(t, errors.Join(later.Add(&Hero{Name: "later"}), later.Flush(ctx)))
			require.NoError(t, first.Add(&Hero{Name: "too early"}))
			err := first.Flush(ctx)
			require.ErrorIs(t, err, repo.ErrInvalidRequest)
			require.ErrorContains(t, err, "commit, roll back or close that session first")
			require.NoError(t, first.Rollback(ctx))
			require.ErrorIs(t, later.Commit(ctx), backends.ErrTxAborted)
			require.Zero(t, count(t, inside), "all of it stood inside the first")
			require.Zero(t, second())
		})
	})
}

// Goroutines take turns.
func TestGoroutinesTakeTurns(t *testing.T) {
	each(t, func(t *testing.T, engine *repo.Engine, second func() int64) {
		t.Run("inside", func(t *testing.T) {
			inside, ctx := repotest.Rollback(t, engine), t.Context()
			var group sync.WaitGroup
			failed := make([]error, 20)
			for i := range failed {
				group.Go(func() {
					_, failed[i] = inside.Exec(ctx, insert(fmt.Sprint("hero ", i)))
					_, err := repo.All(ctx, inside, builder.Select(heroes))
					failed[i] = errors.Join(failed[i], err)
				})
			}
			group.Wait()
			require.NoError(t, errors.Join(failed...))
			require.Equal(t, int64(20), count(t, inside))
			require.Zero(t, second())
		})
	})
}

// The options of the engine come along, and hooks hear of commits.
func TestHooksInside(t *testing.T) {
	b := enginetest.SQLite
	commits := 0
	engine := b.Open(t, b.URL(t), repo.WithHooks(repo.Hooks{AfterCommit: func(context.Context, *repo.Session) { commits++ }}))
	require.NoError(t, schema.CreateAll(t.Context(), engine, heroes))
	before := commits
	require.NoError(t, doors["Begin"](t.Context(), repotest.Rollback(t, engine)))
	require.Equal(t, before+1, commits)
}
