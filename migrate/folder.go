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
// line was forgotten. Everything that reads revisions returns the same error, lest a wrong name look as if there was nothing to do; Revision makes the folder.
func (m *Migrator) CheckFolder() error { return m.config.checkFolder(m.dialect()) }

func (c Config) checkFolder(dialect string) error {
	files, called := c.files()
	if err := c.unembedded(dialect); err != nil {
		return err
	}
	if len(c.GoSteps) > 0 {
		return nil
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return invalid("there is no folder %s to read revisions from (%w): name the one that has them with --dir (Config.Dir), or begin with: drey init", called, noFile(err))
	}
	if _, err := fs.Stat(files, dialect); err != nil && len(entries) > 0 {
		return invalid("%s has no folder %s (%w), and so no revisions for this database: name the one that has them with --dir (Config.Dir), "+
			"or write the first one there with: drey revision -m \"...\"", called, path.Join(called, dialect), noFile(err))
	}
	return nil
}

// unembedded is the error of a Config.FS without any file, as an embed.FS is without its go:embed line. An empty directory is where revisions are
// going to be.
func (c Config) unembedded(dialect string) error {
	if c.FS == nil || reflect.TypeOf(c.FS) == reflect.TypeOf(os.DirFS(".")) {
		return nil
	}
	entries, err := fs.ReadDir(c.FS, ".")
	if err == nil && len(entries) == 0 {
		err = fs.ErrNotExist
	}
	if errors.Is(err, fs.ErrNotExist) {
		return invalid("Config.FS has no files (%w), as an embed.FS without its line: write //go:embed all:%s right above the variable, and build the program again", noFile(err), dialect)
	}
	return nil
}

// Unbuilt returns the files of revisions that are in [Config.Dir] and not in [Config.FS], for the engine's dialect: the program was built before they
// were written, and knows nothing of them. There are none without Config.FS, and where a program runs without its source.
func (m *Migrator) Unbuilt() []string {
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
