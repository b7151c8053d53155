package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type lodger struct {
	ID   int64
	Mood string  `db:"mood,type=mood"`
	Last *string `db:"last,type=mood"`
}

func (lodger) TableName() string { return "lodgers" }

// The enums of a tenant stand in its schema, and change there alone.
func TestWithinCarriesEnums(t *testing.T) {
	lodgers := builder.Model[lodger]()
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no schemas
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA acorn", "CREATE SCHEMA pine")
		of := func(tenant string, values ...string) *schema.MetaData {
			return schema.MustOf(lodgers).With(schema.Enum("mood", values...), schema.Within(tenant))
		}
		for _, tenant := range []string{"acorn", "pine"} {
			require.NoError(t, of(tenant, "calm", "wild").CreateAll(ctx, engine))
			d, err := of(tenant, "calm", "wild").Diff(ctx, engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
			require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
				last := "calm"
				return s.Add(&lodger{ID: 1, Mood: "wild"}, &lodger{ID: 2, Mood: "calm", Last: &last})
			}, repo.WithSchema(tenant)))
		}
		plan, err := of("pine", "calm", "wild", "odd").Plan(ctx, engine)
		require.NoError(t, err)
		runPlan(t, engine, plan.Up)
		types, err := repo.Scalars[string](ctx, engine, builder.Text("SELECT n.nspname || '.' || typname || ' ' || "+
			"(SELECT count(*) FROM pg_enum e WHERE e.enumtypid = t.oid) FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE typname = 'mood' ORDER BY 1"))
		require.NoError(t, err)
		require.Equal(t, []string{"acorn.mood 2", "pine.mood 3"}, types)
	})
}
