package cli_test

import (
	"embed"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/migrate/cli"
)

// Where there is no folder of revisions, everything that reads some says so.
func TestAFolderThatIsNotThereIsNamed(t *testing.T) {
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			own, reading := r.dir, [][]string{
				{"upgrade"}, {"upgrade", "--sql"}, {"upgrade", "--dry-run"}, {"downgrade", "-1"}, {"downgrade", "base"}, {"current"}, {"heads"}, {"history"},
				{"branches"}, {"show", "head"}, {"stamp", "head"}, {"stamp", "base", "--sql"}, {"check"}, {"merge", "-m", "a"},
			}
			for _, args := range reading {
				r.dir = filepath.Join(own, "wrong")
				err := r.try(args...)
				require.ErrorIs(t, err, fs.ErrNotExist, "%v", args)
				require.ErrorContains(t, err, "there is no folder "+r.dir)
				require.ErrorContains(t, err, "begin with: drey init")
				r.dir = filepath.Join(own, "other")
				require.NoError(t, os.MkdirAll(filepath.Join(r.dir, "mysql"), 0o755))
				err = r.try(args...)
				require.ErrorContains(t, err, r.dir+" has no folder "+r.dir+"/", "%v", args)
				require.ErrorContains(t, err, "drey revision -m")
				require.Equal(t, 1, cli.Code(err))
			}
			r.dir = own
			require.NoError(t, os.RemoveAll(filepath.Join(own, "other")))
			for _, args := range [][]string{{"upgrade"}, {"current"}, {"heads"}, {"history"}, {"branches"}, {"show", "head"}} {
				r.run(args...)
				require.Equal(t, "there are no revisions yet; the first one is written by: drey revision\n", r.err.String(), "%v", args)
			}
			require.ErrorContains(t, r.try("stamp", "head"), "there is no revision that \"head\" could name")
			r.run("revision", "--autogenerate", "-m", "create heroes")
			require.Contains(t, r.run("upgrade"), "up ID create heroes")
			require.Empty(t, r.run("upgrade", "--dry-run"))
			require.Equal(t, "nothing to do\n", r.err.String())
		})
	}
}

// An fs.FS without files, as an embed.FS without its line is, is named by all that reads revisions; a directory without files is where they
// are going to be.
func TestFilesThatWereNotEmbeddedAreTold(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	below, err := fs.Sub(embed.FS{}, "migrations")
	require.NoError(t, err)
	for _, files := range []fs.FS{embed.FS{}, fstest.MapFS{}, below} {
		r.fs = files
		for _, args := range [][]string{
			{"upgrade"}, {"upgrade", "--sql"}, {"upgrade", "--dry-run"}, {"downgrade", "-1"}, {"current"}, {"heads"}, {"history"},
			{"branches"}, {"show", "head"}, {"stamp", "head"}, {"stamp", "base", "--sql"}, {"check"}, {"merge", "-m", "a"},
		} {
			err := r.try(args...)
			require.ErrorIs(t, err, fs.ErrNotExist, "%v", args)
			require.ErrorContains(t, err, "Config.FS", "%v", args)
			require.ErrorContains(t, err, "write //go:embed all:sqlite", "%v", args)
		}
	}
	r.fs = embed.FS{}
	r.run("create-all")
	r.fs = os.DirFS(t.TempDir())
	r.run("upgrade")
	require.Equal(t, "there are no revisions yet; the first one is written by: drey revision\n", r.err.String())
}

// A program that was built before a revision was written says so, whichever folder it is in.
func TestAProgramThatIsNotBuiltAgainSaysSo(t *testing.T) {
	for _, e := range []enginetest.Backend{enginetest.Pgx, enginetest.SQLite} {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			r := newTerminal(t, e.URL(t), e.Backend, builder.Model[hero]())
			r.run("revision", "-m", "first")
			r.run("upgrade")
			engine := e.Open(t, r.url)
			before := fstest.MapFS{"postgres/.gitkeep": {}, "sqlite/.gitkeep": {}}
			m, err := migrate.New(engine, migrate.Config{Dir: r.dir, FS: before})
			require.NoError(t, err)
			_, err = m.Current(t.Context())
			require.ErrorContains(t, err, "where the file is there, build this program again")
			_, err = m.Revision(t.Context(), migrate.NewRevision{Message: "second"})
			require.ErrorContains(t, err, "is not in Config.FS: build the program again")
			other := map[string]string{"postgres": "sqlite", "sqlite": "postgres"}[engine.Dialect().Name]
			require.NoError(t, os.Rename(filepath.Join(r.dir, engine.Dialect().Name), filepath.Join(r.dir, other)))
			m, err = migrate.New(engine, migrate.Config{Dir: r.dir, FS: before})
			require.NoError(t, err)
			_, err = m.Revision(t.Context(), migrate.NewRevision{Message: "second"})
			require.ErrorContains(t, err, "build the program again")
		})
	}
}

// What reads revisions tells of those that the program was built without, beside what it does.
func TestRevisionsThatAreNotBuiltInAreTold(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	built := fstest.MapFS{"sqlite/.gitkeep": {}}
	r.fs = built
	r.run("heads")
	require.Equal(t, "there are no revisions yet; the first one is written by: drey revision\n", r.err.String())
	r.fs = nil
	r.run("revision", "-m", "first")
	r.fs = built
	for _, args := range [][]string{{"upgrade"}, {"current"}, {"heads"}, {"history"}} {
		r.run(args...)
		require.Contains(t, r.err.String(), "this program was built before "+filepath.ToSlash(r.dir)+"/sqlite/", "%v", args)
		require.Contains(t, r.err.String(), "build it again")
		require.NotContains(t, r.err.String(), "no revisions yet")
	}
	entries, err := os.ReadDir(filepath.Join(r.dir, "sqlite"))
	require.NoError(t, err)
	content, err := os.ReadFile(filepath.Join(r.dir, "sqlite", entries[0].Name()))
	require.NoError(t, err)
	built["sqlite/"+entries[0].Name()] = &fstest.MapFile{Data: content}
	require.Contains(t, r.run("upgrade"), "first")
	require.NotContains(t, r.err.String(), "built before")
}

// A range of offline SQL that leads the other way than its command is refused, and so is an empty target.
func TestRangesLeadTheWayOfTheirCommand(t *testing.T) {
	r := newTerminal(t, sqlite(t), sqlxbackend.Backend{}, builder.Model[hero]())
	r.run("revision", "-m", "one")
	r.run("revision", "-m", "two")
	require.ErrorContains(t, r.try("upgrade", "--sql", "head:base"), "from head to base is no upgrade")
	require.ErrorContains(t, r.try("downgrade", "--sql", "base:head"), "from base to head is no downgrade")
	require.Contains(t, r.run("upgrade", "--sql"), "sqlite3 -bail")
	require.ErrorContains(t, r.try("upgrade", ""), "the target is empty")
}
