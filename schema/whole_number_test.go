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

type (
	gradesText struct {
		ID int64
		N  string `db:"n"`
	}
	gradesReal struct {
		ID int64
		N  float64 `db:"n"`
	}
)

func (gradesText) TableName() string { return "grades" }
func (gradesReal) TableName() string { return "grades" }

// A text that is a float for a while is what it was, on every database: 12 becomes no 12.0.
func TestWholeNumbersAsTexts(t *testing.T) {
	text, float := schema.MustOf(builder.Model[gradesText]()), schema.MustOf(builder.Model[gradesReal]())
	numbers := "12,-3,0,1.5,999999999999999"
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, text.CreateAll(t.Context(), engine))
		for _, n := range strings.Split(numbers, ",") {
			run(t, engine, "INSERT INTO grades (n) VALUES ('"+n+"')")
		}
		there, err := float.Plan(t.Context(), engine)
		require.NoError(t, err)
		runPlan(t, engine, there.Up)
		back, err := text.Plan(t.Context(), engine)
		require.NoError(t, err)
		for _, way := range []schema.Plan{{Up: there.Down, Down: there.Up}, back} {
			runPlan(t, engine, way.Up)
			held, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT n FROM grades ORDER BY id"))
			require.NoError(t, err)
			require.Equal(t, numbers, strings.Join(held, ","))
			d, err := text.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
			runPlan(t, engine, way.Down)
		}
	})
}
