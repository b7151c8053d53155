package backendtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func blameTopic() topic {
	return topic{name: "blame", tests: []test{
		{name: "falls on the statement that was refused, at each place", run: blameAtEachPlace},
		{name: "falls on the statement whose rows were refused", run: blameRows},
		{name: "falls on the statement that cannot be parsed", run: blameSyntax},
		{name: "falls on the statement whose argument does not fit", run: blameArgument},
		{name: "of a number too wide for its column falls on no other statement", needs: Widths, run: blameWidth},
		{name: "for an answer that its listener refused falls on no other statement", run: blameListener},
		{name: "falls on the single statement of Exec and Query", run: blameAlone},
	}}
}

// sender runs a pipeline.
type sender func(stmts []backends.Stmt, each backends.Each) error

// ways runs a pipeline in each way there is: on the pool, and in a unit, fresh or begun, with COMMIT or without.
func (db *database) ways(t *testing.T, f func(t *testing.T, send sender)) {
	t.Helper()
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		f(t, func(stmts []backends.Stmt, each backends.Each) error {
			return r.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, each)
		})
	})
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		if u, ok := r.(backends.UnitOfWork); ok {
			f(t, func(stmts []backends.Stmt, each backends.Each) error {
				return u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, each)
			})
		}
	})
}

// blameAtEachPlace expects besides that those before were answered, and that nothing is stored.
func blameAtEachPlace(t *testing.T, db *database) {
	const length = 5
	table := db.keyed(t)
	for bad := range length {
		stmts := make([]backends.Stmt, length)
		for i := range stmts {
			stmts[i] = db.stmt("insert into "+table+" values (?)", i+10)
			if stmts[i].Rows = i%2 == 1; stmts[i].Rows {
				stmts[i].SQL += " returning n"
			}
		}
		stmts[bad].Args = []any{1}
		db.ways(t, func(t *testing.T, send sender) {
			answers := 0
			err := send(stmts, func(int, backends.Rows, backends.Result) error { answers++; return nil })
			refused(t, err, backends.ErrUniqueViolation)
			blamed(t, err, bad)
			equal(t, "the answers before", answers, bad)
		})
		equal(t, "the rows stored", db.count(t, table), int64(1))
	}
}

func blameRows(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	stmts := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 1), db.rowsStmt(db.h.Dialect.Late), db.rowsStmt("select 1")}
	db.ways(t, func(t *testing.T, send sender) {
		last := -1
		err := send(stmts, func(i int, r backends.Rows, _ backends.Result) error {
			if last = i; r != nil {
				_, _ = drain(r, nil) // the refusal is the pipeline's too
			}
			return nil
		})
		equal(t, "the kind", refusal(t, err).Kind, db.h.Dialect.LateKind)
		blamed(t, err, 1)
		if last > 1 {
			t.Fatalf("statement %d was answered behind the one that failed", last)
		}
	})
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func blameSyntax(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for bad := range 3 {
		stmts := make([]backends.Stmt, 3)
		for i := range stmts {
			stmts[i] = db.stmt("insert into "+table+" values (?)", i)
		}
		stmts[bad] = db.stmt(fmt.Sprintf("insert nonsense %d into %s", bad, table))
		db.ways(t, func(t *testing.T, send sender) {
			err := send(stmts, nil)
			if e := refusal(t, err); e.Code == "" || e.Kind != "" {
				t.Fatalf("the refusal is of kind %q, code %q: %v", e.Kind, e.Code, err)
			}
			if db.h.has(SyntaxBlame) {
				blamed(t, err, bad)
			} else {
				blamed(t, err, -1)
			}
		})
		equal(t, "the rows stored", db.count(t, table), int64(0))
	}
}

func blameArgument(t *testing.T, db *database) {
	table := fmt.Sprintf("t%d", db.tables.Add(1))
	db.exec(t, db.pool, "create table "+table+" (n integer)"+db.h.Dialect.Strict)
	for bad := range 3 {
		stmts := make([]backends.Stmt, 3)
		for i := range stmts {
			stmts[i] = db.stmt("insert into "+table+" values (?)", i)
		}
		stmts[bad].Args = []any{secret}
		db.ways(t, func(t *testing.T, send sender) {
			err := send(stmts, nil)
			refused(t, err, backends.ErrDataException)
			blamed(t, err, bad)
		})
		equal(t, "the rows stored", db.count(t, table), int64(0))
	}
}

// blameWidth: where the driver refuses, and not the server, nobody need be blamed.
func blameWidth(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for bad := range 3 {
		stmts := make([]backends.Stmt, 3)
		for i := range stmts {
			stmts[i] = db.stmt("insert into "+table+" values (?)", i)
		}
		stmts[bad].Args = []any{int64(1) << 40}
		db.ways(t, func(t *testing.T, send sender) {
			err := send(stmts, nil)
			if e := refusal(t, err, backends.ErrDataException); e.Stmt != bad && e.Stmt != -1 {
				t.Fatalf("statement %d is blamed, want %d or none: %v", e.Stmt, bad, err)
			}
		})
		equal(t, "the rows stored", db.count(t, table), int64(0))
	}
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		refused(t, db.try(t.Context(), r, "insert into "+table+" values (?)", int64(1)<<40), backends.ErrDataException)
	})
}

func blameAlone(t *testing.T, db *database) {
	table := db.keyed(t)
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		blamed(t, db.try(t.Context(), r, "insert into "+table+" values (?)", 1), 0)
	})
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		blamed(t, db.tryQuery(t, r, "insert into "+table+" values (?) returning n", 1), 0)
	})
}

// blameListener refuses an answer for a value that does not fit, as the rows say it or in words around that.
func blameListener(t *testing.T, db *database) {
	stmts := []backends.Stmt{db.rowsStmt("select 'a'"), db.rowsStmt("select 'b'"), db.rowsStmt("select 'c'")}
	for bad := range stmts {
		for _, prefix := range []string{"", "the listener's words"} {
			db.ways(t, func(t *testing.T, send sender) {
				err := send(stmts, func(i int, r backends.Rows, _ backends.Result) error {
					var at time.Time
					if i != bad || !r.Next() {
						return nil
					}
					err := r.Scan(&at)
					if prefix != "" {
						err = fmt.Errorf("%s: %w", prefix, err)
					}
					return err
				})
				refused(t, err, backends.ErrDataException)
				if e := refusal(t, err); e.Stmt != bad && e.Stmt != -1 {
					t.Fatalf("statement %d is blamed, want %d or none: %v", e.Stmt, bad, err)
				}
			})
		}
	}
}
