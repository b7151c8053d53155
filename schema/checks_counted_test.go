package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Checks without a name are counted: one that comes before another takes its number, and neither is taken for the other.
func TestACheckBeforeAnotherTakesItsNumber(t *testing.T) {
	table := builder.Model[caseInt]()
	positive, small := schema.Check("", table, builder.Col(&table.V).Gt(0)), schema.Check("", table, builder.Col(&table.V).Lt(100))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, schema.MustOf(table).With(positive).CreateAll(t.Context(), engine))
		after := schema.MustOf(table).With(small, positive)
		p, err := after.Plan(t.Context(), engine)
		require.NoError(t, err)
		require.Len(t, p.Changes, 1, p.String())
		runPlan(t, engine, p.Up)
		d, err := after.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}
