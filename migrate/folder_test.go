package migrate_test

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"
)

// below is a revision of each dialect, in a folder.
func below(dir string) fstest.MapFS {
	file := &fstest.MapFile{Data: []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n")}
	return fstest.MapFS{dir + "/postgres/1_a.sql": file, dir + "/sqlite/1_a.sql": file}
}

// refuses has all that reads revisions say what is wrong with a Config.
func refuses(t *testing.T, engine *repo.Engine, c migrate.Config, says ...string) {
	m, err := migrate.New(engine, c)
	if err == nil {
		ctx := t.Context()
		_, current := m.Current(ctx)
		for _, failed := range []error{m.Upgrade(ctx, "head"), m.SQL(ctx, io.Discard, "base", "head"), m.Stamp(ctx, "head"), m.CheckFolder(), current} {
			require.ErrorIs(t, failed, fs.ErrNotExist)
			require.Equal(t, m.CheckFolder(), failed)
		}
		err = m.CheckFolder()
	}
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorIs(t, err, repo.ErrInvalidRequest)
	for _, part := range says {
		require.ErrorContains(t, err, part)
	}
	if c.FS != nil {
		for _, word := range []string{"--dir", "Config.Dir", "Config.FS/"} {
			require.NotContains(t, err.Error(), word)
		}
	}
}

// An FS with its folder in front, as that of //go:embed migrations is, is told with the fs.Sub that it wants.
func TestAFolderInFrontOfRevisionsIsTold(t *testing.T) {
	step := func(parent string) []migrate.GoStep {
		return []migrate.GoStep{{Revision: "b", Parent: parent, Up: func(context.Context, *repo.Session) error { return nil }}}
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		dialect := engine.Dialect().Name
		for dir, sub := range map[string]string{"migrations": `fs.Sub(files, "migrations")`, "db/sql/migrations": `fs.Sub(files, "db/sql/migrations")`} {
			files := below(dir)
			for _, steps := range [][]migrate.GoStep{nil, step(""), step("a")} {
				refuses(t, engine, migrate.Config{FS: files, GoSteps: steps}, "Config.FS has no folder "+dialect, sub)
			}
			subbed, err := fs.Sub(files, dir)
			require.NoError(t, err)
			m := migrator(t, engine, migrate.Config{FS: subbed})
			require.NoError(t, m.CheckFolder())
		}
		refuses(t, engine, migrate.Config{FS: fstest.MapFS{"mysql/1_a.sql": {}}}, "Config.FS has no folder "+dialect, "go:embed line", "drey revision")
		refuses(t, engine, migrate.Config{FS: os.DirFS(t.TempDir() + "/nowhere")}, "Config.FS has no folder to read revisions from")
		wrong, err := fs.Sub(below("migrations"), "nowhere")
		require.NoError(t, err)
		refuses(t, engine, migrate.Config{FS: wrong}, "behind fs.Sub, name a folder that is there")
	})
}

// A directory whose folder below has the revisions is told with that one.
func TestADirectoryAboveRevisionsIsTold(t *testing.T) {
	dir := t.TempDir()
	for _, dialect := range []string{"postgres", "sqlite"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "migrations", dialect), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "migrations", dialect, "1_a.sql"), []byte("-- drey: revision a\n-- +goose Up\nSELECT 1;\n"), 0o600))
	}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		refuses(t, engine, migrate.Config{Dir: dir}, dir+" has no folder "+dir+"/"+engine.Dialect().Name, "and "+dir+"/migrations has one", "--dir (Config.Dir)")
	})
}

// A file where the folder of revisions should be is told as one, at the first call.
func TestAFileIsNoFolderOfRevisions(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		file, below := filepath.Join(t.TempDir(), "migrations"), t.TempDir()
		for _, name := range []string{file, filepath.Join(below, engine.Dialect().Name)} {
			require.NoError(t, os.WriteFile(name, []byte("x"), 0o600))
		}
		for dir, named := range map[string]string{file: file, below: filepath.Join(below, engine.Dialect().Name)} {
			_, err := migrate.New(engine, migrate.Config{Dir: dir})
			require.ErrorIs(t, err, repo.ErrInvalidRequest)
			require.ErrorContains(t, err, named+" is a file, and no folder of revisions: name the folder")
		}
	})
}
