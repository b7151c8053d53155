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

// ticket is numbered by a function, and has a text of an extension's type.
type ticket struct {
	ID    int64  `db:"id,pk"`
	Code  string `db:"code,default=next_code(),omitzero"`
	Title string `db:"title,type=citext"`
}

func (ticket) TableName() string { return "tickets" }

// The first revision of models whose columns need an extension and a function makes these before the tables, and takes them back after them.
func TestARevisionMakesWhatColumnsNeed(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		if engine.Dialect().Name == builder.SQLite().Name {
			return
		}
		ctx, dir := t.Context(), t.TempDir()
		models := schema.MustOf(builder.Model[ticket]()).With(
			schema.Raw("citext", "CREATE EXTENSION citext", "DROP EXTENSION citext").BeforeTables(),
			schema.Raw("next_code", "CREATE FUNCTION next_code() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'x;'; END $$", "DROP FUNCTION next_code()").BeforeTables())
		config := migrate.Config{Dir: dir, MetaData: models}
		made, err := migrator(t, engine, config).Revision(ctx, migrate.NewRevision{Message: "create", Autogenerate: true})
		require.NoError(t, err)
		require.NotEmpty(t, made)
		require.Empty(t, made[0].Notes)
		for range 2 {
			m := migrator(t, engine, config)
			require.NoError(t, m.Upgrade(ctx, "head"))
			d, err := m.Check(ctx)
			require.NoError(t, err)
			require.Empty(t, d.String())
			require.Empty(t, d.Unseen)
			sent(t, engine, "INSERT INTO tickets (title) VALUES ('Lost')")
			require.EqualValues(t, 1, rows(t, engine, "SELECT count(*) FROM tickets WHERE code = 'x;' AND title = 'LOST'"))
			require.NoError(t, m.Downgrade(ctx, "base"))
			require.Zero(t, rows(t, engine, "SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'citext') + (SELECT count(*) FROM pg_proc WHERE proname = 'next_code')"))
		}
	})
}
