package migrate_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// rented is a table of each tenant's.
type rented struct {
	ID   int64  `db:"id,pk"`
	Mood string `db:"mood,type=mood"`
}

func (rented) TableName() string { return "rented" }

// inSchema is the URL of engines whose connections look in a schema alone.
func inSchema(t *testing.T, of, name string) string {
	u, err := url.Parse(of)
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", name)
	u.RawQuery = query.Encode()
	return u.String()
}

// Revisions are applied to a schema that is chosen at run time: tables, enums and views stand there, and so does its version table.
func TestEachTenantHasItsVersion(t *testing.T) {
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // whose tenants are files
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, base := t.Context(), t.TempDir(), on.URL(t)
			outside := on.Open(t, base)
			models := schema.MustOf(builder.Model[rented]()).With(schema.Enum("mood", "calm", "wild"), schema.View("wild_ones", "SELECT id FROM rented WHERE mood = 'wild'"))
			tenant := func(name string) *migrate.Migrator {
				return migrator(t, on.Open(t, inSchema(t, base, name)), migrate.Config{Dir: dir, MetaData: models})
			}
			sent(t, outside, "CREATE SCHEMA acorn")
			sent(t, outside, "CREATE SCHEMA pine")
			acorn := tenant("acorn")
			_, err := acorn.Revision(ctx, migrate.NewRevision{Message: "create", Autogenerate: true})
			require.NoError(t, err)
			require.NoError(t, acorn.Upgrade(ctx, "head"))
			d, err := acorn.Check(ctx)
			require.NoError(t, err)
			require.Empty(t, d.String())
			counts := func(schema string) int64 {
				return rows(t, outside, fmt.Sprintf("SELECT (SELECT count(*) FROM pg_class c WHERE relnamespace = n.oid AND relname IN ('rented', 'wild_ones', 'drey_version')) + "+
					"(SELECT count(*) FROM pg_type y WHERE typnamespace = n.oid AND typname = 'mood') FROM pg_namespace n WHERE nspname = '%s'", schema))
			}
			require.EqualValues(t, 4, counts("acorn"))
			require.EqualValues(t, 0, counts("pine"))

			require.NoError(t, tenant("pine").Upgrade(ctx, "head"))
			require.EqualValues(t, 4, counts("pine"))
			require.NoError(t, acorn.Downgrade(ctx, "base"))
			require.EqualValues(t, 1, counts("acorn"), "its version table stays")
			require.EqualValues(t, 4, counts("pine"))
			require.NoError(t, outside.Begin(ctx, func(s *repo.Session) error {
				return s.Add(&rented{ID: 1, Mood: "wild"})
			}, repo.WithSchema("pine")))
			require.EqualValues(t, 1, rows(t, outside, "SELECT count(*) FROM pine.wild_ones"))
		})
	}
}

// What a tenant's path names behind its own schema, public for its extensions say, is another's: its tables and its version are not the tenant's.
func TestTenantsBesidePublic(t *testing.T) {
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // whose tenants are files
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			ctx, dir, base := t.Context(), t.TempDir(), on.URL(t)
			outside := on.Open(t, base)
			config := migrate.Config{Dir: dir, MetaData: schema.MustOf(builder.Model[rented]()).With(schema.Enum("mood", "calm", "wild"))}
			public := migrator(t, outside, config)
			_, err := public.Revision(ctx, migrate.NewRevision{Message: "create", Autogenerate: true})
			require.NoError(t, err)
			require.NoError(t, public.Upgrade(ctx, "head"))
			sent(t, outside, "CREATE SCHEMA acorn")

			acorn := migrator(t, on.Open(t, inSchema(t, base, "acorn,public")), config)
			current, err := acorn.Current(ctx)
			require.NoError(t, err)
			require.Empty(t, current)
			require.NoError(t, acorn.Upgrade(ctx, "head"))
			d, err := acorn.Check(ctx)
			require.NoError(t, err)
			require.Empty(t, d.String())
			require.EqualValues(t, 1, rows(t, outside, "SELECT count(*) FROM acorn.drey_version"))
			require.EqualValues(t, 0, rows(t, outside, "SELECT count(*) FROM acorn.rented"))
			require.NoError(t, acorn.Downgrade(ctx, "base"))
			require.EqualValues(t, 1, rows(t, outside, "SELECT count(*) FROM public.drey_version"))
			require.EqualValues(t, 0, rows(t, outside, "SELECT count(*) FROM public.rented"))
		})
	}
}
