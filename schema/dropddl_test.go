package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// DropDDL takes away what DDL makes.
func TestDropDDL(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		m := thingsMetaData(engine.Dialect()).With(schema.View("glad", "SELECT id, name FROM things"), schema.View("gladder", "SELECT id FROM glad"))
		create, err := m.DDL(engine.Dialect())
		require.NoError(t, err)
		drop, err := m.DropDDL(engine.Dialect())
		require.NoError(t, err)
		run(t, engine, create...)
		run(t, engine, drop...)
		d, err := schema.MustOf().Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.Changes)
		require.Empty(t, d.Unseen)
		run(t, engine, create...)
	})
}
