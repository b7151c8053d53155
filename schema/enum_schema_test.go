package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type moody struct {
	ID    int64
	Mood  string   `db:"mood,type=app.mood,default='happy'"`
	Moods []string `db:"moods,type=app.mood[]"`
	Plain string   `db:"plain,default='x'"`
}

func (moody) TableName() string { return "moody" }

type moodyThere struct {
	ID   int64
	Mood string `db:"mood,type=app.mood"`
}

func (moodyThere) TableName() string { return "app.moody" }

// An enum may stand in another schema than the current one, whether tables stand there or not.
func TestAnEnumOfAnotherSchema(t *testing.T) {
	for name, models := range map[string][]any{
		"a table here":  {builder.Model[moody]()},
		"a table there": {builder.Model[moodyThere]()},
		"both":          {builder.Model[moody](), builder.Model[moodyThere]()},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				postgres := engine.Dialect().Name == "postgres"
				if !postgres && name != "a table here" {
					return // there are no schemas
				}
				if postgres {
					run(t, engine, "CREATE SCHEMA app")
				}
				m := withMoods(models, "happy", "sad")
				_, err := m.DDL(engine.Dialect())
				require.NoError(t, err)
				first, err := m.Plan(t.Context(), engine)
				require.NoError(t, err)
				runPlan(t, engine, first.Up)
				requireNoDiff(t, m, engine)
				runPlan(t, engine, first.Down)
				require.NoError(t, m.CreateAll(t.Context(), engine))
				require.NoError(t, m.CreateAll(t.Context(), engine))
				if postgres && name == "a table here" {
					run(t, engine, "CREATE TYPE app.colour AS ENUM ('red')", "CREATE TABLE app.other (mood app.mood DEFAULT 'happy', colour app.colour)")
				}
				requireNoDiff(t, m, engine)
				for _, values := range [][]string{{"happy", "sad", "odd"}, {"sad", "happy"}, {"happy"}} {
					changeAndBack(t, engine, m, withMoods(models, values...))
				}
				found, err := schema.Reflect(t.Context(), engine)
				require.NoError(t, err)
				source, err := found.GoSource("found")
				require.NoError(t, err)
				if postgres && name != "a table there" {
					require.Contains(t, string(source), `schema.Enum("app.mood", "happy", "sad")`)
				}
				if postgres && name == "a table here" {
					require.ErrorContains(t, m.DropAll(t.Context(), engine), "other")
					run(t, engine, "DROP TABLE app.other")
				}
				require.NoError(t, m.DropAll(t.Context(), engine))
				if postgres {
					left, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT typname::text FROM pg_type WHERE typname IN ('mood', '_mood', 'moody')"))
					require.NoError(t, err)
					require.Empty(t, left)
				}
				require.NoError(t, m.CreateAll(t.Context(), engine))
				requireNoDiff(t, m, engine)
			})
		})
	}
}

func withMoods(models []any, values ...string) *schema.MetaData {
	return schema.MustOf(models...).With(schema.Enum("app.mood", values...))
}

func requireNoDiff(t *testing.T, m *schema.MetaData, engine *repo.Engine) {
	t.Helper()
	d, err := m.Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
}

// changeAndBack runs the plan from before to after, and back.
func changeAndBack(t *testing.T, engine *repo.Engine, before, after *schema.MetaData) {
	t.Helper()
	plan, err := after.Plan(t.Context(), engine)
	require.NoError(t, err)
	require.NotEmpty(t, plan.Up)
	runPlan(t, engine, plan.Up)
	requireNoDiff(t, after, engine)
	runPlan(t, engine, plan.Down)
	requireNoDiff(t, before, engine)
}

type twice struct {
	ID   int64
	Here string `db:"here,type=mood,default='calm',check=here <> 'wild'::public.mood"`
	App  string `db:"app,type=app.mood,default='happy'"`
}

func (twice) TableName() string { return "twice" }

// Two schemas may have an enum of one name.
func TestEnumsOfOneNameInTwoSchemas(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name == "sqlite" {
			return // has no schemas
		}
		run(t, engine, "CREATE SCHEMA app")
		for _, m := range []*schema.MetaData{
			schema.MustOf(builder.Model[twice]()).With(schema.Enum("mood", "calm", "wild"), schema.Enum("app.mood", "happy", "sad")),
			schema.MustOf(builder.Model[twice]()).With(schema.Enum("app.mood", "sad", "happy"), schema.Enum("mood", "wild", "calm")),
		} {
			plan, err := m.Plan(t.Context(), engine)
			require.NoError(t, err)
			runPlan(t, engine, plan.Up)
			d, err := m.Diff(t.Context(), engine)
			require.NoError(t, err)
			require.Empty(t, d.String())
		}
		run(t, engine, "INSERT INTO twice (id, here, app) VALUES (1, 'calm', 'sad')")
	})
}
