package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// embedded finds files that a program was built without: what follows them would follow their parents.
func (m *Migrator) embedded() error {
	for _, dialect := range m.config.folders(m.dialect()) {
		lacking, err := m.config.unbuilt(dialect)
		if err != nil {
			return err
		}
		if len(lacking) > 0 {
			return fmt.Errorf("migrate: %s is not in Config.FS: build the program again", lacking[0])
		}
	}
	return nil
}

// write writes a draft for each dialect, and reads the revisions anew. With autogenerate the other dialects' statements are
// planned from their own files.
func (m *Migrator) write(ctx context.Context, d draft, autogenerate *NewRevision) ([]Revision, error) {
	drafts := map[string]draft{m.dialect(): d}
	for _, other := range m.config.folders(m.dialect())[1:] {
		planned, can, err := m.elsewhere(ctx, other, d, autogenerate)
		if err != nil {
			return nil, err
		}
		if can {
			drafts[other] = planned
		}
	}
	name, err := m.fileName(d)
	if err != nil {
		return nil, err
	}
	var files []draft
	for _, dialect := range m.config.folders(m.dialect()) {
		if d, planned := drafts[dialect]; planned {
			d.Path = filepath.ToSlash(filepath.Join(m.config.Dir, dialect, name))
			files = append(files, d)
		}
	}
	if files[0].Notes, err = m.notes(files[0], drafts); err != nil {
		return nil, err
	}
	list, err := writeFiles(ctx, files)
	if err != nil {
		return nil, err
	}
	if m.config.FS != nil {
		return list, nil // it is in FS when the program is built again
	}
	return list, m.read()
}

// writeFiles writes all files of a revision, or none: each must be read as it was meant.
func writeFiles(ctx context.Context, files []draft) (list []Revision, err error) {
	for _, d := range files {
		if err := d.verified(ctx); err != nil {
			return nil, err
		}
	}
	for i, d := range files {
		if err := writeFile(d); err != nil {
			for _, written := range files[:i] {
				err = errors.Join(err, os.Remove(written.Path))
			}
			return nil, err
		}
		d.Head = true
		list = append(list, d.Revision)
	}
	return list, nil
}

// writeFile writes a new file, never over another. One that cannot be written whole is taken away.
func writeFile(d draft) error {
	if err := os.MkdirAll(filepath.Dir(d.Path), 0o755); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	file, err := os.OpenFile(d.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	_, err = file.Write(d.render())
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errors.Join(fmt.Errorf("migrate: %w", err), os.Remove(d.Path))
	}
	return nil
}

// fileName is the name of a draft's file: the time, so that files stand in order and plain goose runs them in it, then the id
// and the message. It is later than that of every file there is.
func (m *Migrator) fileName(d draft) (string, error) {
	const layout = "20060102150405"
	number, err := strconv.ParseInt(time.Now().UTC().Format(layout), 10, 64)
	if err != nil {
		return "", err
	}
	for _, dialect := range known {
		entries, _ := os.ReadDir(filepath.Join(m.config.Dir, dialect)) // where there is none, there is nothing to be later than
		for _, e := range entries {
			digits, _, _ := strings.Cut(e.Name(), "_")
			if taken, err := strconv.ParseInt(digits, 10, 64); err == nil {
				number = max(number, taken+1)
			}
		}
	}
	return fmt.Sprintf("%d_%s_%s.sql", number, d.ID, cmp.Or(slug(d.Message), "revision")), nil
}
