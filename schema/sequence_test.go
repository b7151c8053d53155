package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// numbered takes its numbers from a sequence that it does not own, and calls a function in a default, a check and an index.
type numbered struct {
	ID    int64  `db:"id,pk,default=nextval('sq'),noidentity"`
	Code  string `db:"code,default='N' || nextval('public.sq')::text"`
	Even  int64  `db:"even,check=(twice(even) > 0),generated=twice(2)"`
	Third int64  `db:"third,default=twice(1),check=twice(third) > 0"`
	Mine  int64  `db:"mine,default=nextval('app.sq')"`
	Odd   int64  `db:"odd,default=nextval('\"odd sq\"')"`
}

// TableName names the table.
func (numbered) TableName() string { return "numbered" }

// A default from a sequence, and an expression that calls a function, are compared by what they mean, however the models name it.
func TestSequencesAndFunctionsInExpressions(t *testing.T) {
	rows := builder.Model[numbered]()
	m := schema.MustOf(rows).With(schema.Index("ix_twice", builder.Raw[int64]("twice(third)")).On(rows))
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA app", "CREATE SEQUENCE sq", "CREATE SEQUENCE app.sq", `CREATE SEQUENCE "odd sq"`,
			"CREATE FUNCTION twice(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1'")
		require.NoError(t, m.CreateAll(ctx, engine))
		d, err := m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		p, err := m.Plan(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, p.Up)
		run(t, engine, "ALTER TABLE numbered ALTER id SET DEFAULT nextval('app.sq')")
		d, err = m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Contains(t, d.String(), "sq")
		p, err = m.Plan(ctx, engine)
		require.NoError(t, err)
		runPlan(t, engine, p.Up)
		d, err = m.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}

// A serial column is one whatever its table is called, and one that takes numbers from a sequence of somebody's is none.
func TestSerialOfAnOddTable(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return
		}
		ctx := t.Context()
		run(t, engine, `CREATE TABLE "W T" (id serial PRIMARY KEY, "n o" bigserial)`, `CREATE TABLE "it's" (id smallserial PRIMARY KEY)`,
			"CREATE SEQUENCE order_number_seq", "CREATE TABLE orders (number bigint PRIMARY KEY DEFAULT nextval('order_number_seq'))")
		found, err := schema.Reflect(ctx, engine)
		require.NoError(t, err)
		types := map[string]string{}
		for _, table := range found.Tables() {
			for _, c := range table.Columns {
				types[table.Name+"."+c.Name] = c.Type
				types[table.Name+"."+c.Name] += c.Default
			}
		}
		require.Equal(t, map[string]string{"W T.id": "serial", "W T.n o": "bigserial", "it's.id": "smallserial",
			"orders.number": "bigintnextval('order_number_seq'::regclass)"}, types)
		d, err := found.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}
