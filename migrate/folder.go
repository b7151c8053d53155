package migrate

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
)

// files are where revisions are read from, and what users call it.
func (c Config) files() (files fs.FS, called string) {
	if c.FS != nil {
		return c.FS, "Config.FS"
	}
	return os.DirFS(c.Dir), c.Dir
}

// CheckFolder reports, as an error that wraps [fs.ErrNotExist] and names the next move, that there is no folder of revisions for the engine's
// dialect, nor a [GoStep]. A directory that is empty as a whole is one whose history has not begun; a [Config.FS] that is empty is one whose go:embed
// line was forgotten, and one that has them in a folder below is one whose fs.Sub was. Everything that reads revisions returns the same error, lest a wrong name look as if there was nothing to do; Revision makes the folder.
func (m *Migrator) CheckFolder() error {
	if !m.made() {
		return errNoMigrator
	}
	return m.config.checkFolder(m.dialect())
}

func (c Config) checkFolder(dialect string) error {
	if c.FS != nil {
		return c.checkFS(dialect)
	}
	if len(c.GoSteps) > 0 {
		return nil
	}
	files, called := c.files()
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return invalid("there is no folder %s to read revisions from (%w): name the one that has them with --dir (Config.Dir), or begin with: drey init", called, noFile(err))
	}
	_, err = fs.Stat(files, dialect)
	if err == nil || len(entries) == 0 {
		return nil
	}
	if below := revisionsBelow(files, dialect, 1); below != "" {
		return invalid("%s has no folder %s (%w), and %s has one with revisions: name that with --dir (Config.Dir)", called, path.Join(called, dialect), noFile(err), path.Join(called, below))
	}
	return invalid("%s has no folder %s (%w), and so no revisions for this database: name the one that has them with --dir (Config.Dir), "+
		"or write the first one there with: drey revision -m \"...\"", called, path.Join(called, dialect), noFile(err))
}

// foldersAreNoFiles refuses a file where Config.Dir, or the dialect's folder in it, should be.
func (c Config) foldersAreNoFiles(dialect string) error {
	if c.FS != nil {
		return nil
	}
	for _, dir := range []string{c.Dir, filepath.Join(c.Dir, dialect)} {
		if at, err := os.Stat(dir); err == nil && !at.IsDir() {
			return invalid("%s is a file, and no folder of revisions: name the folder that has one for each database, such as migrations, with --dir (Config.Dir)", dir)
		}
	}
	return nil
}

// deepest is how far below its root a Config.FS is looked through for the folder that was meant.
const deepest = 3

// checkFS is checkFolder of a Config.FS. Revisions that stand below are told beside a GoStep too, which would run without them.
func (c Config) checkFS(dialect string) error {
	if err := c.unembedded(dialect); err != nil {
		return err
	}
	entries, failed := fs.ReadDir(c.FS, ".")
	if failed != nil {
		return invalid("Config.FS has no folder to read revisions from (%w): give it one that is there", noFile(failed))
	}
	if err := c.inFront(dialect); err != nil {
		return err
	}
	_, err := fs.Stat(c.FS, dialect)
	if err == nil || len(entries) == 0 || len(c.GoSteps) > 0 {
		return nil
	}
	return invalid("Config.FS has no folder %s (%w), and so no revisions for this database: where it is written, name it in the go:embed line too, and build the program again; "+
		"else write its first revision with: drey revision -m \"...\"", dialect, noFile(err))
}

// inFront is the error of a Config.FS with another folder in front of that of a dialect.
func (c Config) inFront(dialect string) error {
	if c.FS == nil {
		return nil
	}
	_, err := fs.Stat(c.FS, dialect)
	if err == nil {
		return nil
	}
	below := revisionsBelow(c.FS, dialect, deepest)
	if below == "" {
		return nil
	}
	return invalid("Config.FS has no folder %s (%w), and its folder %s has: set Config.FS to what fs.Sub(files, %q) returns", dialect, noFile(err), below, below)
}

// revisionsBelow is the folder, no more than some levels below the root, that has the revisions of a dialect; "" without one.
func revisionsBelow(files fs.FS, dialect string, levels int) string {
	for pattern := "*"; levels > 0; levels-- {
		found, _ := fs.Glob(files, pattern+"/"+dialect+"/*.sql") // what cannot be looked at has none
		for _, file := range found {
			if fileName.MatchString(path.Base(file)) {
				return path.Dir(path.Dir(file))
			}
		}
		pattern += "/*"
	}
	return ""
}

// unembedded is the error of a Config.FS without any file, as an embed.FS is without its go:embed line. An empty directory is where revisions are
// going to be.
func (c Config) unembedded(dialect string) error {
	if reflect.TypeOf(c.FS) == reflect.TypeOf(os.DirFS(".")) {
		return nil
	}
	entries, err := fs.ReadDir(c.FS, ".")
	if err == nil && len(entries) == 0 {
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		return invalid("Config.FS has no files (%w), as an embed.FS without its line: write //go:embed all:%s right above the variable, and build the program again; behind fs.Sub, name a folder that is there", noFile(err), dialect)
	}
	return nil
}

// Unbuilt returns the files of revisions that are in [Config.Dir] and not in [Config.FS], for the engine's dialect: the program was built before they
// were written, and knows nothing of them. There are none without Config.FS, and where a program runs without its source.
func (m *Migrator) Unbuilt() []string {
	if !m.made() {
		return nil
	}
	files, _ := m.config.unbuilt(m.dialect()) // what cannot be read is no revision that is missed
	return files
}

func (c Config) unbuilt(dialect string) (files []string, err error) {
	if c.FS == nil {
		return nil, nil
	}
	built, err := readFiles(c.FS, dialect)
	if err != nil {
		return nil, err
	}
	written, err := readFiles(os.DirFS(c.Dir), dialect)
	if err != nil {
		return nil, err
	}
	for _, n := range written {
		if !slices.ContainsFunc(built, func(b *node) bool { return b.ID == n.ID }) {
			files = append(files, path.Join(filepath.ToSlash(c.Dir), n.Path))
		}
	}
	return files, nil
}

// noFile is an error without the path, which is named already.
func noFile(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// existing returns the revisions, which have to be somewhere.
func (m *Migrator) existing(ctx context.Context) (*graph, error) {
	g, err := m.present(ctx)
	if err == nil {
		err = m.CheckFolder()
	}
	return g, err
}
