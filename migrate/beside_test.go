package migrate_test

import (
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

// begun is a revision as the folder of either dialect has it.
const begun = "-- begun\n-- drey: revision aaa\n\n-- +goose Up\nSELECT 1;\n\n-- +goose Down\nSELECT 1;\n"

// folderOf makes the folder of a dialect: there is none, it is empty, it has what git wants, or the first revision.
func folderOf(t *testing.T, dir, dialect, state string) {
	t.Helper()
	if state == "missing" {
		return
	}
	require.NoError(t, os.MkdirAll(filepath.Join(dir, dialect), 0o755))
	name := map[string]string{".gitkeep": ".gitkeep", "begun": "1_begun.sql"}[state]
	if name != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, dialect, name), []byte(map[bool]string{true: begun}[state == "begun"]), 0o600))
	}
}

// filesOf are the files of a directory, as a program has them that is built with them.
func filesOf(t *testing.T, dir string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			content, _ := fs.ReadFile(os.DirFS(dir), name)
			files[name] = &fstest.MapFile{Data: content}
		}
		return err
	}))
	return files
}

// A step in code runs on every dialect where what it follows is, whatever the folder of the other one is: no revision is missing there that
// was never written. Where what it follows has no file, New says so, with the folder.
func TestStepsStandBesideFoldersOfAnyState(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		own := engine.Dialect().Name
		other := map[string]string{"postgres": "sqlite", "sqlite": "postgres"}[own]
		for _, state := range []string{"missing", "empty", ".gitkeep", "begun"} {
			for _, beside := range []string{"missing", "empty", ".gitkeep", "begun"} {
				for _, built := range []bool{false, true} {
					dir := t.TempDir()
					folderOf(t, dir, own, state)
					folderOf(t, dir, other, beside)
					c := migrate.Config{Dir: dir, GoSteps: []migrate.GoStep{{Revision: "code", Parent: "aaa", Message: "code", Up: nothing, Down: nothing}}}
					called := dir
					if built {
						c.FS, called = filesOf(t, dir), "Config.FS"
					}
					m, err := migrate.New(engine, c)
					if state != "begun" {
						require.ErrorContains(t, err, `the GoStep "code" follows aaa, of which there is no file in `+called+"/"+own, "%s beside %s", state, beside)
						continue
					}
					require.NoError(t, err)
					require.NoError(t, m.Upgrade(t.Context(), "head"))
					require.Equal(t, []string{"code"}, currently(t, m), "beside %s", beside)
					list, err := m.Revision(t.Context(), migrate.NewRevision{Message: "next"})
					require.NoError(t, err, "beside %s", beside)
					require.Len(t, list, map[bool]int{true: 2, false: 1}[beside == "begun"], "beside %s", beside)
					require.Empty(t, list[0].Notes, "beside %s", beside)
					require.NoError(t, m.Downgrade(t.Context(), "base"))
				}
			}
		}
	})
}

// A folder whose history has begun, but not with what a step in code follows, is told of by the revision behind the step, with what is lacking there.
func TestWhatAStepFollowsIsLackingElsewhere(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		own, dir := engine.Dialect().Name, t.TempDir()
		other := map[string]string{"postgres": "sqlite", "sqlite": "postgres"}[own]
		folderOf(t, dir, own, "begun")
		folderOf(t, dir, other, "begun")
		second := "-- second\n-- drey: revision bbb\n-- drey: parents aaa\n\n-- +goose Up\nSELECT 1;\n\n-- +goose Down\nSELECT 1;\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, own, "2_second.sql"), []byte(second), 0o600))
		m, err := migrate.New(engine, migrate.Config{Dir: dir, GoSteps: []migrate.GoStep{{Revision: "code", Parent: "bbb", Up: nothing}}})
		require.NoError(t, err)
		list, err := m.Revision(t.Context(), migrate.NewRevision{Message: "next"})
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Len(t, list[0].Notes, 1)
		require.Contains(t, list[0].Notes[0], dir+"/"+other+" has no such revision: it follows bbb (second), which has no file there")
	})
}
