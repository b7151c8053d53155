package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// What notes are of, before and behind renames: two tables change their names with each other, or one gets another.
type (
	crag struct {
		ID    int64
		Notes []*note `rel:"has-many,polymorphic=owner"`
	}
	cliff struct {
		ID    int64
		Notes []*note `rel:"has-many,polymorphic=owner"`
	}
	note struct {
		ID        int64
		OwnerID   *int64
		OwnerType *string
	}
	peak struct {
		ID    int64
		Memos []*memo `rel:"has-many,polymorphic=of"`
	}
	memo struct {
		ID     int64
		OfID   *int64
		OfType *string `db:"of_type,was=owner_type"`
	}
	marked struct {
		ID    int64
		Notes []*scrap `rel:"has-many,polymorphic=owner,polymorphic-value=crags"`
	}
	scrap struct {
		ID        int64
		OwnerID   *int64
		OwnerType *string
	}
)

func (crag) TableName() string   { return "crags" }
func (cliff) TableName() string  { return "cliffs" }
func (note) TableName() string   { return "notes" }
func (peak) TableName() string   { return "peaks" }
func (memo) TableName() string   { return "notes" }
func (scrap) TableName() string  { return "notes" }
func (marked) TableName() string { return "peaks" }

// holders are the owners' types of all notes, in order.
func holders(t *testing.T, engine *repo.Engine, column string) []string {
	list, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT "+column+" FROM notes ORDER BY id"))
	require.NoError(t, err)
	return list
}

// Rows that name a renamed table name it as it is called now, and as it was on the way back.
func TestRenamesCarryTheNamesThatRowsHold(t *testing.T) {
	notes := builder.Model[note]()
	before := schema.MustOf(builder.Model[crag](), builder.Model[cliff](), notes)
	for name, to := range map[string]struct {
		models *schema.MetaData
		hints  map[string]string
		column string
		want   []string
	}{
		"another name": {schema.MustOf(builder.Model[peak](), builder.Model[memo]()), map[string]string{"crags": "peaks", "notes.owner_id": "notes.of_id"}, "of_type", []string{"peaks", "cliffs", "peaks"}},
		"each other's": {before, map[string]string{"crags": "cliffs", "cliffs": "crags"}, "owner_type", []string{"cliffs", "crags", "cliffs"}},
		"a name said":  {schema.MustOf(builder.Model[marked](), builder.Model[cliff](), builder.Model[scrap]()), map[string]string{"crags": "peaks"}, "owner_type", []string{"crags", "cliffs", "crags"}},
	} {
		t.Run(name, func(t *testing.T) {
			enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
				ctx := t.Context()
				require.NoError(t, before.CreateAll(ctx, engine))
				run(t, engine, "INSERT INTO notes (id, owner_id, owner_type) VALUES (1, 1, 'crags'), (2, 1, 'cliffs'), (3, 2, 'crags')")
				p, err := to.models.Plan(ctx, engine, schema.Renames(to.hints))
				require.NoError(t, err)
				runPlan(t, engine, p.Up)
				require.Equal(t, to.want, holders(t, engine, to.column))
				runPlan(t, engine, p.Down)
				require.Equal(t, []string{"crags", "cliffs", "crags"}, holders(t, engine, "owner_type"))
			})
		})
	}
}

// Where the column takes no other name the rename is refused, with what to do.
func TestARenameThatRowsCannotFollowIsRefused(t *testing.T) {
	notes := builder.Model[note]()
	crags, cliffs := "crags", "cliffs"
	narrow := schema.Check("owners", notes, builder.Col(&notes.OwnerType).In(&crags, &cliffs))
	before := schema.MustOf(builder.Model[crag](), builder.Model[cliff](), notes).With(narrow)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		require.NoError(t, before.CreateAll(ctx, engine))
		type summit struct {
			ID    int64
			Notes []*note `rel:"has-many,polymorphic=owner"`
		}
		after := schema.MustOf(builder.Model[summit](builder.TableName("summits")), builder.Model[cliff](), notes).With(narrow)
		_, err := after.Plan(ctx, engine, schema.Renames(map[string]string{"crags": "summits"}))
		require.ErrorContains(t, err, `notes.owner_type: its rows hold "crags"`)
		require.ErrorContains(t, err, "polymorphic-value=crags")
	})
}

// Within a schema rows hold the name without it.
func TestRenamesWithinASchemaCarryTheNamesThatRowsHold(t *testing.T) {
	notes := builder.Model[note]()
	within := func(models ...any) *schema.MetaData { return schema.MustOf(models...).With(schema.Within("acorn")) }
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name != "postgres" {
			return // there are no schemas
		}
		ctx := t.Context()
		run(t, engine, "CREATE SCHEMA acorn")
		require.NoError(t, within(builder.Model[crag](), builder.Model[cliff](), notes).CreateAll(ctx, engine))
		type hill struct {
			ID    int64
			Notes []*note `rel:"has-many,polymorphic=owner"`
		}
		p, err := within(builder.Model[hill](builder.TableName("hills")), builder.Model[cliff](), notes).Plan(ctx, engine, schema.Renames(map[string]string{"acorn.crags": "acorn.hills"}))
		require.NoError(t, err)
		require.Contains(t, p.Up, `UPDATE "acorn"."notes" SET "owner_type" = 'hills' WHERE "owner_type" = 'crags'`)
		require.Contains(t, p.Down, `UPDATE "acorn"."notes" SET "owner_type" = 'crags' WHERE "owner_type" = 'hills'`)
	})
}
