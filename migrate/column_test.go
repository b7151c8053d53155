package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// checked is a hero with columns that constraints are about.
type checked struct {
	ID    int64  `db:"id,pk"`
	Name  string `db:"name"`
	Power *int32 `db:"power,check=power > 0"`
	Level *int32 `db:"level,unique"`
	Rank  int32  `db:"rank,check=rank > 6,default=7"`
	Size  int32  `db:"size,check=size BETWEEN 3 AND 5"`
	Debt  int64  `db:"debt,check=debt < -10"`
	Mood  string `db:"mood,check=mood IN ('calm', 'wild')"`
	Nick  string `db:"nick"`
}

func (checked) TableName() string { return "heroes" }

// unchecked is a hero without them.
type unchecked struct {
	ID   int64  `db:"id,pk"`
	Name string `db:"name"`
}

func (unchecked) TableName() string { return "heroes" }

// A column that was dropped comes back with what its constraints say, of it alone and of several columns, while there are rows.
func TestADroppedColumnComesBackWithItsChecks(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, dir := t.Context(), t.TempDir()
		before := schema.MustOf(builder.Model[checked]()).With(schema.Check("ck_two", builder.Model[checked](), builder.Text("power < level")), schema.Check("ck_nick", builder.Model[checked](), builder.Text("nick <> name AND nick <> ''")))
		step := func(message string, models *schema.MetaData) *migrate.Migrator {
			m := migrator(t, engine, migrate.Config{Dir: dir, MetaData: models})
			_, err := m.Revision(ctx, migrate.NewRevision{Message: message, Autogenerate: true, Allow: []string{"*"}})
			require.NoError(t, err)
			require.NoError(t, m.Upgrade(ctx, "head"))
			return m
		}
		step("create", before)
		sent(t, engine, "INSERT INTO heroes (id, name, power, level, size, debt, mood, nick) VALUES (1, 'x', 1, 2, 4, -11, 'wild', 'y')")
		m := step("drop", schema.MustOf(builder.Model[unchecked]()))
		d, err := m.Check(ctx)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.NoError(t, m.Downgrade(ctx, "-1"))
		d, err = before.Diff(ctx, engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM heroes WHERE power IS NULL AND rank = 7 AND size = 3 AND mood = 'calm'"))
		for _, wrong := range []string{"power = 0", "rank = 6", "power = 5, level = 4", "size = 6", "debt = 0", "mood = ''", "nick = name"} {
			_, err := engine.Exec(ctx, builder.Text("UPDATE heroes SET "+wrong))
			require.ErrorIs(t, err, repo.ErrCheckViolation, wrong)
		}
	})
}
