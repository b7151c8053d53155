package backendtest

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func nullTopic() topic {
	return topic{name: "NULL", tests: []test{
		{name: "is nil through any, in every type", run: nullThroughAny},
		{name: "is nil in pointers, and invalid in sql.Null", run: nullIntoNullables},
		{name: "is refused by the column's own name through a layout that served others", run: nullThroughOneLayout},
		{name: "is refused by what cannot be nil, with its column", run: nullIntoPlain},
		{name: "replaces what was there before", run: nullReplaces},
	}}
}

// nulls makes a table of kinds with a row of NULLs.
func (db *database) nulls(t *testing.T) string {
	t.Helper()
	table := db.kinds(t)
	db.exec(t, db.pool, "insert into "+table+" (id) values (1)")
	return table
}

// readNull reads a column's NULL into dest, by Scan and, into another variable, by Decode.
func (db *database) readNull(t *testing.T, table string, c ColumnType, dest any) (scanning, decoding error) {
	t.Helper()
	rows := db.query(t, db.pool, "select id, "+c.column()+" from "+table)
	if !rows.Next() {
		t.Fatalf("there is no row: %v", rows.Err())
	}
	scanning = rows.Scan(new(int), dest)
	decoding = scanning
	if d, ok := rows.(backends.Decoder); ok {
		kind := reflect.TypeOf(dest).Elem()
		memory := reflect.New(kind)
		decoding = d.Decode(&backends.Layout{Types: []reflect.Type{nil, kind}, Offsets: []uintptr{0, 0}}, memory.UnsafePointer())
		if decoding == nil && scanning == nil {
			equal(t, "NULL by Decode", memory.Elem().Interface(), reflect.ValueOf(dest).Elem().Interface())
		}
	}
	must(t, rows.Close())
	return scanning, decoding
}

func nullThroughAny(t *testing.T, db *database) {
	table := db.nulls(t)
	for _, c := range columnTypes() {
		got := any("before")
		scanning, decoding := db.readNull(t, table, c, &got)
		must(t, scanning)
		must(t, decoding)
		equal(t, "NULL of "+string(c), got, nil)
	}
}

func nullIntoNullables(t *testing.T, db *database) {
	table := db.nulls(t)
	for _, c := range []struct {
		column ColumnType
		dest   any
	}{
		{Smallint, new(*int8)}, {Bigint, new(*int64)}, {Bigint, new(*uint64)}, {Double, new(*float64)}, {Boolean, new(*bool)}, {Text, new(*string)},
		{Text, new(**string)}, {Text, new(*mood)}, {Bytes, new([]byte)}, {Bytes, new(*[]byte)}, {Time, new(*time.Time)}, {Date, new(*time.Time)},
		{LocalTime, new(**time.Time)}, {UUID, new(*[16]byte)}, {UUID, new(*string)}, {Decimal, new(*digits)}, {JSON, new(*doc)}, {JSON, new(map[string]int)},
		{JSON, new(json.RawMessage)}, {JSON, new(*json.RawMessage)}, {Enum, new(*mood)}, {Bigints, new([]int64)}, {Bigints, new(*[]int64)},
		{Texts, new([]*string)}, {Times, new([]time.Time)}, {Text, new(*celsius)},
		{Bigint, new(sql.NullInt64)}, {Text, new(sql.NullString)}, {Time, new(sql.NullTime)}, {Time, new(sql.Null[time.Time])},
		{UUID, new(sql.Null[[16]byte])}, {JSON, new(sql.Null[doc])}, {Bigints, new(sql.Null[[]int64])}, {Enum, new(sql.Null[mood])}, {Decimal, new(sql.Null[digits])},
	} {
		name := reflect.TypeOf(c.dest).Elem().String() + " from " + string(c.column)
		t.Run(name, func(t *testing.T) {
			scanning, decoding := db.readNull(t, table, c.column, c.dest)
			must(t, scanning)
			must(t, decoding)
			if !reflect.ValueOf(c.dest).Elem().IsZero() {
				t.Fatalf("NULL became %#v", reflect.ValueOf(c.dest).Elem())
			}
		})
	}
}

func nullIntoPlain(t *testing.T, db *database) {
	table := db.nulls(t)
	for _, c := range []struct {
		column ColumnType
		dest   any
	}{
		{Smallint, new(int8)}, {Integer, new(int)}, {Bigint, new(int64)}, {Bigint, new(uint64)}, {Real, new(float32)}, {Double, new(float64)}, {Boolean, new(bool)},
		{Text, new(string)}, {Text, new(mood)}, {Enum, new(mood)}, {Time, new(time.Time)}, {LocalTime, new(time.Time)}, {Date, new(time.Time)},
		{UUID, new([16]byte)}, {UUID, new(string)}, {JSON, new(doc)}, {Smallint, new(level)}, {Text, new(celsius)},
	} {
		t.Run(reflect.TypeOf(c.dest).Elem().String()+" from "+string(c.column), func(t *testing.T) {
			scanning, decoding := db.readNull(t, table, c.column, c.dest)
			equal(t, "the column", refusal(t, scanning, backends.ErrDataException).Column, c.column.column())
			equal(t, "the column", refusal(t, decoding, backends.ErrDataException).Column, c.column.column())
		})
	}
}

// nullReplaces reads two rows into the same variables.
func nullReplaces(t *testing.T, db *database) {
	table := db.table(t, "id integer, s text, b "+db.h.Dialect.Types[Bytes]+", j "+db.h.Dialect.Types[JSON])
	db.exec(t, db.pool, "insert into "+table+" values (1, 'a', ?, ?), (2, ?, ?, ?)", []byte("x"), map[string]int{"a": 1}, nil, nil, nil)
	rows := db.query(t, db.pool, "select s, b, j, s from "+table+" order by id")
	var s *string
	var b []byte
	var j map[string]int
	var null sql.Null[string]
	for range 2 {
		rows.Next()
		must(t, rows.Scan(&s, &b, &j, &null))
	}
	if s != nil || b != nil || j != nil || null != (sql.Null[string]{}) {
		t.Fatalf("the second row is %v %v %v %v, want NULLs", s, b, j, null)
	}
	must(t, rows.Close())
}

// nullThroughOneLayout reads columns of one type through one layout, as statements of one Go type share it.
func nullThroughOneLayout(t *testing.T, db *database) {
	table := db.nulls(t)
	layout := &backends.Layout{Types: []reflect.Type{reflect.TypeFor[int64]()}, Offsets: []uintptr{0}}
	for _, name := range []string{"one", "other"} {
		rows := db.query(t, db.pool, "select "+Bigint.column()+" as "+name+" from "+table)
		d, ok := rows.(backends.Decoder)
		if !ok {
			return
		}
		if !rows.Next() {
			t.Fatalf("there is no row: %v", rows.Err())
		}
		equal(t, "column", refusal(t, d.Decode(layout, reflect.New(reflect.TypeFor[int64]()).UnsafePointer()), backends.ErrDataException).Column, name)
		must(t, rows.Close())
	}
}
