package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// What PostgreSQL knows of a view beside its query is kept when the view is made anew, there and back.
func TestViewsThatAreMadeAnewKeepWhatIsTheirs(t *testing.T) {
	for _, on := range enginetest.Backends() {
		if on.Name == enginetest.SQLite.Name {
			continue // has neither roles nor options
		}
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			engine := on.Open(t, on.URL(t))
			role := "drey_reader_" + strings.ReplaceAll(on.Name, "+", "_")
			run(t, engine, "DROP ROLE IF EXISTS "+role, "CREATE ROLE "+role)
			t.Cleanup(func() { run(t, engine, "DROP OWNED BY "+role, "DROP ROLE "+role) })
			run(t, engine, pgCases, "INSERT INTO cases (v) VALUES ('5')", "CREATE VIEW seen WITH (security_barrier = true) AS SELECT id, v FROM cases",
				"CREATE VIEW again AS SELECT v FROM seen", "GRANT SELECT ON seen TO "+role+" WITH GRANT OPTION", "GRANT SELECT (v) ON again TO PUBLIC",
				"COMMENT ON VIEW seen IS 'it''s seen'", "COMMENT ON COLUMN seen.v IS 'a value'", "ALTER VIEW again OWNER TO "+role)
			theirs := func() string {
				list, err := repo.Scalars[string](t.Context(), engine, builder.Text(`SELECT concat_ws('|', c.relname, c.relacl, c.reloptions, pg_get_userbyid(c.relowner), obj_description(c.oid, 'pg_class'),
					(SELECT string_agg(concat_ws('|', a.attname, a.attacl, col_description(c.oid, a.attnum)), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0))
					FROM pg_class c WHERE relname IN ('seen', 'again') ORDER BY 1`))
				require.NoError(t, err)
				return strings.Join(list, "\n")
			}
			before := theirs()
			require.Contains(t, before, "security_barrier=true")
			m := casesOf(builder.Model[caseInt](), schema.View("seen", "SELECT id, v FROM cases"), schema.View("again", "SELECT v FROM seen"))
			p, err := m.Plan(t.Context(), engine)
			require.NoError(t, err)
			runPlan(t, engine, p.Up)
			require.Equal(t, before, theirs())
			runPlan(t, engine, p.Down)
			require.Equal(t, before, theirs())
		})
	}
}

// What PostgreSQL knows of an enum beside its values is kept when another type takes its place, there and back.
func TestEnumsThatAreMadeAnewKeepWhatIsTheirs(t *testing.T) {
	for _, on := range enginetest.Backends()[:3] {
		t.Run(on.Name, func(t *testing.T) {
			t.Parallel()
			engine := on.Open(t, on.URL(t))
			role := "drey_owner_" + strings.ReplaceAll(on.Name, "+", "_")
			run(t, engine, "DROP ROLE IF EXISTS "+role, "CREATE ROLE "+role)
			t.Cleanup(func() { run(t, engine, "DROP OWNED BY "+role+" CASCADE", "DROP ROLE "+role) })
			of := func(values ...string) *schema.MetaData {
				return schema.MustOf(builder.Model[tempered]()).With(schema.Enum("temper", values...), schema.Enum("plain", values...))
			}
			require.NoError(t, of("calm", "wild").CreateAll(t.Context(), engine))
			run(t, engine, "GRANT ALL ON SCHEMA public TO "+role, "COMMENT ON TYPE temper IS 'it''s a temper'", "REVOKE ALL ON TYPE temper FROM PUBLIC",
				"ALTER TYPE temper OWNER TO "+role, "GRANT USAGE ON TYPE temper TO pg_monitor WITH GRANT OPTION")
			theirs := func() string {
				list, err := repo.Scalars[string](t.Context(), engine, builder.Text(`SELECT concat_ws('|', typname, typacl, pg_get_userbyid(typowner), obj_description(oid, 'pg_type'))
					FROM pg_type WHERE typname IN ('temper', 'plain') ORDER BY 1`))
				require.NoError(t, err)
				return strings.Join(list, "\n")
			}
			before := theirs()
			require.Contains(t, before, "pg_monitor")
			p, err := of("calm").Plan(t.Context(), engine)
			require.NoError(t, err)
			runPlan(t, engine, p.Up)
			require.Equal(t, before, theirs())
			d, err := of("calm").Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
			runPlan(t, engine, p.Down)
			require.Equal(t, before, theirs())
		})
	}
}
