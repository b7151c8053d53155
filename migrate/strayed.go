package migrate

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// strayed refuses revisions that stand where nobody reads them: beside the folders of dialects, or in a folder below that of a dialect. What
// cannot be looked at is none.
func strayed(fsys fs.FS, dialect string) error {
	files, _ := fs.Glob(fsys, "*")
	_ = fs.WalkDir(fsys, dialect, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Dir(file) != dialect {
			files = append(files, file)
		}
		return nil
	})
	for _, file := range files {
		if !strings.EqualFold(path.Ext(file), ".sql") {
			continue
		}
		content, err := fs.ReadFile(fsys, file)
		if err == nil && slices.ContainsFunc(strings.Split(string(content), "\n"), isNamed) {
			return invalid("%s is a revision that nobody reads there: move it to %s/, or out of the folder of revisions", file, dialect)
		}
	}
	return nil
}

// isNamed reports whether a line gives a revision its id.
func isNamed(line string) bool {
	word, _, ok := header(line)
	return ok && word == wordRevision
}
