package schema_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type oddlyTyped struct {
	ID   int64
	Mood string `db:"mood,type=no_such_mood"`
}

// TableName names the table.
func (oddlyTyped) TableName() string { return "oddly_typed" }

type oddlySorted struct {
	ID   int64
	Name string `db:"name,collate=klingon"`
}

// TableName names the table.
func (oddlySorted) TableName() string { return "oddly_sorted" }

// nothingIsThere expects an empty database.
func nothingIsThere(t *testing.T, engine *repo.Engine) {
	t.Helper()
	found, err := schema.Reflect(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, found.Tables())
}

// What the database does not have is named, with what to do, and the tables before it are not left behind.
func TestWhatTheDatabaseLacks(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		ctx, postgres := t.Context(), engine.Dialect().Name == "postgres"
		err := schema.CreateAll(ctx, engine, toys, builder.Model[oddlySorted]())
		require.ErrorContains(t, err, "klingon")
		require.ErrorContains(t, err, "collate=")
		nothingIsThere(t, engine)
		err = schema.CreateAll(ctx, engine, toys, builder.Model[oddlyTyped]())
		if postgres { // a type that SQLite does not know keeps texts
			require.ErrorContains(t, err, "no_such_mood")
			require.ErrorContains(t, err, "schema.Enum")
			nothingIsThere(t, engine)
			_, err = schema.MustOf(builder.Model[oddlyTyped]()).Diff(ctx, engine)
			require.ErrorContains(t, err, "schema.Enum")
		} else {
			require.NoError(t, err)
			require.NoError(t, schema.DropAll(ctx, engine, toys, builder.Model[oddlyTyped]()))
		}
		run(t, engine, "CREATE VIEW toys AS SELECT 1 AS one")
		err = schema.CreateAll(ctx, engine, builder.Model[box](), toys)
		require.ErrorContains(t, err, "toys")
		nothingIsThere(t, engine)
	})
}

// A database of SQLite's that may only be read is compared, and changed by nobody.
func TestADatabaseThatIsReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	open := func(query string) *repo.Engine {
		engine, err := repo.Open(t.Context(), "sqlite:///"+path+query, repo.WithBackend(sqlxbackend.Backend{}))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, engine.Close()) })
		return engine
	}
	require.NoError(t, schema.CreateAll(t.Context(), open(""), toys))
	engine := open("?mode=ro")
	d, err := schema.MustOf(toys).Diff(t.Context(), engine)
	require.NoError(t, err)
	require.Empty(t, d.String())
	require.NoError(t, schema.CreateAll(t.Context(), engine, toys), "everything is there")
	err = schema.CreateAll(t.Context(), engine, toys, builder.Model[box]())
	var failed *backends.Error
	require.ErrorAs(t, err, &failed)
	require.ErrorContains(t, err, "open it for writing")
}
