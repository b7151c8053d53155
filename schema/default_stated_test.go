package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// gauge has defaults whose types are not those that their texts look like.
type gauge struct {
	ID     int64
	Most   *float64 `db:"most,default='Infinity'"`
	Least  *float64 `db:"least,default='-Infinity'"`
	None   *string  `db:"none,type=numeric,default='NaN'"`
	Narrow *float32 `db:"narrow,type=real,default='NaN'"`
	Cost   *string  `db:"cost,type=money,default=0"`
	Owner  *string  `db:"owner,type=oid,default=5"`
	Ratio  *string  `db:"ratio,type=ratio,default=2.5"`
	Count  *string  `db:"count,type=amount,default=-3"`
	Sure   *string  `db:"sure,type=sure,default=true"`
	Word   *string  `db:"word,type=word,default='7'"`
	Until  *string  `db:"until,type=date,default='infinity'"`
	Large  *float64 `db:"large,default=1e300"`
	Text   *string  `db:"text,default='Infinity'"`
}

func (gauge) TableName() string { return "gauges" }

// plainGauge is the same without defaults.
type plainGauge struct {
	ID     int64
	Most   *float64 `db:"most"`
	Least  *float64 `db:"least"`
	None   *string  `db:"none,type=numeric"`
	Narrow *float32 `db:"narrow,type=real"`
	Cost   *string  `db:"cost,type=money"`
	Owner  *string  `db:"owner,type=oid"`
	Ratio  *string  `db:"ratio,type=ratio"`
	Count  *string  `db:"count,type=amount"`
	Sure   *string  `db:"sure,type=sure"`
	Word   *string  `db:"word,type=word"`
	Until  *string  `db:"until,type=date"`
	Large  *float64 `db:"large"`
	Text   *string  `db:"text"`
}

func (plainGauge) TableName() string { return "gauges" }

// A plan writes defaults as the database does that was made of the models, whatever their types are.
func TestPlansWriteDefaultsAsTheyAreMade(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no such types
		}
		ctx := t.Context()
		run(t, engine, "CREATE DOMAIN ratio AS double precision", "CREATE DOMAIN amount AS integer", "CREATE DOMAIN sure AS boolean", "CREATE DOMAIN word AS text")
		gauges, plain := schema.MustOf(builder.Model[gauge]()), schema.MustOf(builder.Model[plainGauge]())
		defaults := func() []string {
			list, err := repo.Scalars[string](ctx, engine, builder.Text("SELECT a.attname || ' ' || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d "+
				"JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = to_regclass('gauges') ORDER BY a.attnum"))
			require.NoError(t, err)
			return list
		}
		move := func(to *schema.MetaData) {
			p, err := to.Plan(ctx, engine)
			require.NoError(t, err)
			runPlan(t, engine, p.Up)
			d, err := to.Diff(ctx, engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
		}
		require.NoError(t, gauges.CreateAll(ctx, engine))
		made := defaults()
		require.Len(t, made, 13)
		d, err := gauges.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		move(plain)
		require.Empty(t, defaults())
		move(gauges)
		require.Equal(t, made, defaults())
		require.NoError(t, gauges.DropAll(ctx, engine))
		move(gauges)
		require.Equal(t, made, defaults())
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		require.NoError(t, gauges.DropAll(ctx, engine))
		move(found)
		require.Equal(t, made, defaults())
	})
}
