package migrate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// parts are a table whose columns get types that SQLite does not tell from those before, and that using= converts.
type (
	parts struct {
		ID   int64
		Size int32   `db:"size"`
		Half int16   `db:"half"`
		Name *string `db:"name,type=varchar(20)"`
		Code *string `db:"code"`
	}
	widerParts struct {
		ID   int64
		Size int64   `db:"size,using=size * 100"`
		Half int32   `db:"half,using=half + 1"`
		Name *string `db:"name,type=varchar(40),using=upper(name)"`
		Code *string `db:"code,using=upper(code)"`
	}
	stricterParts struct {
		ID   int64
		Size *int64 `db:"size,check=size > 0,using=size * 100"`
		Half int32  `db:"half,default=3,using=half + 1"`
		Name string `db:"name,type=varchar(40),default='',using=upper(name)"`
		Code string `db:"code,default='',using=upper(code)"`
	}
)

func (parts) TableName() string         { return "parts" }
func (widerParts) TableName() string    { return "parts" }
func (stricterParts) TableName() string { return "parts" }

// What using= says is done to the rows of both databases, where the revision was planned beside PostgreSQL, and it is done once.
func TestUsingIsTheSameBesidePostgreSQL(t *testing.T) {
	postgres := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	engines := []*repo.Engine{postgres, enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))}
	c := migrate.Config{Dir: t.TempDir()}
	for _, name := range []string{"postgres", "sqlite"} {
		require.NoError(t, os.MkdirAll(filepath.Join(c.Dir, name), 0o755))
	}
	for i, version := range []struct {
		model any
		held  []string
	}{
		{builder.Model[parts](), []string{}},
		{builder.Model[widerParts](), []string{"1200 6 BOLT x"}},
		{builder.Model[stricterParts](), []string{"1200 6 BOLT x"}},
	} {
		c.MetaData = schema.MustOf(version.model)
		list := revise(t, postgres, c, migrate.NewRevision{Message: "step"})
		require.Len(t, list, 2)
		for _, r := range list {
			text, err := os.ReadFile(r.Path)
			require.NoError(t, err)
			require.Equal(t, i == 1, strings.Contains(string(text), "-- parts.size: the way there is by using=, and this is a plain cast: write its inverse\n"), "%s", text)
			require.Equal(t, i == 1, strings.Contains(strings.Join(r.Notes, "\n"), "parts.half: the way there is what using= says"), r.Notes)
		}
		for _, engine := range engines {
			require.NoError(t, migrator(t, engine, c).Upgrade(t.Context(), "head"))
			held, err := repo.Scalars[string](t.Context(), engine, builder.Text("SELECT CAST(size AS text) || ' ' || CAST(half AS text) || ' ' || name || ' ' || code FROM parts"))
			require.NoError(t, err)
			require.Equal(t, version.held, held, engine.Dialect().Name)
			if i == 0 {
				require.NoError(t, send(t, engine, "INSERT INTO parts (id, size, half, name, code) VALUES (1, 12, 5, 'bolt', 'x')"))
			}
		}
	}
}
