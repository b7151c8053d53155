package conformance

import (
	"fmt"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqldb"
	"github.com/drey-db/drey/repo"
)

// RunnersSendWhatTheyAreGiven: a tool's own statements go as they stand, on the engine or in the session's transaction, and
// the hooks are told of them.
func RunnersSendWhatTheyAreGiven(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	insert := backends.Stmt{SQL: "INSERT INTO toys (label, size) VALUES (" + db.mark(1) + ", " + db.mark(2) + ")", Args: []any{"a:b?", 1}}
	value(db.Runner().Exec(ctx, insert))(t)
	value(s.Runner().Exec(ctx, insert))(t)
	expect(t, "the hooks know", db.log.take() != nil, true)
	rows := value(s.Runner().Query(ctx, backends.Stmt{SQL: "SELECT label, size FROM toys ORDER BY id", Rows: true}))(t)
	var labels []string
	for rows.Next() {
		var label string
		var size int
		must(t, rows.Scan(&label, &size))
		labels = append(labels, label)
	}
	must(t, rows.Close())
	expect(t, "both rows", labels, []string{"a:b?", "a:b?"})
	must(t, s.Rollback(ctx))
	expect(t, "the session's is rolled back", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	_, err := db.Runner().Exec(ctx, backends.Stmt{SQL: "BEGIN"})
	refused(t, err, repo.ErrInvalidRequest)
	_, err = s.Runner().Exec(ctx, backends.Stmt{SQL: "COMMIT"})
	refused(t, err, repo.ErrInvalidRequest)
}

// RunnersAreDatabases: what is written for database/sql runs over a Runner.
func RunnersAreDatabases(t *testing.T, b Backend) {
	db := b.open(t)
	ctx, s := t.Context(), db.session(t)
	std := sqldb.Open(s.Runner())
	defer func() { must(t, std.Close()) }()
	res := value(std.ExecContext(ctx, "INSERT INTO toys (label, size) VALUES ("+db.mark(1)+", 2), ('b', 3)", "a"))(t)
	expect(t, "rows affected", value(res.RowsAffected())(t), int64(2))
	var label string
	var size int64
	must(t, std.QueryRowContext(ctx, "SELECT label, size FROM toys WHERE size = "+db.mark(1), 3).Scan(&label, &size))
	expect(t, "a row: label", label, "b")
	expect(t, "a row: size", size, int64(3))
	_, err := std.ExecContext(ctx, "INSERT INTO toys (label, size) VALUES ('c', -1)")
	refused(t, err, repo.ErrCheckViolation)
	_, err = std.BeginTx(ctx, nil)
	expect(t, "it is a transaction already", err != nil, true)
	must(t, s.Rollback(ctx))
}

// mark is the placeholder of argument n.
func (db *database) mark(n int) string {
	if db.backend.Dialect.Placeholder == "$" {
		return fmt.Sprintf("$%d", n)
	}
	return "?"
}
