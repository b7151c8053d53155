package backendtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// pipelineEqualsLoop runs random lists of statements as one pipeline and one by one, on tables that start alike, and
// expects the same answers, the same error and the same rows afterwards.
func pipelineEqualsLoop(t *testing.T, db *database) {
	piped, looped := db.table(t, "id integer primary key, n integer"), db.table(t, "id integer primary key, n integer")
	for seed := range uint64(30) {
		script := randomScript(rand.New(rand.NewPCG(seed, 7)), 1+int(seed))
		first, failed := db.playPiped(t, script.on(db, piped))
		second, failing := db.playLooped(t, script.on(db, looped))
		what := fmt.Sprintf("of list %d, the answers", seed)
		if failed == nil && failing == nil {
			equal(t, what, first, second)
		} else {
			equal(t, what+" and the error", summary(failed), summary(failing))
		}
		contents := "select id * 1000 + n from "
		equal(t, "the rows stored", db.ints(t, db.pool, contents+piped+" order by id"), db.ints(t, db.pool, contents+looped+" order by id"))
	}
}

// summary is what both ways must say of an error.
func summary(err error) string {
	var e *backends.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	return fmt.Sprintf("%s %s statement %d", e.Kind, e.Code, e.Stmt)
}

// line is a statement with TABLE for its table.
type line struct {
	sql  string
	args []any
	rows bool
}

type script []line

func randomScript(r *rand.Rand, length int) script {
	lines := make(script, length)
	for i := range lines {
		id, n := r.IntN(40), r.IntN(900)
		kinds := []line{
			{"insert into TABLE values (?, ?) on conflict (id) do nothing", []any{id, n}, false},
			{"insert into TABLE values (?, ?) on conflict (id) do update set n = excluded.n returning n", []any{id, n}, true},
			{"update TABLE set n = n + 1 where id = ? returning id, n", []any{id}, true},
			{"update TABLE set n = ? where id > ?", []any{n, id}, false},
			{"delete from TABLE where id = ? returning n", []any{id}, true},
			{"delete from TABLE where id = 35", nil, false},
			{"select id, n from TABLE where n > ? order by id", []any{n}, true},
			{"select count(*) from TABLE", nil, true},
		}
		if lines[i] = kinds[r.IntN(len(kinds))]; r.IntN(25) == 0 {
			lines[i] = line{"insert into TABLE values (?, ?)", []any{id, n}, false} // may well break the key
		}
	}
	return lines
}

func (s script) on(db *database, table string) []backends.Stmt {
	stmts := make([]backends.Stmt, len(s))
	for i, l := range s {
		stmts[i] = db.stmt(strings.ReplaceAll(l.sql, "TABLE", table), l.args...)
		stmts[i].Rows = l.rows
	}
	return stmts
}

func (db *database) playPiped(t *testing.T, stmts []backends.Stmt) (answers []string, err error) {
	t.Helper()
	err = db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, r backends.Rows, res backends.Result) error {
		if r == nil {
			answers = append(answers, fmt.Sprint(res.RowsAffected))
			return nil
		}
		answer, err := transcript(r)
		answers = append(answers, answer)
		return err
	})
	return answers, err
}

func (db *database) playLooped(t *testing.T, stmts []backends.Stmt) (answers []string, err error) {
	t.Helper()
	u := db.begin(t, backends.TxOptions{})
	for i, s := range stmts {
		answer, err := playOne(t, u, s)
		if err != nil {
			must(t, u.Rollback(t.Context()))
			return answers, kit.Blame(err, i)
		}
		answers = append(answers, answer)
	}
	return answers, u.Commit(t.Context())
}

func playOne(t *testing.T, u backends.UnitOfWork, s backends.Stmt) (string, error) {
	if !s.Rows {
		res, err := u.Exec(t.Context(), s)
		return fmt.Sprint(res.RowsAffected), err
	}
	rows, err := u.Query(t.Context(), s)
	if err != nil {
		return "", err
	}
	answer, err := transcript(rows)
	if closing := rows.Close(); err == nil {
		err = closing
	}
	return answer, err
}

// transcript writes columns and rows out, with the Go types that *any gets.
func transcript(rows backends.Rows) (string, error) {
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintln(&b, names)
	for rows.Next() {
		values, dest := make([]any, len(names)), make([]any, len(names))
		for i := range dest {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%#v\n", values)
	}
	return b.String(), rows.Err()
}
