package backendtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

func staleTopic() topic {
	return topic{name: "a counted statement", tests: []test{
		{name: "passes when it matches as many rows as expected", run: countedMatches},
		{name: "is stale otherwise, and nothing is committed", run: countedIsStale},
		{name: "is stale before COMMIT as well", run: countedInPieces},
		{name: "counts in a table with rules", run: countedWithRules},
		{name: "says what is wrong with its text", run: countedUnread},
		{name: "is not stale because a value does not fit", run: countedMisfit},
	}}
}

// listener is what a pipeline tells its answers to.
type listener = backends.Each

// committing runs f once for each way in which a pipeline ends with COMMIT.
func (db *database) committing(t *testing.T, f func(t *testing.T, commit func(stmts []backends.Stmt, each listener) error)) {
	t.Run("on the pool", func(t *testing.T) {
		f(t, func(stmts []backends.Stmt, each listener) error {
			return db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, each)
		})
	})
	t.Run("first in a unit", func(t *testing.T) {
		f(t, func(stmts []backends.Stmt, each listener) error {
			return db.begin(t, backends.TxOptions{}).Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, each)
		})
	})
	t.Run("later in a unit", func(t *testing.T) {
		f(t, func(stmts []backends.Stmt, each listener) error {
			return db.begun(t).Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, each)
		})
	})
	t.Run("behind a savepoint", func(t *testing.T) {
		f(t, func(stmts []backends.Stmt, each listener) error {
			stmts = append([]backends.Stmt{db.stmt("savepoint a")}, stmts...)
			behind := func(i int, r backends.Rows, res backends.Result) error {
				if i == 0 || each == nil {
					return nil
				}
				return each(i-1, r, res)
			}
			err := db.begin(t, backends.TxOptions{}).Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, behind)
			var e *backends.Error
			if errors.As(err, &e) && e.Stmt > 0 {
				return kit.Blame(err, e.Stmt-1)
			}
			return err
		})
	})
}

// twoRows is a table with the rows 1 and 2, both of version 1.
func (db *database) twoRows(t *testing.T) string {
	t.Helper()
	table := db.table(t, "id integer primary key, version integer")
	db.exec(t, db.pool, "insert into "+table+" values (1, 1), (2, 1)")
	return table
}

// bump writes every row of that version; expect says how many they must be.
func (db *database) bump(table string, version int, expect int64, rows bool) backends.Stmt {
	s := db.stmt("update "+table+" set version = version + 1 where version = ?", version)
	if rows {
		s = db.rowsStmt("update "+table+" set version = version + 1 where version = ? returning id, version", version)
	}
	s.Expect = expect
	return s
}

func countedMatches(t *testing.T, db *database) {
	db.committing(t, func(t *testing.T, commit func([]backends.Stmt, listener) error) {
		table := db.twoRows(t)
		var ids, versions []int64
		must(t, commit([]backends.Stmt{db.bump(table, 1, 2, false), db.bump(table, 2, 2, true)}, func(i int, r backends.Rows, res backends.Result) error {
			if i == 0 {
				equal(t, "the rows affected", res.RowsAffected, int64(2))
				return nil
			}
			names, err := r.Columns()
			must(t, err)
			equal(t, "the columns", names, []string{"id", "version"})
			for r.Next() {
				var id, version int64
				must(t, r.Scan(&id, &version))
				ids, versions = append(ids, id), append(versions, version)
			}
			return r.Err()
		}))
		equal(t, "the rows", []any{len(ids), versions}, []any{2, []int64{3, 3}})
		equal(t, "the versions", db.ints(t, db.pool, "select version from "+table), []int64{3, 3})
	})
}

func countedIsStale(t *testing.T, db *database) {
	for name, c := range map[string]struct {
		version int
		expect  int64
		rows    bool
		matched int64
	}{
		"none of one": {7, 1, false, 0}, "none of one, with rows": {7, 1, true, 0},
		"two of one": {1, 1, false, 2}, "two of three, with rows": {1, 3, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			db.committing(t, func(t *testing.T, commit func([]backends.Stmt, listener) error) {
				table := db.twoRows(t)
				insert := db.stmt("insert into "+table+" values (?, ?)", 3, 9)
				e := refusal(t, commit([]backends.Stmt{insert, db.bump(table, c.version, c.expect, c.rows), insert}, nil), backends.ErrStale)
				equal(t, "Matched", e.Matched, c.matched)
				equal(t, "the statement", e.Stmt, 1)
				db.settled(t)
				equal(t, "the versions", db.ints(t, db.pool, "select version from "+table), []int64{1, 1})
			})
		})
	}
}

func countedInPieces(t *testing.T, db *database) {
	first := func(t *testing.T) backends.UnitOfWork { return db.begin(t, backends.TxOptions{}) }
	for name, begin := range map[string]func(t *testing.T) backends.UnitOfWork{"first in a unit": first, "later in a unit": db.begun} {
		t.Run(name, func(t *testing.T) { db.countedWithoutCommit(t, begin) })
	}
}

func (db *database) countedWithoutCommit(t *testing.T, begin func(t *testing.T) backends.UnitOfWork) {
	table := db.twoRows(t)
	u := begin(t)
	err := u.Pipeline(t.Context(), []backends.Stmt{db.bump(table, 1, 2, true), db.bump(table, 7, 1, true)}, backends.PipelineOptions{}, nil)
	e := refusal(t, err, backends.ErrStale)
	equal(t, "the statement", e.Stmt, 1)
	refused(t, u.Commit(t.Context()), backends.ErrTxAborted)
	equal(t, "the versions", db.ints(t, db.pool, "select version from "+table), []int64{1, 1})
}

// countedWithRules writes a table that PostgreSQL does not write in a WITH.
func countedWithRules(t *testing.T, db *database) {
	if db.h.Dialect.Rule == "" {
		return
	}
	db.committing(t, func(t *testing.T, commit func([]backends.Stmt, listener) error) {
		table, other := db.twoRows(t), db.twoRows(t)
		heard := db.table(t, "id integer")
		rule := strings.ReplaceAll(strings.ReplaceAll(db.h.Dialect.Rule, "{table}heard", heard), "{table}", table)
		db.exec(t, db.pool, rule)
		answered := 0
		for _, times := range []int{1, 2} { // the first time and later
			must(t, commit([]backends.Stmt{db.bump(other, times, 2, true), db.bump(table, times, 2, false)}, func(_ int, _ backends.Rows, res backends.Result) error {
				answered += int(res.RowsAffected)
				return nil
			}))
			e := refusal(t, commit([]backends.Stmt{db.bump(table, times+1, 2, false), db.bump(table, 7, 1, false)}, nil), backends.ErrStale)
			equal(t, "the statement", e.Stmt, 1)
			db.settled(t)
		}
		equal(t, "the rows affected", answered, 4)
		equal(t, "the versions", db.ints(t, db.pool, "select version from "+table), []int64{3, 3})
		equal(t, "what the rule heard", db.ints(t, db.pool, "select id from "+heard+" order by id"), []int64{1, 1, 2, 2})
	})
}

// countedUnread has a mistake that is found as a text is read, before any of it is done.
func countedUnread(t *testing.T, db *database) {
	db.committing(t, func(t *testing.T, commit func([]backends.Stmt, listener) error) {
		table := db.twoRows(t)
		wrong := db.stmt("update " + table + " set version = = 1")
		wrong.Expect = 1
		err := commit([]backends.Stmt{db.stmt("insert into "+table+" values (?, ?)", 3, 9), wrong}, nil)
		var e *backends.Error
		equal(t, "an *Error", errors.As(err, &e), true)
		equal(t, "not to be run again", errors.Is(err, backends.ErrOutdated) || errors.Is(err, backends.ErrCommitUnknown), false)
		if db.h.has(SyntaxBlame) {
			equal(t, "the statement", e.Stmt, 1)
		}
		db.settled(t)
		equal(t, "the rows", len(db.ints(t, db.pool, "select id from "+table)), 2)
	})
}

// countedMisfit fails with the code that a stale count fails with, on PostgreSQL.
func countedMisfit(t *testing.T, db *database) {
	db.committing(t, func(t *testing.T, commit func([]backends.Stmt, listener) error) {
		strict := db.table(t, "n integer") + "strict"
		db.exec(t, db.pool, "create table "+strict+" (n integer)"+db.h.Dialect.Strict)
		db.exec(t, db.pool, "insert into "+strict+" values (1)")
		s := db.stmt("update "+strict+" set n = ?", secret)
		s.Expect = 1
		refused(t, commit([]backends.Stmt{s}, nil), backends.ErrDataException)
		equal(t, "the rows", db.ints(t, db.pool, "select n from "+strict), []int64{1})
	})
}

func countedTrips(t *testing.T, db *database) {
	table := db.twoRows(t)
	stmts := []backends.Stmt{db.bump(table, 1, 2, false), db.bump(table, 2, 2, true), db.stmt("update "+table+" set version = ?", 1)}
	got := db.trips(func() {
		must(t, db.begin(t, backends.TxOptions{}).Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
	})
	c := db.h.Trips
	within(t, "the trips", got, c.begin()+c.pipeline(3)+c.commit())
}
