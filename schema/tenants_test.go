package schema_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// tenantObjects are an object of each kind; tenants of the first schema are no other's.
func tenantObjects() []schema.Object {
	return []schema.Object{
		schema.Enum("mood", "calm", "wild"),
		schema.View("calm_lodgers", "SELECT id FROM lodgers"),
		schema.Raw("kept_lodgers", "CREATE MATERIALIZED VIEW kept_lodgers AS SELECT id FROM lodgers", "DROP MATERIALIZED VIEW kept_lodgers"),
		schema.Raw("touch", "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", "DROP FUNCTION touch()"),
		schema.Raw("touched", "CREATE TRIGGER touched BEFORE INSERT ON lodgers FOR EACH ROW EXECUTE FUNCTION touch()", "DROP TRIGGER touched ON lodgers"),
		schema.Raw("tidy", "CREATE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM lodgers'", "DROP PROCEDURE tidy()"),
		schema.Raw("by_last", "CREATE INDEX by_last ON lodgers (last) INCLUDE (id) WHERE id > 1", "DROP INDEX by_last"),
		schema.Raw("numbers", "CREATE SEQUENCE numbers", "DROP SEQUENCE numbers"),
		schema.Raw("short", "CREATE DOMAIN short AS text CHECK (length(value) < 9)", "DROP DOMAIN short"),
		schema.Raw("pair", "CREATE TYPE pair AS (a integer, b integer)", "DROP TYPE pair"),
		schema.Raw("seen", "CREATE POLICY seen ON lodgers USING (true)", "DROP POLICY seen ON lodgers"),
		schema.Raw("stays", "CREATE RULE stays AS ON DELETE TO lodgers DO INSTEAD NOTHING", "DROP RULE stays ON lodgers"),
		schema.Raw("positive", "ALTER TABLE lodgers ADD CONSTRAINT positive CHECK (id > 0)", "ALTER TABLE lodgers DROP CONSTRAINT positive"),
		schema.Raw("pine", "CREATE FUNCTION pine() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION pine()"), // as a schema is called
	}
}

// Whatever is declared is made in each tenant's schema, told where it is missing, and dropped there alone.
func TestObjectsOfEachTenant(t *testing.T) {
	models := schema.MustOf(builder.Model[lodger]()).With(tenantObjects()...)
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // whose tenants are files
		}
		t.Run(on.Name, func(t *testing.T) {
			ctx, base := t.Context(), on.URL(t)
			outside := on.Open(t, base)
			run(t, outside, "CREATE SCHEMA acorn", "CREATE SCHEMA pine", "CREATE VIEW public.calm_lodgers AS SELECT 1 AS decoy", "CREATE TABLE public.lodgers (id bigint)")
			diff := func(e *repo.Engine) schema.Diff {
				d, err := models.Diff(ctx, e)
				require.NoError(t, err)
				return d
			}
			acorn, pine := on.Open(t, inTenant(t, base, "acorn")), on.Open(t, inTenant(t, base, "pine"))
			for _, e := range []*repo.Engine{acorn, pine} {
				require.Len(t, diff(e).Changes, len(tenantObjects())+1) // with the table
				p, err := models.Plan(ctx, e)
				require.NoError(t, err)
				require.NotContains(t, p.Up, `DROP VIEW "calm_lodgers"`)
				require.NoError(t, models.CreateAll(ctx, e))
				require.Empty(t, diff(e))
			}
			run(t, pine, "DROP FUNCTION touch() CASCADE")
			require.Equal(t, 2, len(diff(pine).Changes))
			require.NoError(t, models.CreateAll(ctx, pine))
			require.Empty(t, diff(pine))
			require.NoError(t, models.DropAll(ctx, acorn))
			require.Empty(t, diff(pine))
			require.NoError(t, models.DropAll(ctx, acorn))
		})
	}
}

func inTenant(t *testing.T, of, tenant string) string {
	u, err := url.Parse(of)
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", tenant)
	u.RawQuery = query.Encode()
	return u.String()
}

// What is declared with its schema, in its name or in its text, is looked for there, and is declared.
func TestObjectsWithTheirSchema(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no schemas
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA acorn", "CREATE SCHEMA pine")
		of := func(tenant string) *schema.MetaData {
			return schema.MustOf(builder.Model[lodger]()).With(schema.Enum("mood", "calm", "wild"), schema.Within(tenant),
				schema.View(tenant+".calm_lodgers", "SELECT id FROM "+tenant+".lodgers"),
				schema.Raw(tenant+".one", "CREATE FUNCTION "+tenant+".one() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION "+tenant+".one()"),
				schema.Raw("two", `CREATE FUNCTION "`+tenant+`".two() RETURNS integer LANGUAGE sql AS 'SELECT 1'`, "DROP FUNCTION "+tenant+".two()"),
				schema.Raw("three", `DO 'BEGIN CREATE FUNCTION `+tenant+`.three() RETURNS integer LANGUAGE sql RETURN 1; END'`, "DROP FUNCTION "+tenant+".three()"),
				schema.Raw("touch", "CREATE FUNCTION "+tenant+".touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", "DROP FUNCTION "+tenant+".touch()"),
				schema.Raw("touched", "CREATE TRIGGER touched BEFORE INSERT ON "+tenant+".lodgers FOR EACH ROW EXECUTE FUNCTION "+tenant+".touch()", "DROP TRIGGER touched ON "+tenant+".lodgers"),
				schema.Raw(tenant+".by_last", "CREATE INDEX IF NOT EXISTS by_last ON ONLY "+tenant+".lodgers (last)", "DROP INDEX "+tenant+".by_last"))
		}
		for _, tenant := range []string{"acorn", "pine"} {
			require.NoError(t, of(tenant).CreateAll(ctx, engine))
			d, err := of(tenant).Diff(ctx, engine)
			require.NoError(t, err)
			require.Empty(t, d)
			require.NoError(t, of(tenant).CreateAll(ctx, engine))
		}
		run(t, engine, "DROP FUNCTION pine.one()", "DROP TRIGGER touched ON pine.lodgers")
		d, err := of("pine").Diff(ctx, engine)
		require.NoError(t, err)
		require.Len(t, d.Changes, 2)
	})
}

// A trigger, a policy, a rule and a constraint have names among those of their table, and a function none of a trigger's.
func TestObjectsOfOneName(t *testing.T) {
	type guest struct {
		ID int64 `db:"id,pk,noidentity"`
	}
	first, both := schema.MustOf(builder.Model[lodger]()), schema.MustOf(builder.Model[lodger](), builder.Model[guest](builder.TableName("guests")))
	function := schema.Raw("touch", "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$", "DROP FUNCTION touch()")
	on := func(table string) []schema.Object {
		return []schema.Object{
			schema.Raw("touch", "CREATE TRIGGER touch BEFORE INSERT ON "+table+" FOR EACH ROW EXECUTE FUNCTION touch()", "DROP TRIGGER touch ON "+table),
			schema.Raw("seen", "CREATE POLICY seen ON "+table+" USING (true)", "DROP POLICY seen ON "+table),
			schema.Raw("stays", "CREATE RULE stays AS ON DELETE TO "+table+" DO INSTEAD NOTHING", "DROP RULE stays ON "+table),
			schema.Raw("positive", "ALTER TABLE "+table+" ADD CONSTRAINT positive CHECK (id > 0) NOT VALID", "ALTER TABLE "+table+" DROP CONSTRAINT positive"),
		}
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // whose triggers have names of the database
		}
		ctx := t.Context()
		mood := schema.Enum("mood", "calm", "wild")
		before := first.With(append([]schema.Object{mood, function}, on("lodgers")...)...)
		require.NoError(t, before.CreateAll(ctx, engine))
		after := both.With(append(append([]schema.Object{mood, function}, on("lodgers")...), on("guests")...)...)
		p, err := after.Plan(ctx, engine)
		require.NoError(t, err)
		run(t, engine, p.Up...)
		d, err := after.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.Changes)
		require.Empty(t, d.Unseen)
		for _, o := range []string{"DROP TRIGGER touch ON guests", "DROP POLICY seen ON guests", "DROP RULE stays ON guests", "ALTER TABLE guests DROP CONSTRAINT positive"} {
			run(t, engine, o) // there is one of each
		}
		d, err = after.Diff(ctx, engine)
		require.NoError(t, err)
		require.Len(t, d.Changes, 4)
		require.NoError(t, after.CreateAll(ctx, engine))
		d, err = after.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.Changes)
	})
}
