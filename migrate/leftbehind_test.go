package migrate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/schema"
)

type berth struct{ ID int64 }

func (berth) TableName() string { return "harbour.berths" }

// A table whose schema no model names any more is told by Check where a revision made it, and what others have there is not.
func TestATableLeftBehindInItsSchemaIsTold(t *testing.T) {
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLPgx, enginetest.SQLPq} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			engine := e.Open(t, e.URL(t))
			require.NoError(t, send(t, engine, "CREATE SCHEMA harbour"))
			require.NoError(t, send(t, engine, "CREATE TABLE harbour.others (id integer)"))
			c := migrate.Config{Dir: t.TempDir(), MetaData: schema.MustOf(builder.Model[plainParcel](), builder.Model[berth]()),
				Include: func(_, table, _ string) bool { return table != "others" }}
			revise(t, engine, c, migrate.NewRevision{Message: "create"})
			m, err := migrate.New(engine, c)
			require.NoError(t, err)
			require.NoError(t, m.Upgrade(t.Context(), "head"))
			d, err := m.Check(t.Context())
			require.NoError(t, err)
			require.Empty(t, d.Unseen)
			c.MetaData = schema.MustOf(builder.Model[plainParcel]())
			m, err = migrate.New(engine, c)
			require.NoError(t, err)
			d, err = m.Check(t.Context())
			require.NoError(t, err)
			require.True(t, d.Empty())
			require.Len(t, d.Unseen, 1)
			require.Regexp(t, `^harbour.berths: table that revision [0-9a-f]{12} made, in a schema that no model names any more, which nothing declares$`, d.Unseen[0].String())
			require.NoError(t, send(t, engine, "DROP TABLE harbour.berths"))
			d, err = m.Check(t.Context())
			require.NoError(t, err)
			require.Empty(t, d.Unseen)
		})
	}
}
