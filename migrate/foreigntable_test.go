package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// A table of another program's under the name of the version table is told as that by every door, and stays as it is.
func TestATableOfAnothersByThatName(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx := t.Context()
		sent(t, engine, "CREATE TABLE drey_version (version integer)")
		m := migrator(t, engine, migrate.Config{FS: files(linear[0], "alone - outside\n-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n")})
		_, current := m.Current(ctx)
		_, history := m.History(ctx)
		for door, err := range map[string]error{
			"upgrade": m.Upgrade(ctx, "heads"), "downgrade": m.Downgrade(ctx, "base"), "stamp": m.Stamp(ctx, "alone"), "forget": m.Forget(ctx), "current": current, "history": history,
		} {
			require.ErrorContains(t, err, `migrate: the table "drey_version" is there, and is not drey's`, door)
			require.NotContains(t, err.Error(), "correct its name", door)
			require.NotContains(t, err.Error(), "migrate: migrate", door)
		}
		require.Zero(t, rows(t, engine, "SELECT count(*) FROM drey_version"))
	})
}

// A revision that takes the version table away is told so, by its id.
func TestARevisionThatDropsTheVersionTable(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for way, header := range map[string]string{"in a transaction": "", "in none": "-- +goose NO TRANSACTION\n"} {
			m := migrator(t, engine, migrate.Config{FS: files("drops - drops\n" + header + "-- +goose Up\nDROP TABLE drey_version;\n")})
			err := m.Upgrade(t.Context(), "head")
			require.ErrorContains(t, err, "migrate: revision drops", way)
			require.ErrorContains(t, err, `it takes the table "drey_version" away`, way)
			require.NotContains(t, err.Error(), "correct its name", way)
		}
	})
}
