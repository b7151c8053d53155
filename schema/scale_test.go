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

// Tables of exact numbers that are rounded before the point.
type (
	roundedTens struct {
		ID int64
		A  string   `db:"a,type=numeric(3,-1),default=120,check=a > 0"`
		B  *string  `db:"b,type=decimal(4, -2)"`
		L  []string `db:"l,type=numeric(3,-1)[]"`
	}
	roundedWider struct {
		ID int64
		A  string   `db:"a,type=numeric(5,-1),default=120,check=a > 0"`
		B  *string  `db:"b,type=numeric(6,-1)"`
		L  []string `db:"l,type=numeric(5,-1)[]"`
	}
)

func (roundedTens) TableName() string  { return "rounded" }
func (roundedWider) TableName() string { return "rounded" }

// A numeric may have a negative scale: it is made, reflected and compared, and a plan makes it another and back.
func TestANumericOfANegativeScale(t *testing.T) {
	tens, wider := schema.MustOf(builder.Model[roundedTens]()), schema.MustOf(builder.Model[roundedWider]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, tens.CreateAll(ctx, engine))
		d, err := tens.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		if engine.Dialect().Name != "postgres" {
			return
		}
		was := []string{"rounded.a numeric(3,-1)", "rounded.b numeric(4,-2)", "rounded.id bigint", "rounded.l numeric(3,-1)[]"}
		require.Equal(t, was, typesIn(t, engine))
		p, err := wider.Plan(ctx, engine)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"rounded.a: type numeric(3,-1) -> numeric(5,-1)", "rounded.b: type numeric(4,-2) -> numeric(6,-1)",
			"rounded.l: type numeric(3,-1)[] -> numeric(5,-1)[]"}, strings.Split(p.Diff.String(), "\n"))
		require.False(t, p.Changes[0].Destructive || p.Changes[1].Destructive || p.Changes[2].Destructive)
		runPlan(t, engine, p.Up)
		require.Equal(t, []string{"rounded.a numeric(5,-1)", "rounded.b numeric(6,-1)", "rounded.id bigint", "rounded.l numeric(5,-1)[]"}, typesIn(t, engine))
		runPlan(t, engine, p.Down)
		require.Equal(t, was, typesIn(t, engine))
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		d, err = found.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		source, err := found.GoSource("models")
		require.NoError(t, err)
		require.Contains(t, string(source), "type=numeric(3,-1)")
	})
}
