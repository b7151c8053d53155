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
	Mood string   `db:"mood,type=mood"`
	Last *string  `db:"last,type=mood"`
	Past []string `db:"the 'mood' past,type=mood[]"`
}

func (lodger) TableName() string { return "lodgers" }

// editLodgers writes several rows at once by each way, lists of an enum among their columns.
func editLodgers(t *testing.T, engine *repo.Engine, tenant string) {
	t.Helper()
	ctx := t.Context()
	lodgers := builder.Model[lodger]()
	past := builder.Select(lodgers).OrderBy(builder.Col(&lodgers.ID).Asc())
	require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
		list, err := repo.All(ctx, s, past)
		require.NoError(t, err)
		require.Equal(t, [][]string{{"calm", "wild"}, nil, {}}, [][]string{list[0].Past, list[1].Past, list[2].Past})
		list[0].Past, list[1].Past, list[2].Past = nil, []string{"wild"}, []string{"calm", "calm"}
		require.NoError(t, s.Flush(ctx))
		list[1].Mood, list[2].Mood = "wild", "wild"
		require.NoError(t, repo.UpsertAll(ctx, s, list[1:]))
		require.NoError(t, repo.UpdateAll(ctx, s, list[:2]))
		return repo.InsertAll(ctx, s, []*lodger{{ID: 4, Mood: "calm", Past: []string{"wild"}}, {ID: 5, Mood: "calm"}})
	}, repo.WithSchema(tenant)))
	require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
		list, err := repo.All(ctx, s, past)
		require.NoError(t, err)
		require.Equal(t, [][]string{nil, {"wild"}, {"calm", "calm"}, {"wild"}, nil}, [][]string{list[0].Past, list[1].Past, list[2].Past, list[3].Past, list[4].Past})
		n, err := repo.Count(ctx, s, builder.Select(lodgers).Where(builder.Col(&lodgers.Mood).In("wild", "calm"), builder.Col(&lodgers.Past).Eq([]string{"wild"})))
		require.Equal(t, 2, int(n))
		return err
	}, repo.WithSchema(tenant)))
}

// calmLodger is a row of a view.
type calmLodger struct {
	_  struct{} `db:",keyless"`
	ID int64
}

func (calmLodger) TableName() string { return "calm_lodgers" }

// A view within a schema says so itself, or is refused: its text would read other tables.
func TestViewsWithin(t *testing.T) {
	lodgers, calm := builder.Model[lodger](), builder.Model[calmLodger]()
	of := func(view, from string) *schema.MetaData {
		return schema.MustOf(lodgers, calm).With(schema.Enum("mood", "calm", "wild"), schema.Within("acorn"),
			schema.View(view, "SELECT id FROM "+from+" WHERE mood = 'calm'"))
	}
	_, err := of("calm_lodgers", "lodgers").DDL(builder.Postgres())
	require.ErrorContains(t, err, `call it "acorn.calm_lodgers"`)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no schemas
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA acorn")
		within := of("acorn.calm_lodgers", "acorn.lodgers")
		require.NoError(t, within.CreateAll(ctx, engine))
		d, err := within.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.NoError(t, engine.Begin(ctx, func(s *repo.Session) error {
			require.NoError(t, s.Add(&lodger{ID: 1, Mood: "calm"}, &lodger{ID: 2, Mood: "wild"}))
			found, err := repo.All(ctx, s, builder.Select(calm))
			require.Equal(t, []*calmLodger{{ID: 1}}, found)
			return err
		}, repo.WithSchema("acorn")))
		require.NoError(t, within.DropAll(ctx, engine))
	})
}

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
				return s.Add(&lodger{ID: 1, Mood: "wild", Past: []string{"calm", "wild"}}, &lodger{ID: 2, Mood: "calm", Last: &last}, &lodger{ID: 3, Mood: "calm", Past: []string{}})
			}, repo.WithSchema(tenant)))
			editLodgers(t, engine, tenant)
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

// A schema that no session can name is refused before anything is written.
func TestWithinNamesASchema(t *testing.T) {
	for _, name := range []string{"", `q"q`, "a.b", "a`b", "a\x00"} {
		_, err := schema.MustOf(builder.Model[lodger]()).With(schema.Within(name)).DDL(builder.Postgres())
		require.ErrorContains(t, err, "name a schema, without quotes", name)
	}
}
