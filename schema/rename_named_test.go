package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	lorry struct {
		ID    int64
		Plate string `db:"plate"`
		Depot string `db:"depot"`
	}
	truck struct {
		ID    int64
		Plate string `db:"plate"`
		Depot string `db:"depot"`
	}
)

func (lorry) TableName() string { return "lorries" }
func (truck) TableName() string { return "trucks" }

// Names of the user's own go from a table that is renamed to the new one that takes its name.
func TestNamesOfOnesOwnGoToTheTableThatTakesThem(t *testing.T) {
	old, renamed := builder.Model[lorry](), builder.Model[truck]()
	ofLorries := []schema.Object{
		schema.PrimaryKey("lorry_key", builder.Col(&old.ID)), schema.Unique("lorry_plates", builder.Col(&old.Plate)), schema.Index("lorry_depots", builder.Col(&old.Depot)),
	}
	before := schema.MustOf(old).With(ofLorries...)
	after := schema.MustOf(old, renamed).With(ofLorries...).With(schema.PrimaryKey("truck_key", builder.Col(&renamed.ID)),
		schema.Unique("truck_plates", builder.Col(&renamed.Plate)), schema.Index("truck_depots", builder.Col(&renamed.Depot)))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, before.CreateAll(t.Context(), engine))
		run(t, engine, "INSERT INTO lorries (id, plate, depot) VALUES (1, 'A 1', 'x')")
		names := namesIn(t, engine)
		p, err := after.Plan(t.Context(), engine, schema.Renames(map[string]string{"lorries": "trucks"}))
		require.NoError(t, err)
		require.Empty(t, p.Irreversible)
		runPlan(t, engine, p.Up)
		d, err := after.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		run(t, engine, "UPDATE trucks SET depot = 'y' WHERE plate = 'A 1'", "INSERT INTO lorries (id, plate, depot) VALUES (2, 'B 2', 'x')")
		runPlan(t, engine, p.Down)
		require.Equal(t, names, namesIn(t, engine))
		kept, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT plate || depot FROM lorries"))
		require.NoError(t, err)
		require.Equal(t, []string{"A 1y"}, kept)
	})
}
