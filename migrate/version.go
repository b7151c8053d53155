package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// versions is the table that says which revisions are applied.
type versions struct {
	table    string // quoted
	postgres bool
}

func newVersions(table string, d builder.Dialect) versions {
	parts := strings.Split(table, ".")
	for i, part := range parts {
		parts[i] = `"` + strings.ReplaceAll(part, `"`, `""`) + `"`
	}
	return versions{table: strings.Join(parts, "."), postgres: d.Name == builder.Postgres().Name}
}

// create makes the table where it is not there.
func (v versions) create() string {
	applied := "text NOT NULL DEFAULT CURRENT_TIMESTAMP"
	if v.postgres {
		applied = "timestamptz NOT NULL DEFAULT now()"
	}
	return "CREATE TABLE IF NOT EXISTS " + v.table + " (revision text NOT NULL PRIMARY KEY, checksum text NOT NULL, message text NOT NULL, " +
		"applied_at " + applied + ", progress integer)"
}

// insert says that a revision is applied.
func (v versions) insert(n *node) string {
	return fmt.Sprintf("INSERT INTO %s (revision, checksum, message) VALUES (%s, %s, %s)", v.table, literal(n.ID), literal(n.checksum), literal(n.Message))
}

// delete says that a revision is not applied.
func (v versions) delete(id string) string {
	return fmt.Sprintf("DELETE FROM %s WHERE revision = %s", v.table, literal(id))
}

// update has the table know the file as it is now, or how far a revision without a transaction is.
func (v versions) update(n *node, progress string) string {
	return fmt.Sprintf("UPDATE %s SET checksum = %s, message = %s, progress = %s WHERE revision = %s",
		v.table, literal(n.checksum), literal(n.Message), progress, literal(n.ID))
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// record is a row of the table.
type record struct {
	Revision, Checksum string
	Progress           *int64
}

// Of a revision that runs without a transaction, progress is how many statements of it ran, n; on the way back -1-n. It is
// NULL of one that is applied as a whole.

// applied reports whether a revision is applied, maybe half taken back.
func (r record) applied() bool { return r.Progress == nil || *r.Progress < 0 }

// statements is how many statements ran in a direction, of a revision that was cut off.
func (r record) statements(down bool) int64 {
	switch {
	case r.Progress == nil || down != (*r.Progress < 0):
		return 0
	case down:
		return -1 - *r.Progress
	}
	return *r.Progress
}

// read returns the rows, none where there is no table.
func (v versions) read(ctx context.Context, r repo.Reader) (map[string]record, error) {
	there, err := repo.Scalar[bool](ctx, r, builder.Text(v.exists()))
	if err != nil || !there {
		return nil, err
	}
	rows, err := repo.All(ctx, r, builder.As[record](builder.Text("SELECT revision, checksum, progress FROM "+v.table)))
	if err != nil {
		return nil, err
	}
	found := make(map[string]record, len(rows))
	for _, row := range rows {
		found[row.Revision] = row
	}
	return found, nil
}

// exists asks whether the table is there.
func (v versions) exists() string {
	if v.postgres {
		return "SELECT to_regclass(" + literal(v.table) + ") IS NOT NULL"
	}
	name := v.table[strings.LastIndex(v.table, `."`)+1:]
	return "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = " + literal(strings.ReplaceAll(strings.Trim(name, `"`), `""`, `"`)) + ")"
}

// send runs statements of our own.
func send(ctx context.Context, r backends.Runner, statements ...string) error {
	for _, s := range statements {
		if _, err := r.Exec(ctx, backends.Stmt{SQL: s}); err != nil {
			return err
		}
	}
	return nil
}
