package migrate_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	plainParcel struct {
		ID   int64
		Code string `db:"code,unique"`
		Size *int32 `db:"size"`
	}
	hashedParcel struct {
		ID   int64
		Code string `db:"code,unique"`
		Size *int32 `db:"size"`
		Hash string `db:"hash,default=md5('a')"`
	}
	parcelHash struct {
		ID   int64
		Hash string `db:"hash,default=md5('a')"`
	}
	sizedParcel struct {
		ID   int64
		Code string `db:"code,unique"`
		Size *int32 `db:"size,unique"`
	}
	codelessParcel struct {
		ID   int64
		Size *int32 `db:"size"`
	}
)

func (plainParcel) TableName() string    { return "parcels" }
func (hashedParcel) TableName() string   { return "parcels" }
func (parcelHash) TableName() string     { return "hashes" }
func (sizedParcel) TableName() string    { return "parcels" }
func (codelessParcel) TableName() string { return "parcels" }

// parcels are revisions of the models before a change, with two rows, in a folder of each dialect.
func parcels(t *testing.T, engine *repo.Engine) migrate.Config {
	t.Helper()
	c := migrate.Config{Dir: t.TempDir(), MetaData: schema.MustOf(builder.Model[plainParcel]())}
	require.NoError(t, os.Mkdir(filepath.Join(c.Dir, engine.Dialect().Name), 0o755))
	require.Empty(t, revise(t, engine, c, migrate.NewRevision{Message: "create"})[0].Notes)
	m, err := migrate.New(engine, c)
	require.NoError(t, err)
	require.NoError(t, m.Upgrade(t.Context(), "head"))
	for _, text := range []string{"INSERT INTO parcels (code, size) VALUES ('a', 1)", "INSERT INTO parcels (code, size) VALUES ('b', 1)"} {
		require.NoError(t, send(t, engine, text))
	}
	return c
}

func send(t *testing.T, engine *repo.Engine, text string) error {
	t.Helper()
	_, err := engine.Runner().Exec(t.Context(), backends.Stmt{SQL: text})
	return err
}

func revise(t *testing.T, engine *repo.Engine, c migrate.Config, n migrate.NewRevision) []migrate.Revision {
	t.Helper()
	m, err := migrate.New(engine, c)
	require.NoError(t, err)
	n.Autogenerate = true
	list, err := m.Revision(t.Context(), n)
	require.NoError(t, err)
	return list
}

// What the rows refuse, there or on the way back, is told when the revision is written, and not only when it is applied.
func TestWhatTheRowsRefuseIsTold(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		c := parcels(t, engine)
		c.MetaData = schema.MustOf(builder.Model[sizedParcel]())
		sized := revise(t, engine, c, migrate.NewRevision{Message: "unique sizes"})
		require.Len(t, sized[0].Notes, 1)
		require.Contains(t, sized[0].Notes[0], "tried on this database, the upgrade fails: ")
		require.Contains(t, sized[0].Notes[0], "mend the rows, or the revision")
		require.NoError(t, os.Remove(sized[0].Path))

		c.MetaData = schema.MustOf(builder.Model[codelessParcel]())
		codeless := revise(t, engine, c, migrate.NewRevision{Message: "no codes", Allow: []string{"parcels.code"}})
		require.Len(t, codeless[0].Notes, 1, "two rows would have the same code")
		require.Contains(t, codeless[0].Notes[0], "tried on this database, the way back fails: ")
		require.NotContains(t, codeless[0].Notes[0], "drey_new_")
		m, err := migrate.New(engine, c)
		require.NoError(t, err)
		require.NoError(t, m.Upgrade(t.Context(), "head"))
		require.Error(t, m.Downgrade(t.Context(), "-1"), "as it was told")
	})
}

// A default that calls what SQLite lacks is told where it is written, also for the folder beside the one of PostgreSQL; what both have is not.
func TestADefaultThatSQLiteLacksIsTold(t *testing.T) {
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			engine := e.Open(t, e.URL(t))
			c := parcels(t, engine)
			if e.Name == enginetest.Pgx.Name {
				require.NoError(t, os.Mkdir(filepath.Join(c.Dir, "sqlite"), 0o755))
				files, err := filepath.Glob(filepath.Join(c.Dir, "postgres", "*.sql"))
				require.NoError(t, err)
				text, err := os.ReadFile(files[0])
				require.NoError(t, err)
				head, _, _ := strings.Cut(string(text), "-- +goose Up")
				lite := head + "-- +goose Up\nCREATE TABLE parcels (id integer NOT NULL, code text NOT NULL, size integer, PRIMARY KEY (id), CONSTRAINT uq_parcels_code UNIQUE (code));\n-- +goose Down\nDROP TABLE parcels;\n"
				require.NoError(t, os.WriteFile(filepath.Join(c.Dir, "sqlite", filepath.Base(files[0])), []byte(lite), 0o600))
			}
			c.MetaData = schema.MustOf(builder.Model[hashedParcel]())
			m, err := migrate.New(engine, c)
			require.NoError(t, err)
			_, err = m.Revision(t.Context(), migrate.NewRevision{Message: "hashes", Autogenerate: true})
			require.ErrorContains(t, err, "parcels.hash: SQLite cannot compute its default (md5('a'))", "rows are given it at once")
			c.MetaData = schema.MustOf(builder.Model[plainParcel](), builder.Model[parcelHash]())
			list := revise(t, engine, c, migrate.NewRevision{Message: "hashes"})
			last := list[len(list)-1]
			require.Contains(t, last.Path, "/sqlite/")
			require.Len(t, last.Notes, 1)
			require.Contains(t, last.Notes[0], "hashes.hash: SQLite cannot compute its default (md5('a')) (no such function: md5)")
			if len(list) > 1 {
				require.Empty(t, list[0].Notes)
			}
			lite := enginetest.SQLite.Open(t, enginetest.SQLite.URL(t))
			m, err = migrate.New(lite, c)
			require.NoError(t, err)
			require.NoError(t, m.Upgrade(t.Context(), "head"))
			require.ErrorContains(t, send(t, lite, "INSERT INTO hashes (id) VALUES (1)"), "md5", "as it was told")
		})
	}
}
