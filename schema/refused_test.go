package schema_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func TestAFailureLeavesNothingBehind(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		m := metadata().With(schema.Raw("nonsense", "CREATE NONSENSE", "DROP NONSENSE"))
		err := m.CreateAll(ctx, engine)
		require.ErrorContains(t, err, "CREATE NONSENSE")
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, found.Tables())
		require.NoError(t, metadata().CreateAll(ctx, engine))
	})
}

func TestARoleThatMayNotCreateIsNamed(t *testing.T) {
	for _, e := range enginetest.Backends()[:3] {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			role := "visitor_" + strings.ReplaceAll(e.Name, "+", "_")
			engine, err := repo.Open(t.Context(), e.URL(t), repo.WithBackend(e.Backend), repo.WithConnectHook(func(ctx context.Context, c backends.Runner) error {
				for _, s := range []string{
					"DO $$ BEGIN CREATE ROLE " + role + "; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
					"REVOKE CREATE ON SCHEMA public FROM PUBLIC", "SET ROLE " + role,
				} {
					if _, err := c.Exec(ctx, backends.Stmt{SQL: s}); err != nil {
						return err
					}
				}
				return nil
			}))
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, engine.Close()) })
			err = metadata().CreateAll(t.Context(), engine)
			require.ErrorContains(t, err, role)
			require.ErrorContains(t, err, "public")
			require.ErrorContains(t, err, "GRANT CREATE")
		})
	}
}
