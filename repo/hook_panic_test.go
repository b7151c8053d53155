package repo_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// A statement hook that panics, whenever it does, leaves no session behind that Engine.Close would wait for.
func TestAPanickingHookLeavesNoSession(t *testing.T) {
	for _, at := range []string{"BEGIN", "INSERT", "COMMIT", "ROLLBACK", "SELECT", ""} {
		t.Run(at, func(t *testing.T) {
			ctx := t.Context()
			var armed atomic.Bool
			e, err := repo.Open(ctx, "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}), repo.WithStatementHook(func(_ context.Context, ev repo.StatementEvent) {
				if armed.Load() && strings.HasPrefix(ev.SQL, at) {
					panic("a hook's own")
				}
			}))
			require.NoError(t, err)
			require.NoError(t, schema.CreateAll(ctx, e, heroes))
			armed.Store(true)
			require.Panics(t, func() {
				_ = e.Begin(ctx, func(s *repo.Session) error {
					_ = s.Add(&Hero{Name: "gary"})
					if err := s.Flush(ctx); err != nil {
						return err
					}
					_, _ = repo.All(ctx, s, builder.Select(heroes))
					if at == "ROLLBACK" {
						return context.Canceled
					}
					return nil
				})
			})
			require.Zero(t, e.Pool().Stats().InUse)
			require.NoError(t, e.Close())
		})
	}
}
