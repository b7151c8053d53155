package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// knight is a table before a change.
type knight struct {
	ID   int64
	Name string `db:"name,unique"`
	Age  *int32 `db:"age,index"`
}

// TableName names the table.
func (knight) TableName() string { return "knights" }

// champion is the table afterwards: it has another name, and so has one of its columns.
type champion struct {
	ID    int64
	Title string  `db:"title,unique,was=name"`
	Age   *int32  `db:"age,index"`
	Rank  *string `db:"rank"`
}

// TableName names the table.
func (champion) TableName() string { return "champions" }

func TestRenamesKeepRows(t *testing.T) {
	before := schema.MustOf(builder.Model[knight]())
	after := schema.MustOf(builder.Model[champion]())
	hint := schema.Renames(map[string]string{"knights": "champions"})
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, before.CreateAll(ctx, engine))
		run(t, engine, "INSERT INTO knights (name, age) VALUES ('Lancelot', 30)")
		d, err := after.Diff(ctx, engine, hint)
		require.NoError(t, err)
		require.Equal(t, "champions: renamed from knights\nchampions.title: renamed from name\nchampions.rank: AddColumn text", d.String())
		p, err := after.Plan(ctx, engine, hint)
		require.NoError(t, err)
		require.Equal(t, d.Changes, p.Changes)
		runPlan(t, engine, p.Up)
		nothing, err := after.Diff(ctx, engine, hint)
		require.NoError(t, err)
		require.Empty(t, nothing.String())
		run(t, engine, "UPDATE champions SET rank = 'first' WHERE title = 'Lancelot' AND age = 30")
		runPlan(t, engine, p.Down)
		nothing, err = before.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, nothing.String())
		kept, err := repo.Scalars[string](ctx, engine, builder.Text("SELECT name FROM knights"))
		require.NoError(t, err)
		require.Equal(t, []string{"Lancelot"}, kept)
	})
}

type (
	pier        struct{ ID int64 }
	pierOutside struct{ ID int64 }
)

func (pier) TableName() string        { return "app.piers" }
func (pierOutside) TableName() string { return "piers" }

// The last table of a schema leaves it, although no model names that schema any more.
func TestTheLastTableLeavesItsSchema(t *testing.T) {
	before, after := schema.MustOf(builder.Model[pier]()), schema.MustOf(builder.Model[pierOutside]())
	engine := enginetest.Pgx.Open(t, pgtest.URL(t))
	ctx := t.Context()
	run(t, engine, "CREATE SCHEMA app")
	require.NoError(t, before.CreateAll(ctx, engine))
	run(t, engine, "INSERT INTO app.piers (id) VALUES (7)")
	hint := schema.Renames(map[string]string{"app.piers": "piers"})
	p, err := after.Plan(ctx, engine, hint)
	require.NoError(t, err)
	runPlan(t, engine, p.Up)
	moved, err := repo.Scalars[int64](ctx, engine, builder.Text("SELECT id FROM piers"))
	require.NoError(t, err)
	require.Equal(t, []int64{7}, moved)
	nothing, err := after.Diff(ctx, engine, hint)
	require.NoError(t, err)
	require.Empty(t, nothing.String())
	runPlan(t, engine, p.Down)
	nothing, err = before.Diff(ctx, engine)
	require.NoError(t, err)
	require.Empty(t, nothing.String())
	run(t, engine, "ALTER TABLE app.piers SET SCHEMA public", "DROP SCHEMA app")
	nothing, err = after.Diff(ctx, engine, hint)
	require.NoError(t, err)
	require.Empty(t, nothing.String())
}

type veteran struct {
	ID    int64
	Name  string `db:"name,unique"`
	Years *int32 `db:"years,index"`
}

// TableName names the table.
func (veteran) TableName() string { return "veterans" }

// A column of a table that is renamed as well may be said to stand in either, before and behind.
func TestRenamesOfATableAndItsColumn(t *testing.T) {
	before, after := schema.MustOf(builder.Model[knight]()), schema.MustOf(builder.Model[veteran]())
	for _, column := range [][2]string{
		{"knights.age", "knights.years"}, {"knights.age", "veterans.years"}, {"veterans.age", "veterans.years"},
	} {
		t.Run(column[0]+" to "+column[1], func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				require.NoError(t, before.CreateAll(t.Context(), engine))
				d, err := after.Diff(t.Context(), engine, schema.Renames(map[string]string{"knights": "veterans", column[0]: column[1]}))
				require.NoError(t, err)
				require.Equal(t, "veterans: renamed from knights\nveterans.years: renamed from age", d.String())
			})
		})
	}
}

func TestARenameThatFitsNothingIsNamed(t *testing.T) {
	before := schema.MustOf(builder.Model[knight]())
	after := schema.MustOf(builder.Model[champion]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, before.CreateAll(ctx, engine))
		for old, name := range map[string]string{
			"nights": "champions", "knights": "champs", "knights.nme": "champions.title", "champions.age": "champions.title", "": "champions",
			"dragons.name": "champions.title", "champions": "champions",
		} {
			_, err := after.Plan(ctx, engine, schema.Renames(map[string]string{old: name}))
			require.ErrorContains(t, err, name)
			_, err = after.Diff(ctx, engine, schema.Renames(map[string]string{old: name}))
			require.ErrorContains(t, err, name)
		}
		run(t, engine, "CREATE TABLE champions (id integer)")
		_, err := after.Plan(ctx, engine, schema.Renames(map[string]string{"knights": "champions"}))
		require.ErrorContains(t, err, "both")
	})
}
