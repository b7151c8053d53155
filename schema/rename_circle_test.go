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

// The models of the table ys, before and after its columns change places.
type (
	plainYs struct {
		ID   int64
		Name string  `db:"name"`
		B    string  `db:"b"`
		C    *string `db:"c"`
	}
	swappedYs struct {
		ID   int64
		Name string  `db:"b,was=name"`
		B    string  `db:"name,was=b"`
		C    *string `db:"c"`
	}
	turnedYs struct {
		ID   int64
		Name string  `db:"b,was=name"`
		B    string  `db:"c,was=b"`
		C    *string `db:"name,was=c"`
	}
	// shiftedYs is a chain: what was b is c, and what was name is b, and another column takes the name.
	shiftedYs struct {
		ID   int64
		New  *string `db:"name"`
		Name string  `db:"b,was=name"`
		B    string  `db:"d,was=b"`
		C    *string `db:"c"`
	}
)

// TableName names the table.
func (plainYs) TableName() string { return "ys" }

// TableName names the table.
func (swappedYs) TableName() string { return "ys" }

// TableName names the table.
func (turnedYs) TableName() string { return "ys" }

// TableName names the table.
func (shiftedYs) TableName() string { return "ys" }

// Names that go in a circle are there before and after, so that tags, which stay, do not tell whether the renames were done: they are refused, as
// is a rename of a name to one that is there.
func TestRenamesInACircleOfTags(t *testing.T) {
	swapped, turned := schema.MustOf(builder.Model[swappedYs]()), schema.MustOf(builder.Model[turnedYs]())
	plain := schema.MustOf(builder.Model[plainYs]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		refused := func(m *schema.MetaData, want, next string, opts ...schema.DiffOption) {
			_, err := m.Diff(ctx, engine, opts...)
			require.ErrorContains(t, err, want)
			require.ErrorContains(t, err, next)
			_, err = m.Plan(ctx, engine, opts...)
			require.ErrorContains(t, err, want)
		}
		require.NoError(t, plain.CreateAll(ctx, engine))
		refused(swapped, "circle", "--rename")
		refused(turned, "circle", "--rename")
		refused(plain, "both", "third name", schema.Renames(map[string]string{"ys.name": "ys.b"}))
		refused(plain, "both", "third name", schema.Renames(map[string]string{"ys.name": "ys.b", "ys.b": "ys.c"}))
		run(t, engine, "ALTER TABLE ys DROP COLUMN c")
		refused(plain, "has no ys.c", "leave the renames out", schema.Renames(map[string]string{"ys.c": "ys.b", "ys.b": "ys.c"}))
	})
}

// Said once, and not by tags, renames go in circles: what each column holds is what the other held.
func TestRenamesInACircle(t *testing.T) {
	plain := schema.MustOf(builder.Model[plainYs]())
	circle := schema.Renames(map[string]string{"ys.name": "ys.b", "ys.b": "ys.name"})
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, plain.CreateAll(ctx, engine))
		run(t, engine, "INSERT INTO ys (name, b, c) VALUES ('NAME', 'BEE', 'SEA')")
		d, err := plain.Diff(ctx, engine, circle)
		require.NoError(t, err)
		p, err := plain.Plan(ctx, engine, circle)
		require.NoError(t, err)
		require.Equal(t, d, p.Diff)
		require.ElementsMatch(t, []string{"ys.b: renamed from name", "ys.name: renamed from b"}, strings.Split(p.Diff.String(), "\n"))
		runPlan(t, engine, p.Up)
		row, err := repo.One[*plainYs](ctx, engine, builder.Select(builder.Model[plainYs]()))
		require.NoError(t, err)
		require.Equal(t, []string{"BEE", "NAME", "SEA"}, []string{row.Name, row.B, *row.C})
		runPlan(t, engine, p.Down)
		row, err = repo.One[*plainYs](ctx, engine, builder.Select(builder.Model[plainYs]()))
		require.NoError(t, err)
		require.Equal(t, []string{"NAME", "BEE", "SEA"}, []string{row.Name, row.B, *row.C})
	})
}

// A rename of a table to the name of another, which nothing frees, is refused.
func TestRenameToATableThatIsThere(t *testing.T) {
	both := schema.MustOf(builder.Model[plainYs](), builder.Model[knight]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, both.CreateAll(ctx, engine))
		_, err := both.Diff(ctx, engine, schema.Renames(map[string]string{"ys": "knights"}))
		require.ErrorContains(t, err, "both")
	})
}

// A chain is followed in its order, though a new column takes the first name, and its tags may stay.
func TestRenamesInAChain(t *testing.T) {
	plain, shifted := schema.MustOf(builder.Model[plainYs]()), schema.MustOf(builder.Model[shiftedYs]())
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, plain.CreateAll(ctx, engine))
		run(t, engine, "INSERT INTO ys (name, b, c) VALUES ('NAME', 'BEE', 'SEA')")
		p, err := shifted.Plan(ctx, engine)
		require.NoError(t, err)
		require.Equal(t, "ys.d: renamed from b\nys.b: renamed from name\nys.name: AddColumn text", p.Diff.String())
		runPlan(t, engine, p.Up)
		row, err := repo.One[*shiftedYs](ctx, engine, builder.Select(builder.Model[shiftedYs]()))
		require.NoError(t, err)
		require.Equal(t, []string{"NAME", "BEE", "SEA"}, []string{row.Name, row.B, *row.C})
		require.Nil(t, row.New)
		d, err := shifted.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
	})
}
