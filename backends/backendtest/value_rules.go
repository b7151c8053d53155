package backendtest

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/drey-db/drey/backends"
)

// portableTypes expects the few Go types that Rows promises through *any, on every backend.
func portableTypes(t *testing.T, db *database) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC)
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	values := []Value{
		{"smallint", Smallint, 7, int64(7)}, {"integer", Integer, 7, int64(7)}, {"bigint", Bigint, 7, int64(7)},
		{"real", Real, 1.1, 1.1}, {"double", Double, 1.5, 1.5}, {"boolean", Boolean, true, true}, {"text", Text, "a", "a"},
		{"bytes", Bytes, []byte{0, 255}, []byte{0, 255}}, {"time", Time, at, at}, {"local time", LocalTime, at, at}, {"date", Date, day, day},
		{"uuid", UUID, id, id.String()}, {"decimal", Decimal, digits{"12.50"}, "12.50"}, {"json", JSON, doc{1, "x"}, `{"a":1,"b":"x"}`},
		{"enum", Enum, mood("sad"), "sad"}, {"NULL", Text, nil, nil},
	}
	table := db.kinds(t)
	for i, v := range values {
		db.exec(t, db.pool, v.insert(table), i, v.Arg)
		rows := db.query(t, db.pool, v.read(table), i)
		var got any
		if !rows.Next() {
			t.Fatalf("%s: there is no row: %v", v.Name, rows.Err())
		}
		must(t, rows.Scan(&got))
		must(t, rows.Close())
		if text, ok := got.(string); ok && v.Type == JSON {
			got = strings.NewReplacer(": ", ":", ", ", ",").Replace(text)
		}
		equal(t, v.Name+" through any", got, v.Want)
	}
	equal(t, "count(*) through any", db.anyOf(t, "select count(*) from "+table), int64(len(values)))
	if db.h.has(Lists) {
		db.exec(t, db.pool, "update "+table+" set "+Texts.column()+" = ?", []string{"a"})
		if list, ok := db.anyOf(t, "select "+Texts.column()+" from "+table+" where id = 0").(string); !ok || !strings.Contains(list, "a") {
			t.Fatalf("a list through any is %#v, want a string", list)
		}
	}
}

func (db *database) anyOf(t *testing.T, sql string) (v any) {
	t.Helper()
	rows := db.query(t, db.pool, sql)
	if !rows.Next() {
		t.Fatalf("%s: there is no row: %v", sql, rows.Err())
	}
	must(t, rows.Scan(&v))
	must(t, rows.Close())
	return v
}

// ownedValues keeps what was read of each row until after the last.
func ownedValues(t *testing.T, db *database) {
	table := db.table(t, "id integer, b "+db.h.Dialect.Types[Bytes]+", s "+db.h.Dialect.Types[Text]+", j "+db.h.Dialect.Types[JSON])
	for i := range 20 {
		word := strings.Repeat(string(rune('a'+i)), 50)
		db.exec(t, db.pool, "insert into "+table+" values (?, ?, ?, ?)", i, []byte(word), word, map[string]string{"w": word})
	}
	rows := db.query(t, db.pool, "select b, b, s, j, j from "+table+" order by id")
	type row struct {
		bytes []byte
		loose any
		text  string
		raw   json.RawMessage
		doc   map[string]string
	}
	var all []row
	for rows.Next() {
		var r row
		must(t, rows.Scan(&r.bytes, &r.loose, &r.text, &r.raw, &r.doc))
		all = append(all, r)
	}
	must(t, rows.Err())
	must(t, rows.Close())
	for i, r := range all {
		word := strings.Repeat(string(rune('a'+i)), 50)
		equal(t, "raw JSON", r.raw, json.RawMessage(`{"w":"`+word+`"}`))
		r.raw = nil
		equal(t, "a row", r, row{bytes: []byte(word), loose: []byte(word), text: word, doc: map[string]string{"w": word}})
	}
	equal(t, "the count of rows", len(all), 20)
}

// layouts reads whole rows of a struct, with a column left out, by a layout that two statements share.
func layouts(t *testing.T, db *database) {
	type hero struct {
		ID    int64
		Name  string
		Power *float64
		Tags  []byte
	}
	layout := &backends.Layout{
		Types:   []reflect.Type{reflect.TypeFor[string](), nil, reflect.TypeFor[int64](), reflect.TypeFor[*float64](), reflect.TypeFor[[]byte]()},
		Offsets: []uintptr{unsafe.Offsetof(hero{}.Name), 0, unsafe.Offsetof(hero{}.ID), unsafe.Offsetof(hero{}.Power), unsafe.Offsetof(hero{}.Tags)},
	}
	types := db.h.Dialect.Types
	for _, integer := range []string{types[Bigint], types[Smallint]} { // the plan must notice that the types differ
		table := db.table(t, "id "+integer+", name text, power "+types[Double]+", tags "+types[Bytes])
		db.exec(t, db.pool, "insert into "+table+" values (1, 'sandy', ?, ?), (2, 'spongebob', ?, ?)", 1.5, []byte("x"), nil, nil)
		rows := db.query(t, db.pool, "select name, name as skipped, id, power, tags from "+table+" order by id")
		d, ok := rows.(backends.Decoder)
		if !ok {
			must(t, rows.Close())
			continue
		}
		var heroes []hero
		for rows.Next() {
			h := hero{Power: pointer(7.0), Tags: []byte("old")}
			must(t, d.Decode(layout, unsafe.Pointer(&h)))
			heroes = append(heroes, h)
		}
		must(t, rows.Err())
		equal(t, "what was decoded", heroes, []hero{{1, "sandy", pointer(1.5), []byte("x")}, {2, "spongebob", nil, nil}})
	}
}

// misfits reads values into what cannot hold them.
func misfits(t *testing.T, db *database) {
	table := db.kinds(t)
	db.exec(t, db.pool, "insert into "+table+" (id, a_text, a_bigint, a_time, a_json) values (1, ?, 300, ?, ?)", secret, time.Now(), map[string]string{"a": secret})
	for _, c := range []struct {
		column string
		dest   any
	}{
		{"a_text", new(int64)}, {"a_text", new(bool)}, {"a_text", new(float64)}, {"a_text", new(time.Time)}, {"a_text", new([]int64)}, {"a_text", new([16]byte)},
		{"a_bigint", new(int8)}, {"a_bigint", new(*int8)}, {"a_bigint", new(uint8)}, {"a_time", new(int64)}, {"a_json", new(map[string]int)}, {"a_json", new(doc)},
	} {
		kind := reflect.TypeOf(c.dest).Elem()
		rows := db.query(t, db.pool, "select id, "+c.column+" from "+table)
		rows.Next()
		e := refusal(t, rows.Scan(new(int), c.dest), backends.ErrDataException)
		equal(t, "the column blamed for "+kind.String(), e.Column, c.column)
		if d, ok := rows.(backends.Decoder); ok {
			err := d.Decode(&backends.Layout{Types: []reflect.Type{nil, kind}, Offsets: []uintptr{0, 0}}, reflect.New(kind).UnsafePointer())
			equal(t, "the column blamed by Decode for "+kind.String(), refusal(t, err, backends.ErrDataException).Column, c.column)
		}
		must(t, rows.Close())
	}
	rows := db.query(t, db.pool, "select 1 as a, 2 as b")
	rows.Next()
	refused(t, rows.Scan(new(int)), backends.ErrDataException)
	var n int
	must(t, rows.Scan(new(int), &n)) // a refused Scan leaves the row readable
	equal(t, "the second column", n, 2)
	must(t, rows.Close())
}

// noValues binds what Argument refuses. Nothing may be sent, nor panic, nor leave a connection behind.
func noValues(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for _, arg := range []any{make(chan int), func() {}, complex(1, 2)} {
		sql := "insert into " + table + " values (?)"
		refused(t, db.try(t.Context(), db.pool, sql, arg), backends.ErrUnsupported)
		_, err := db.pool.Query(t.Context(), db.rowsStmt(sql, arg))
		refused(t, err, backends.ErrUnsupported)
		err = db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt(sql, 1), db.stmt(sql, arg)}, backends.PipelineOptions{}, nil)
		refused(t, err, backends.ErrUnsupported)
		blamed(t, err, 1)
		u := db.begun(t)
		refused(t, db.try(t.Context(), u, sql, arg), backends.ErrUnsupported)
		must(t, u.Rollback(t.Context()))
	}
	refused(t, db.try(t.Context(), db.pool, "insert into "+table+" values (?)", map[string]any{"a": make(chan int)}), backends.ErrDataException)
	for _, args := range [][]any{{}, slices.Repeat([]any{secret}, 2)} { // one placeholder
		err := db.try(t.Context(), db.pool, "select ?", args...)
		if err == nil {
			t.Fatalf("%d arguments for one placeholder were taken", len(args))
		}
		discreet(t, err)
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// numbersBeyond binds numbers that are larger, or smaller, than their columns hold: a database that does not keep them refuses them, and
// none becomes another one.
func numbersBeyond(t *testing.T, db *database) {
	table := db.kinds(t)
	for i, v := range []Value{
		{"an integer in a smallint", Smallint, 1 << 20, int64(1 << 20)}, {"an integer in an integer", Integer, 1 << 40, int64(1 << 40)},
		{"a float in a real", Real, 1e300, 1e300}, {"a float below zero in a real", Real, -1e39, -1e39}, {"a small float in a real", Real, 1e-300, 1e-300},
		{"a float in a bigint", Bigint, 1e30, 1e30},
	} {
		err := db.try(t.Context(), db.pool, v.insert(table), i, v.Arg)
		if err != nil {
			refused(t, err, backends.ErrDataException)
			continue
		}
		rows := db.query(t, db.pool, v.read(table), i)
		if !rows.Next() {
			t.Fatalf("%s: there is no row: %v", v.Name, rows.Err())
		}
		var got any
		must(t, rows.Scan(&got))
		must(t, rows.Close())
		equal(t, v.Name+" that was kept", got, v.Want)
	}
}
