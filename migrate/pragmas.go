package migrate

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ofConnection are SQLite's PRAGMAs that a connection keeps until it ends. Others are of the file, and a revision may mean them.
var ofConnection = []string{
	"automatic_index", "busy_timeout", "cache_size", "cache_spill", "cell_size_check", "checkpoint_fullfsync", "count_changes", "defer_foreign_keys",
	"empty_result_callbacks", "foreign_keys", "full_column_names", "fullfsync", "ignore_check_constraints", "journal_mode", "journal_size_limit",
	"legacy_alter_table", "locking_mode", "query_only", "read_uncommitted", "recursive_triggers", "reverse_unordered_selects", "secure_delete",
	"short_column_names", "synchronous", "temp_store", "trusted_schema", "writable_schema",
}

// pragma is one with its value.
type pragma struct{ Name, Value string }

// presentPragmas reads the PRAGMAs of a connection. Of case_sensitive_like, which cannot be read, LIKE tells.
func presentPragmas(ctx context.Context, r repo.Reader) ([]pragma, error) {
	var text strings.Builder
	for _, name := range ofConnection {
		text.WriteString("SELECT '" + name + "' AS name, CAST((SELECT * FROM pragma_" + name + ") AS text) AS value UNION ALL ")
	}
	text.WriteString("SELECT 'case_sensitive_like', CASE WHEN 'a' LIKE 'A' THEN '0' ELSE '1' END")
	return repo.All(ctx, r, builder.As[pragma](builder.Text(text.String())))
}

// changed returns the statements that make PRAGMAs what they were. A file that was made a WAL, or no longer is one, stays that.
func changed(before, after []pragma) (statements []string) {
	for _, was := range before {
		at := slices.IndexFunc(after, func(p pragma) bool { return p.Name == was.Name })
		if at < 0 || after[at].Value == was.Value || was.Name == "journal_mode" && (was.Value == "wal" || after[at].Value == "wal") {
			continue
		}
		statements = append(statements, "PRAGMA "+was.Name+" = "+was.Value)
	}
	return statements
}

// pragmas has SQLite not enforce foreign keys, which it can only be told outside of a transaction: a table that is made
// anew would take the rows of its children along. Whether all of them hold is looked at before the commit. And it is to answer
// soon when another connection has the lock, so that we tell of it. What was set before is set again by restore, and so is
// what the revision sets.
func (r *execution) pragmas() error {
	ctx := r.ctx
	waits, err := repo.Scalar[int64](ctx, r.on, builder.Text("PRAGMA busy_timeout"))
	if err != nil {
		return err
	}
	patient := "PRAGMA busy_timeout = " + strconv.FormatInt(waits, 10)
	r.restore = func() error { return send(context.WithoutCancel(ctx), r.on.Runner(), patient) }
	if err := send(ctx, r.on.Runner(), "PRAGMA busy_timeout = "+strconv.FormatInt(notifyAfter.Milliseconds(), 10)); err != nil {
		return err
	}
	before, err := presentPragmas(ctx, r.on)
	if err != nil {
		return err
	}
	before = slices.DeleteFunc(before, func(p pragma) bool { return p.Name == "busy_timeout" })
	r.restore = func() error { return r.restored(context.WithoutCancel(ctx), before, patient) }
	if r.node.step == nil && !r.node.keysOn {
		return send(ctx, r.on.Runner(), "PRAGMA foreign_keys = 0")
	}
	return nil
}

func nothing() error { return nil }

// restored sets PRAGMAs as they were. Looking at them needs the file for a moment, which others may have.
func (s *step) restored(ctx context.Context, before []pragma, patient string) error {
	ctx, cancel := context.WithTimeout(ctx, noteLimit)
	defer cancel()
	for {
		after, err := presentPragmas(ctx, s.on)
		if err == nil {
			err = send(ctx, s.on.Runner(), changed(before, after)...)
		}
		if err == nil || !again(err) || ctx.Err() != nil {
			patience := send(context.WithoutCancel(ctx), s.on.Runner(), patient)
			if err == nil {
				err = patience
			}
			return err
		}
		time.Sleep(pollPause)
	}
}
