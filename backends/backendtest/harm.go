package backendtest

import (
	"database/sql/driver"
	"testing"

	"github.com/drey-db/drey/backends"
)

// harmTopic is about values that a careless backend loses or is hurt by.
func harmTopic() topic {
	return topic{name: "a harmful value", config: backends.PoolConfig{Size: 1, Overflow: -1}, tests: []test{
		{name: "that panics leaves no connection behind", run: panics},
		{name: "with a fraction is not cut for an integer", run: fractions},
		{name: "that is a list is text through any", needs: Lists, run: listsAsText},
		{name: "is not there before Next", run: beforeNext},
	}}
}

// bomb is a Valuer that panics.
type bomb struct{}

func (bomb) Value() (driver.Value, error) { panic("bomb") }

func panics(t *testing.T, db *database) {
	s := db.ask("select cast(? as integer)", bomb{})
	none := func(int, backends.Rows, backends.Result) error { panic("listener") }
	for _, call := range []func() error{
		func() error { _, err := db.pool.Exec(t.Context(), s); return err },
		func() error { _, err := db.pool.Query(t.Context(), s); return err },
		func() error {
			return db.pool.Pipeline(t.Context(), []backends.Stmt{s}, backends.PipelineOptions{}, nil)
		},
		func() error {
			return db.pool.Pipeline(t.Context(), []backends.Stmt{db.ask("select 1")}, backends.PipelineOptions{}, none)
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was lost")
				}
			}()
			_ = call()
		}()
		db.settled(t)
	}
	equal(t, "the pool's only connection answers", db.ints(t, db.pool, "select 1"), []int64{1})
}

func fractions(t *testing.T, db *database) {
	table := db.table(t, "n integer") + "strict"
	db.exec(t, db.pool, "create table "+table+" (n integer)"+db.h.Dialect.Strict)
	refused(t, db.try(t.Context(), db.pool, "insert into "+table+" values (?)", 1.5), backends.ErrDataException)
	must(t, db.try(t.Context(), db.pool, "insert into "+table+" values (?)", 2.0))
	equal(t, "the rows", db.ints(t, db.pool, "select n from "+table), []int64{2})
}

func listsAsText(t *testing.T, db *database) {
	table := db.table(t, "list "+db.h.Dialect.Types[Bigints])
	db.exec(t, db.pool, "insert into "+table+" values (?)", []int64{1, 2})
	rows := db.query(t, db.pool, "select list from "+table)
	defer rows.Close()
	equal(t, "Next", rows.Next(), true)
	var v any
	must(t, rows.Scan(&v))
	text, ok := v.(string)
	if !ok || text != "{1,2}" && text != "[1,2]" {
		t.Errorf("a list through *any is %#v, want its text", v)
	}
	equal(t, "Next", rows.Next(), false)
}

func beforeNext(t *testing.T, db *database) {
	rows := db.query(t, db.pool, "select cast(? as integer)", 7)
	defer rows.Close()
	var n int
	if rows.Scan(&n) == nil {
		t.Error("Scan before Next has no error")
	}
	equal(t, "Next", rows.Next(), true)
	must(t, rows.Scan(&n))
	equal(t, "the value", n, 7)
	equal(t, "Next", rows.Next(), false)
	if rows.Scan(&n) == nil {
		t.Error("Scan after the last row has no error")
	}
}
