package conformance

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// LoadsBehindAWrite: where a write is carried out and what comes behind it fails, a load or a hook, the error says so.
func LoadsBehindAWrite(t *testing.T, b Backend) {
	db := b.openLibrary(t)
	ctx := t.Context()
	failing := repo.WithHooks(repo.Hooks{AfterFlush: func(context.Context, *repo.Session) error { return errors.New("hook") }})
	author := builder.Col(&authors.Name)
	write := builder.Update(authors).Set(author.ToExpr(author)).AllRows()
	alone := db.session(t, failing, repo.WithAutocommit(true))
	_, read := repo.All(ctx, alone, write.Returning())
	must(t, alone.Rollback(ctx))
	_, run := alone.Exec(ctx, write)
	says(t, read, "hook", andCommitted)
	says(t, run, "hook", andCommitted)
	s := db.session(t, failing)
	_, undone := repo.All(ctx, s, write.Returning())
	expect(t, "undone", strings.Contains(undone.Error(), "run it again"), false)
	must(t, s.Rollback(ctx))
	if b.Dialect.Name == builder.SQLite().Name {
		return // only rows of a SELECT are loaded for, and its WITH does not write here
	}
	d := builder.Derived[struct{ Name string }]("changed")
	q := builder.Select(authors).With(builder.CTE(d, write.Returning(author))).Load(builder.SelectIn(&authors.Books))
	db.exec(t, "ALTER TABLE books RENAME COLUMN title TO other")
	_, err := repo.All(ctx, db, q)
	says(t, err, "title", andCommitted)
	_, err = repo.All(ctx, db.session(t, repo.WithAutocommit(true)), q)
	says(t, err, andCommitted)
	_, err = repo.All(ctx, db.session(t), q)
	expect(t, "the database ended the transaction", strings.Contains(err.Error(), "run it again"), false)
}

// MisreadsLeaveTheTransaction: an answer that nobody could take, of a read among others, is no refusal by the database: the transaction goes
// on, and none of the destinations is changed.
func MisreadsLeaveTheTransaction(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "before", Size: 1}))
	must(t, s.Flush(ctx))
	labels := builder.SelectColumns(label)
	for range 2 {
		var numbers []int64
		var first, last []string
		err := repo.Gather(ctx, s, repo.Into(&first, builder.As[string](labels)), repo.Into(&numbers, builder.As[int64](labels)), repo.Into(&last, builder.As[string](labels)))
		refused(t, err, repo.ErrDataException)
		expect(t, "destinations", len(first)+len(numbers)+len(last), 0)
		expect(t, "it is active", s.IsActive(), true)
		expect(t, "read behind it", value(repo.Scalars[string](ctx, s, labels))(t), []string{"before"})
	}
	must(t, s.Add(&Toy{Label: "behind", Size: 1}))
	must(t, s.Commit(ctx))
	expect(t, "written", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
}

// UnscannedRowsOfAWrite: who scans the rows of a write into what does not take them is told what becomes of it.
func UnscannedRowsOfAWrite(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	write := builder.Text("INSERT INTO toys (label, size) VALUES ('x', 1) RETURNING label")
	s, alone := db.session(t), db.session(t, repo.WithAutocommit(true))
	for _, query := range []func(context.Context, builder.Sqlizer) (repo.Rows, error){db.Query, alone.Query} {
		says(t, unscannable(t, value(query(ctx, write))(t)), "is committed once its rows are closed, so do not run it again")
	}
	says(t, unscannable(t, value(s.Query(ctx, write))(t)), "is carried out in the transaction, so do not run it again there")
	must(t, s.Rollback(ctx))
	expect(t, "written", db.stored(t, "SELECT count(*) FROM toys"), int64(2))
	err := unscannable(t, value(db.Query(ctx, builder.Text("SELECT label FROM toys")))(t))
	expect(t, "of a read", strings.Contains(err.Error(), "run it again"), false)
}

// unscannable scans a text into a number.
func unscannable(t *testing.T, rows repo.Rows) error {
	t.Helper()
	expect(t, "a row is there", rows.Next(), true)
	var n int
	err := rows.Scan(&n)
	refused(t, err, repo.ErrDataException)
	must(t, rows.Close())
	return err
}
