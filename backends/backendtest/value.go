package backendtest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/drey-db/drey/backends"
)

// Value is a value on its way to the database and back.
type Value struct {
	Name string
	Type ColumnType
	Arg  any // bound
	Want any // read into a variable of this type
}

// ColumnType names a type of column; [Dialect].Types spells it.
type ColumnType string

// The types of column that values live in.
const (
	Smallint  ColumnType = "smallint"
	Integer   ColumnType = "integer"
	Bigint    ColumnType = "bigint"
	Real      ColumnType = "real"
	Double    ColumnType = "double"
	Boolean   ColumnType = "boolean"
	Text      ColumnType = "text"
	Bytes     ColumnType = "bytes"
	Time      ColumnType = "time"      // an instant
	LocalTime ColumnType = "localtime" // date and time of no zone
	Date      ColumnType = "date"
	UUID      ColumnType = "uuid"
	Decimal   ColumnType = "decimal" // every digit counts
	JSON      ColumnType = "json"
	Enum      ColumnType = "enum" // happy, sad, so-so

	Bigints   ColumnType = "bigints" // lists, from here on
	Doubles   ColumnType = "doubles"
	Booleans  ColumnType = "booleans"
	Texts     ColumnType = "texts"
	Blobs     ColumnType = "blobs"
	Times     ColumnType = "times"
	UUIDs     ColumnType = "uuids"
	Decimals  ColumnType = "decimals"
	Documents ColumnType = "documents"
	Enums     ColumnType = "enums"
)

func columnTypes() []ColumnType {
	return []ColumnType{Smallint, Integer, Bigint, Real, Double, Boolean, Text, Bytes, Time, LocalTime, Date, UUID, Decimal,
		JSON, Enum, Bigints, Doubles, Booleans, Texts, Blobs, Times, UUIDs, Decimals, Documents, Enums}
}

// column is the name of the column of type c in the table of kinds.
func (c ColumnType) column() string { return "a_" + string(c) }

// kinds makes a table with a column of each type.
func (db *database) kinds(t *testing.T) string {
	t.Helper()
	columns := []string{"id integer primary key"}
	for _, c := range columnTypes() {
		columns = append(columns, c.column()+" "+db.h.Dialect.Types[c])
	}
	return db.table(t, strings.Join(columns, ", "))
}

func valueTopic() topic {
	return topic{name: "values", tests: []test{
		{name: "go there and back", run: scalarsRoundTrip},
		{name: "that are lists go there and back", needs: Lists, run: listsRoundTrip},
		{name: "in every container go there and back", needs: Lists, run: containersRoundTrip},
		{name: "that are lists are stored as if written by hand", needs: Lists, run: listsAreSpelled},
		{name: "that are lists and no arrays are refused", needs: Lists, run: listsRefused},
		{name: "in lists that do not fit are refused with their column", needs: Lists, run: nothingInLists},
		{name: "of the harness go there and back", run: func(t *testing.T, db *database) { roundTrips(t, db, db.h.Values) }},
		{name: "beyond int64 fit a decimal column", needs: WideIntegers, run: wideIntegersRoundTrip},
		{name: "that are no finite numbers go there and back", needs: NotFinite, run: notFiniteRoundTrip},
		{name: "all go in one pipeline", run: valuesPipelined},
		{name: "arrive as few Go types through any", run: portableTypes},
		{name: "of a row stay when the next is read", run: ownedValues},
		{name: "are decoded where the layout says", run: layouts},
		{name: "that do not fit are refused with their column", run: misfits},
		{name: "beyond their columns are refused, where they are not kept", run: numbersBeyond},
		{name: "of no kind at all are refused before they are sent", run: noValues},
	}}
}

// roundTrips sends each value alone, by Exec, and reads it back.
func roundTrips(t *testing.T, db *database, values []Value) {
	table := db.kinds(t)
	for i, v := range values {
		t.Run(v.Name, func(t *testing.T) {
			db.exec(t, db.pool, v.insert(table), i, v.Arg)
			rows := db.query(t, db.pool, v.read(table), i)
			v.expect(t, rows)
			must(t, rows.Close())
		})
	}
}

func (v Value) insert(table string) string {
	return fmt.Sprintf("insert into %s (id, %s) values (?, ?)", table, v.Type.column())
}

func (v Value) read(table string) string {
	return fmt.Sprintf("select %s from %s where id = ?", v.Type.column(), table)
}

// expect reads the only row, by Scan and where there is a Decoder by Decode.
func (v Value) expect(t *testing.T, rows backends.Rows) {
	t.Helper()
	if !rows.Next() {
		t.Fatalf("%s: there is no row: %v", v.Name, rows.Err())
	}
	got := reflect.New(reflect.TypeOf(v.Want))
	if err := rows.Scan(got.Interface()); err != nil {
		t.Fatalf("%s: Scan: %v", v.Name, err)
	}
	equal(t, v.Name+", by Scan,", got.Elem().Interface(), v.Want)
	if d, ok := rows.(backends.Decoder); ok {
		equal(t, v.Name+", by Decode,", v.decode(t, d), v.Want)
	}
	if rows.Next() {
		t.Fatalf("%s: there is a second row", v.Name)
	}
	must(t, rows.Err())
}

// decode reads into the second of three places and expects that its neighbours stay untouched.
func (v Value) decode(t *testing.T, d backends.Decoder) any {
	t.Helper()
	kind := reflect.TypeOf(v.Want)
	places := reflect.New(reflect.ArrayOf(3, kind)).Elem()
	layout := &backends.Layout{Types: []reflect.Type{kind}, Offsets: []uintptr{kind.Size()}}
	for range 2 { // compiled, then from the plan
		places.SetZero()
		if err := d.Decode(layout, places.Addr().UnsafePointer()); err != nil {
			t.Fatalf("%s: Decode: %v", v.Name, err)
		}
	}
	if !places.Index(0).IsZero() || !places.Index(2).IsZero() {
		t.Fatalf("%s: Decode wrote beside its place", v.Name)
	}
	return places.Index(1).Interface()
}

// valuesPipelined sends all values and reads them back in one pipeline, behind BEGIN that rides.
func valuesPipelined(t *testing.T, db *database) {
	values := append(scalars(), db.h.Values...)
	if db.h.has(Lists) {
		values = append(values, lists()...)
	}
	table := db.kinds(t)
	var stmts []backends.Stmt
	for i, v := range values {
		stmts = append(stmts, db.stmt(v.insert(table), i, v.Arg), db.rowsStmt(v.read(table), i))
	}
	u := db.begin(t, backends.TxOptions{})
	must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, func(i int, r backends.Rows, _ backends.Result) error {
		if r != nil {
			values[i/2].expect(t, r)
		}
		return nil
	}))
	must(t, u.Rollback(t.Context()))
}
