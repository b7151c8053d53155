package backendtest

import (
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

// controlTopic is about words that begin and end transactions.
func controlTopic() topic {
	return topic{name: "a word that controls transactions", config: backends.PoolConfig{Size: 1, Overflow: -1}, tests: []test{
		{name: "is refused on the pool and sends nothing", run: wordsOnThePool},
		{name: "is refused in a unit of work, which goes on", run: wordsInAUnit},
	}}
}

func controlWords() []string {
	return []string{"begin", "START TRANSACTION", "commit", "END", "abort", "rollback", "prepare transaction 'x'", "select 1; commit"}
}

func wordsOnThePool(t *testing.T, db *database) {
	for _, sql := range append(controlWords(), "savepoint a", "rollback to a") {
		s := backends.Stmt{SQL: sql}
		_, execErr := db.pool.Exec(t.Context(), s)
		rows, queryErr := db.pool.Query(t.Context(), s)
		if rows != nil {
			t.Fatalf("%s: Query answered rows", sql)
		}
		refused(t, execErr, backends.ErrInvalidRequest)
		refused(t, queryErr, backends.ErrInvalidRequest)
		db.settled(t)
	}
	for _, sql := range controlWords() {
		refused(t, db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1"), {SQL: sql}}, backends.PipelineOptions{}, nil), backends.ErrInvalidRequest)
		db.settled(t)
	}
	equal(t, "the pool's only connection answers", db.ints(t, db.pool, "select 1"), []int64{1})
}

func wordsInAUnit(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	for _, sql := range controlWords() { // before BEGIN was sent
		refused(t, db.try(t.Context(), u, sql), backends.ErrInvalidRequest)
	}
	db.exec(t, u, "insert into "+table+" values (1)")
	for _, sql := range controlWords() {
		s := backends.Stmt{SQL: sql}
		_, queryErr := u.Query(t.Context(), s)
		piped := u.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1"), s}, backends.PipelineOptions{Commit: true}, nil)
		for _, err := range []error{db.try(t.Context(), u, sql), queryErr, piped} {
			refused(t, err, backends.ErrInvalidRequest)
		}
	}
	must(t, errors.Join(db.try(t.Context(), u, "savepoint a"), db.try(t.Context(), u, "rollback to a")))
	must(t, u.Commit(t.Context()))
	equal(t, "the rows", db.count(t, table), int64(1))
}
