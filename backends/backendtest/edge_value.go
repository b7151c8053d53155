package backendtest

import (
	"database/sql"
	"database/sql/driver"
	"reflect"
	"runtime"
	"testing"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// edgeValueTopic is about values that a careless backend loses or is hurt by.
func edgeValueTopic() topic {
	return topic{name: "a harmful value", config: backends.PoolConfig{Size: 1, Overflow: -1}, tests: []test{
		{name: "that panics leaves no connection behind", run: panics},
		{name: "that panics as a pipeline is heard leaves a unit that goes on", run: listenersPanic},
		{name: "that panics when it is read leaves rows that close", run: readPanics},
		{name: "that ends its goroutine when it is read leaves rows that close", run: readExits},
		{name: "with a fraction is not cut for an integer", run: fractions},
		{name: "that is a list is text through any", needs: Lists, run: listsAsText},
		{name: "is not there before Next", run: beforeNext},
	}}
}

// panickingValue is a Valuer and a Scanner that panics.
type panickingValue struct{}

// Scan implements sql.Scanner.
func (*panickingValue) Scan(any) error { panic("bomb") }

func (panickingValue) Value() (driver.Value, error) { panic("bomb") }

// exitingValue ends its goroutine as it is read.
type exitingValue struct{}

// Scan implements sql.Scanner.
func (*exitingValue) Scan(any) error { runtime.Goexit(); return nil }

// exitingText is a text that does.
type exitingText struct{}

// UnmarshalText implements encoding.TextUnmarshaler.
func (*exitingText) UnmarshalText([]byte) error { runtime.Goexit(); return nil }

// exitingJSON is a document that does.
type exitingJSON struct{ Text string }

// UnmarshalJSON implements json.Unmarshaler.
func (*exitingJSON) UnmarshalJSON([]byte) error { runtime.Goexit(); return nil }

// panickingJSON is a document that panics as it is written.
type panickingJSON struct{ Text string }

// MarshalJSON implements json.Marshaler.
func (panickingJSON) MarshalJSON() ([]byte, error) { panic("bomb") }

func panics(t *testing.T, db *database) {
	for _, bomb := range []any{panickingValue{}, panickingJSON{}} {
		s := db.rowsStmt("select cast(? as varchar(9)) || cast(? as varchar(9))", "first", bomb)
		none := func(int, backends.Rows, backends.Result) error { panic("listener") }
		for _, call := range []func() error{
			func() error { _, err := db.pool.Exec(t.Context(), s); return err },
			func() error { _, err := db.pool.Query(t.Context(), s); return err },
			func() error { return db.pipeline(t, s) },
			func() error { return db.pipeline(t, db.rowsStmt("select cast(? as varchar(9))", "sound"), s) },
			func() error {
				return db.pool.Pipeline(t.Context(), []backends.Stmt{db.rowsStmt("select 1")}, backends.PipelineOptions{}, none)
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
			equal(t, "the pool's only connection answers", db.ints(t, db.pool, "select 1"), []int64{1})
		}
	}
}

// pipeline sends statements in one trip.
func (db *database) pipeline(t *testing.T, stmts ...backends.Stmt) error {
	return db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
}

// listenersPanic: a unit of work whose pipeline somebody stops hearing, by a panic, goes on.
func listenersPanic(t *testing.T, db *database) {
	stmts := []backends.Stmt{db.rowsStmt("select 1"), db.rowsStmt("select 2"), db.rowsStmt("select 3")}
	for at := range stmts {
		db.units(t, func(t *testing.T, u backends.UnitOfWork) {
			func() {
				defer func() { equal(t, "the panic", recover(), any("listener")) }()
				_ = u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, _ backends.Rows, _ backends.Result) error {
					if i == at {
						panic("listener")
					}
					return nil
				})
			}()
			equal(t, "the unit answers", db.ints(t, u, "select 4"), []int64{4})
		})
	}
}

// readPanics reads by Scan and by Decode, alone and beside values that need no help, and as an element.
func readPanics(t *testing.T, db *database) {
	type letter struct {
		N    int64
		Bomb *panickingValue
	}
	layout := &backends.Layout{
		Types:   []reflect.Type{reflect.TypeFor[int64](), reflect.TypeFor[*panickingValue]()},
		Offsets: []uintptr{unsafe.Offsetof(letter{}.N), unsafe.Offsetof(letter{}.Bomb)},
	}
	for _, read := range []func(backends.Rows) error{
		func(r backends.Rows) error { return r.Scan(new(int64), new(panickingValue)) },
		func(r backends.Rows) error { return r.Scan(new(any), new(*panickingValue)) },
		func(r backends.Rows) error { return r.Scan(new(string), new(sql.Null[panickingValue])) },
		func(r backends.Rows) error {
			return kit.NewReader(r, layout).Read(unsafe.Pointer(new(letter)))
		},
	} {
		for _, runner := range []backends.Runner{db.pool, db.begin(t, backends.TxOptions{})} {
			rows := db.query(t, runner, "select 1, cast(? as integer) union all select 2, 2", 1)
			equal(t, "Next", rows.Next(), true)
			func() {
				defer func() { equal(t, "the panic", recover(), any("bomb")) }()
				_ = read(rows)
			}()
			must(t, rows.Scan(new(int64), new(int64)))
			equal(t, "Next", rows.Next(), true)
			must(t, rows.Close())
			if u, ok := runner.(backends.UnitOfWork); ok {
				must(t, u.Rollback(t.Context()))
			}
			db.settled(t)
		}
	}
}

// readExits reads by what calls runtime.Goexit. The goroutine ends, and whoever has the rows goes on.
func readExits(t *testing.T, db *database) {
	for _, read := range []func(backends.Rows) error{
		func(r backends.Rows) error { return r.Scan(new(int64), new(exitingValue)) },
		func(r backends.Rows) error { return r.Scan(new(any), new(*exitingValue)) },
		func(r backends.Rows) error { return r.Scan(new(any), new(sql.Null[exitingValue])) },
		func(r backends.Rows) error { return r.Scan(new(int64), new(exitingText)) },
		func(r backends.Rows) error { return r.Scan(new(int64), new(*exitingJSON)) },
	} {
		for _, runner := range []backends.Runner{db.pool, db.begin(t, backends.TxOptions{})} {
			rows := db.query(t, runner, "select 1, cast(? as varchar(9)) union all select 2, 'b'", "{}")
			equal(t, "Next", rows.Next(), true)
			ended := make(chan bool, 1)
			go func() {
				returned := false
				defer func() { ended <- returned }()
				_ = read(rows)
				returned = true
			}()
			equal(t, "the goroutine went on", <-ended, false)
			must(t, rows.Scan(new(int64), new(string)))
			equal(t, "Next", rows.Next(), true)
			must(t, rows.Close())
			if u, ok := runner.(backends.UnitOfWork); ok {
				must(t, u.Rollback(t.Context()))
			}
			db.settled(t)
		}
	}
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
