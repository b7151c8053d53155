package backendtest

import (
	"errors"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
)

// controlTopic is about words that begin and end transactions.
func controlTopic() topic {
	return topic{name: "a word that controls transactions", config: backends.PoolConfig{Size: 1, Overflow: -1}, tests: []test{
		{name: "is refused on the pool and sends nothing", run: wordsOnThePool},
		{name: "is refused in a unit of work, which goes on", run: wordsInAUnit},
		{name: "is no word in a comment", run: wordsInComments},
		{name: "is found behind what the database calls the end of a comment", run: wordsBehindComments},
		{name: "is not what a trigger or a function consists of", run: wordsInBodies},
	}}
}

// textTopic is about what the text of a statement says beside its words.
func textTopic() topic {
	return topic{name: "a placeholder", config: backends.PoolConfig{Size: 1, Overflow: -1}, tests: []test{
		{name: "is none in a comment", run: placeholdersInComments},
	}}
}

func controlWords() []string {
	return []string{"begin", "START TRANSACTION", "commit", "END", "abort", "rollback", "prepare transaction 'x'", "select 1; commit", "create table never (n integer); commit"}
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

// comments are comments in which a word would stand, if they ended where the other kind of database ends them.
func (db *database) comments() (quiet, loud string) {
	if db.h.Dialect.Nests {
		return "/* /* */ ; commit */", "/* /* */ */ ; commit"
	}
	return "/* /* ; commit */", "/* /* */ ; commit"
}

func wordsInComments(t *testing.T, db *database) {
	quiet, _ := db.comments()
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		for _, comment := range []string{quiet, "/* ; commit */", "-- ; commit", "/* it's */ -- ; commit"} {
			must(t, db.try(t.Context(), r, "select 1 "+comment))
		}
	})
}

func wordsBehindComments(t *testing.T, db *database) {
	_, loud := db.comments()
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		refused(t, db.try(t.Context(), r, "select 1 "+loud), backends.ErrInvalidRequest)
	})
}

func wordsInBodies(t *testing.T, db *database) {
	if db.h.Dialect.Body == "" {
		return
	}
	table := db.table(t, "n integer")
	text := strings.ReplaceAll(db.h.Dialect.Body, "{table}", table)
	u := db.begin(t, backends.TxOptions{})
	refused(t, db.try(t.Context(), u, text+"; commit"), backends.ErrInvalidRequest)
	db.exec(t, u, text)
	must(t, u.Rollback(t.Context()))
	db.settled(t)
}

func placeholdersInComments(t *testing.T, db *database) {
	quiet := "/* /* " + db.stmt("?").SQL + " */"
	if db.h.Dialect.Nests {
		quiet += " " + db.stmt("?, ?").SQL + " */"
	}
	equal(t, "the row", db.ints(t, db.pool, "select cast(? as integer) "+quiet+" -- it's", int64(7)), []int64{7})
}
