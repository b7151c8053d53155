package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// inscription is told apart by an index of an expression.
type inscription struct {
	ID   int64
	Name string
}

func (inscription) TableName() string { return "inscriptions" }

// collatedInscriptions are models whose indexes are of expressions with a collation; plain ones for "".
func collatedInscriptions(collation string) *schema.MetaData {
	inscriptions := builder.Model[inscription]()
	name := builder.Col(&inscriptions.Name)
	said := func(x builder.Sqlizer) builder.Sqlizer {
		if collation == "" {
			return x
		}
		return schema.Collate(x, collation)
	}
	return schema.MustOf(inscriptions).With(
		schema.Index("lower_name", said(builder.Lower(name)), builder.Col(&inscriptions.ID)).Unique(),
		schema.Index("joined_name", builder.Col(&inscriptions.ID), said(builder.Raw[any]("name || ') COLLATE x'").Desc())).On(inscriptions),
	)
}

// A collation of an expression is made, compared, added and taken away as that of a column is.
func TestCollationsOfExpressionsInIndexes(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		collation, made := "NOCASE", "SELECT count(*) FROM pragma_index_xinfo('lower_name') a JOIN pragma_index_xinfo('joined_name') b ON a.coll = 'NOCASE' AND a.seqno = 0 AND b.coll = 'NOCASE' AND b.seqno = 1"
		if engine.Dialect().Name == "postgres" {
			collation, made = "C", "SELECT count(*) FROM pg_index a JOIN pg_index b ON a.indcollation[0] = '\"C\"'::regcollation AND b.indcollation[1] = '\"C\"'::regcollation "+
				"WHERE a.indexrelid = to_regclass('lower_name') AND b.indexrelid = to_regclass('joined_name')"
		}
		plain, collated := collatedInscriptions(""), collatedInscriptions(collation)
		require.NoError(t, collated.CreateAll(ctx, engine))
		requireCollated := func(m *schema.MetaData, want int) {
			n, err := repo.Scalar[int](ctx, engine, builder.Text(made))
			require.NoError(t, err)
			require.Equal(t, want, n)
			d, err := m.Diff(ctx, engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
		}
		requireCollated(collated, 1)
		for _, step := range []struct {
			m    *schema.MetaData
			want int
		}{{plain, 0}, {collated, 1}} {
			p, err := step.m.Plan(ctx, engine)
			require.NoError(t, err)
			runPlan(t, engine, p.Up)
			requireCollated(step.m, step.want)
			runPlan(t, engine, p.Down)
			runPlan(t, engine, p.Up)
			requireCollated(step.m, step.want)
		}
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		source, err := found.GoSource("models")
		require.NoError(t, err)
		require.Contains(t, string(source), `"`+collation+`"`)
		require.NoError(t, collated.DropAll(ctx, engine))
		require.NoError(t, found.CreateAll(ctx, engine))
		requireCollated(collated, 1)
	})
}
