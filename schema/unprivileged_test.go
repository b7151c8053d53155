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

// A role that may read no table, or some columns of one alone, sees them as they are: none is taken for missing.
func TestARoleThatMayNotReadSeesTheTables(t *testing.T) {
	for _, on := range enginetest.Backends()[:3] {
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			url := on.URL(t)
			owner := on.Open(t, url)
			m := everything(t, owner.Dialect())
			require.NoError(t, m.CreateAll(t.Context(), owner))
			run(t, owner, "CREATE DOMAIN mark AS numeric(3,1) CHECK (VALUE > 0)", "CREATE TABLE marks (id integer PRIMARY KEY, m mark NOT NULL)", "CREATE VIEW seen AS SELECT m FROM marks")
			role := "blind_" + strings.ReplaceAll(on.Name, "+", "_")
			run(t, owner, "DROP ROLE IF EXISTS "+role, "CREATE ROLE "+role)
			t.Cleanup(func() { run(t, owner, "DROP OWNED BY "+role, "DROP ROLE "+role) })
			all, err := schema.Reflect(t.Context(), owner)
			require.NoError(t, err)
			blind := on.Open(t, url, repo.WithConnectHook(func(ctx context.Context, c backends.Runner) error {
				_, err := c.Exec(ctx, backends.Stmt{SQL: "SET ROLE " + role})
				return err
			}))
			for _, grant := range []string{"", "GRANT SELECT (a_bool) ON every_type TO " + role} {
				if grant != "" {
					run(t, owner, grant)
				}
				seen, err := schema.Reflect(t.Context(), blind)
				require.NoError(t, err)
				require.Equal(t, all.Tables(), seen.Tables())
				for _, engine := range []*repo.Engine{owner, blind} {
					d, err := m.Diff(t.Context(), engine)
					require.NoError(t, err)
					require.Equal(t, "marks: DropTable", d.String())
				}
				require.NoError(t, m.CreateAll(t.Context(), blind))
			}
		})
	}
}
