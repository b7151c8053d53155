package migrate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// versions is the table that says which revisions are applied.
type versions struct {
	table    string // quoted
	name     string // without its schema
	postgres bool
}

func newVersions(table string, d builder.Dialect) versions {
	parts := strings.Split(table, ".")
	name := parts[len(parts)-1]
	for i, part := range parts {
		parts[i] = quoted(part)
	}
	return versions{table: strings.Join(parts, "."), name: name, postgres: d.Name == builder.Postgres().Name}
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// usableTable reports why a table cannot be named so; nil when it can.
func usableTable(name string) error {
	for _, part := range strings.Split(name, ".") {
		if part == "" || !utf8.ValidString(part) || strings.Contains(part, "\x00") {
			return invalid("Config.Table is %q: name a table, or schema.table, in UTF-8 without NUL", name)
		}
	}
	return nil
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
	return fmt.Sprintf("INSERT INTO %s (revision, checksum, message) VALUES (%s, %s, %s)", v.table, v.literal(n.ID), v.literal(n.checksum), v.literal(n.Message))
}

// begin says that a revision that runs without a transaction begins, unless somebody else said so.
func (v versions) begin(n *node, sum string) string {
	return fmt.Sprintf("INSERT INTO %s (revision, checksum, message, progress) VALUES (%s, %s, %s, 0) ON CONFLICT (revision) DO NOTHING",
		v.table, v.literal(n.ID), v.literal(sum), v.literal(n.Message))
}

// delete says that a revision is not applied.
func (v versions) delete(id string) string {
	return fmt.Sprintf("DELETE FROM %s WHERE revision = %s", v.table, v.literal(id))
}

// update has the table know the file as it is now, and that the revision is applied.
func (v versions) update(n *node) string {
	return fmt.Sprintf("UPDATE %s SET checksum = %s, message = %s, progress = NULL WHERE revision = %s", v.table, v.literal(n.checksum), v.literal(n.Message), v.literal(n.ID))
}

// progress says how far a revision without a transaction is, where it is still as far as was, and of which statements sum is.
func (v versions) progress(id string, was, is progress, sum string) string {
	old := " = " + strconv.FormatInt(was.code(), 10)
	if was.whole {
		old = " IS NULL"
	}
	return fmt.Sprintf("UPDATE %s SET progress = %d, checksum = %s WHERE revision = %s AND progress%s", v.table, is.code(), v.literal(sum), v.literal(id), old)
}

// literal is a text in quotes. In plain ones PostgreSQL may read a backslash for more than that, where a setting says so.
func (v versions) literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if v.postgres && strings.Contains(text, `\`) {
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// record is a row of the table.
type record struct {
	Revision, Checksum string // Checksum is of the file, or of the statements that are done
	Progress           *int64 // see progress; NULL of a revision that is applied as a whole
}

// progress is how far a revision is that runs without a transaction. In the table it is a number: twice the statements that are
// done, one more while the next one runs, and on the way back -1 less that.
type progress struct {
	whole   bool // it is applied
	down    bool // it is being taken back
	done    int  // statements
	running bool // the next one was begun: where nobody runs it, nobody knows whether it was carried out
}

func (p progress) code() int64 {
	code := int64(2 * p.done)
	if p.running {
		code++
	}
	if p.down {
		code = -1 - code
	}
	return code
}

func (r record) progress() progress {
	if r.Progress == nil {
		return progress{whole: true}
	}
	code := *r.Progress
	down := code < 0
	if down {
		code = -1 - code
	}
	return progress{down: down, done: int(code / 2), running: code%2 == 1}
}

// applied reports whether a revision is applied, maybe half taken back.
func (r record) applied() bool { return r.Progress == nil || *r.Progress < 0 }

// checkWhole returns an error where a revision was cut off on its way; the error says how to go on.
func (r record) checkWhole() error {
	p := r.progress()
	if p.whole {
		return nil
	}
	return fmt.Errorf("migrate: revision %s was cut off while it was %s: run: %s", r.Revision, direction(p.down), advance(r.Revision, p.down))
}

// read returns the rows, none where there is no table.
func (v versions) read(ctx context.Context, r repo.Reader) (map[string]record, error) {
	there, err := repo.Scalar[bool](ctx, r, builder.Text(v.exists()))
	if err != nil || !there {
		return nil, err
	}
	rows, err := repo.All(ctx, r, builder.As[record](builder.Text("SELECT revision AS revision, checksum AS checksum, progress AS progress FROM "+v.table)))
	if err != nil {
		return nil, v.foreign(err)
	}
	found := make(map[string]record, len(rows))
	for _, row := range rows {
		found[row.Revision] = row
	}
	return found, nil
}

// exists reports whether the table is there. One that names no schema is looked for where it would be made, as tables are: that of
// another schema of the search path, "tenant, public", is another's.
func (v versions) exists() string {
	if v.postgres && v.table == quoted(v.name) {
		return "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " +
			"WHERE n.nspname = current_schema() AND c.relname = " + v.literal(v.name) + ")"
	}
	if v.postgres {
		return "SELECT to_regclass(" + v.literal(v.table) + ") IS NOT NULL"
	}
	return "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = " + v.literal(v.name) + ")"
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
