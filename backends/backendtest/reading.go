package backendtest

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

// Reading is an expression that is read into a Go type which is not its own.
type Reading struct {
	SQL  string
	Want any // read into a variable of this type; with Refused only its type counts
	// Refused says that the value does not go into the type: it is ErrDataException.
	Refused bool
}

func readingTopic() topic {
	return topic{name: "a value of another type", tests: []test{
		{name: "is read or refused as everywhere", run: readings},
		{name: "is refused by name alone where there is none of it", run: readNothing},
		{name: "hangs nothing when its context ends amid a row", run: cancelledAmidARow},
		{name: "is no text with a NUL byte", needs: NoNUL, run: nulBytes},
		{name: "is a time far away", run: farTimes},
		{name: "is refused where arguments and placeholders differ in number", run: miscounted},
	}}
}

func readings(t *testing.T, db *database) {
	for _, r := range db.h.Dialect.Readings {
		rows := db.query(t, db.pool, "select "+r.SQL)
		v := Value{Name: r.SQL + " into " + reflect.TypeOf(r.Want).String(), Want: r.Want}
		if r.Refused {
			v.refuses(t, rows)
		} else {
			v.expect(t, rows)
		}
		must(t, rows.Close())
		if text, ok := r.Want.(string); ok && !r.Refused {
			db.readsText(t, r.SQL, text)
		}
	}
}

// readsText expects the same text in each type that holds one.
func (db *database) readsText(t *testing.T, expression, text string) {
	t.Helper()
	rows := db.query(t, db.pool, "select "+expression)
	defer rows.Close()
	equal(t, "Next", rows.Next(), true)
	var (
		named   mood
		pointer *string
		null    sql.NullString
		generic sql.Null[string]
		bytes   []byte
	)
	for _, dest := range []any{&named, &pointer, &null, &generic, &bytes} {
		must(t, rows.Scan(dest))
	}
	got := []any{string(named), *pointer, null, generic, string(bytes)}
	equal(t, expression+" as text", got, []any{text, text, sql.NullString{String: text, Valid: true}, sql.Null[string]{V: text, Valid: true}, text})
}

func (v Value) refuses(t *testing.T, rows backends.Rows) {
	t.Helper()
	if !rows.Next() {
		t.Fatalf("%s: there is no row: %v", v.Name, rows.Err())
	}
	err := rows.Scan(reflect.New(reflect.TypeOf(v.Want)).Interface())
	if err == nil {
		t.Fatalf("%s: it was read", v.Name)
	}
	if refusal(t, err, backends.ErrDataException).Column == "" {
		t.Fatalf("%s: %v names no column", v.Name, err)
	}
}

// canceller ends a context while its row is read, and gives whoever waits for that some time.
type canceller struct{ cancel context.CancelFunc }

func (c canceller) Scan(any) error {
	c.cancel()
	time.Sleep(50 * time.Millisecond)
	return nil
}

// cancelledAmidARow reads a column after the context ended, by a destination that needs to know the column's type.
func cancelledAmidARow(t *testing.T, db *database) {
	table := db.kinds(t)
	db.exec(t, db.pool, "insert into "+table+" (id, "+Time.column()+") values (1, ?)", time.Unix(0, 0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rows, err := db.pool.Query(ctx, db.rowsStmt("select id, "+Time.column()+" from "+table))
	must(t, err)
	if !rows.Next() {
		t.Fatalf("there is no row: %v", rows.Err())
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_ = rows.Scan(&canceller{cancel}, new(time.Time)) // read or refused: both are right
		_ = rows.Close()
	}()
	select {
	case <-read:
	case <-time.After(20 * time.Second):
		t.Fatal("a row whose context ended is read for ever")
	}
}

// readNothing reads NULL into what has no place for it.
func readNothing(t *testing.T, db *database) {
	table := db.kinds(t)
	db.exec(t, db.pool, "insert into "+table+" (id) values (1)")
	for _, c := range []ColumnType{Bigint, Boolean, Text, Time, UUID, Decimal} {
		for _, want := range []any{"", 0, true, time.Time{}} {
			rows := db.query(t, db.pool, "select "+c.column()+" from "+table)
			Value{Name: "NULL of " + string(c) + " into " + reflect.TypeOf(want).String(), Want: want}.refuses(t, rows)
			must(t, rows.Close())
		}
	}
}

func nulBytes(t *testing.T, db *database) {
	for _, arg := range []any{"a\x00b", []string{"a\x00b"}} {
		db.everywhere(t, func(t *testing.T, r backends.Runner) {
			refused(t, db.try(t.Context(), r, "select cast(? as text)", arg), backends.ErrDataException)
		})
		db.settled(t)
	}
}

// farTimes are kept, or refused before they are sent; never cut.
func farTimes(t *testing.T, db *database) {
	table := db.kinds(t)
	for i, year := range []int{-43, 0, 1, 9999, 12026} {
		at := time.Date(year, 3, 15, 4, 5, 6, 7_000, time.UTC)
		for _, v := range []Value{{"a time", LocalTime, at, at}, {"a list of times", Times, []time.Time{at}, []time.Time{at}}} {
			if v.Type == Times && !db.h.has(Lists) {
				continue
			}
			must(t, db.try(t.Context(), db.pool, "delete from "+table))
			err := db.try(t.Context(), db.pool, v.insert(table), i, v.Arg)
			if (year < 0 || year > 9999) && !db.h.has(FarTimes) {
				refused(t, err, backends.ErrDataException)
				continue
			}
			must(t, err)
			rows := db.query(t, db.pool, v.read(table), i)
			v.expect(t, rows)
			must(t, rows.Close())
		}
	}
}

func miscounted(t *testing.T, db *database) {
	for _, args := range [][]any{{}, {1}, {1, 2, 3}} {
		db.everywhere(t, func(t *testing.T, r backends.Runner) {
			refused(t, db.try(t.Context(), r, "select cast(? as integer) + cast(? as integer)", args...), backends.ErrDataException)
		})
		db.settled(t)
	}
	equal(t, "placeholders in a string", db.anyOf(t, "select '"+strings.ReplaceAll(db.h.Dialect.number("? ?"), "?", "?")+"'"),
		any(db.h.Dialect.number("? ?")))
}

// readingsOf reads each expression as want.
func readingsOf(want any, expressions ...string) (list []Reading) {
	for _, sql := range expressions {
		list = append(list, Reading{SQL: sql, Want: want})
	}
	return list
}

// postgresReadings are the types that drivers treat each in its own way.
func postgresReadings() []Reading {
	type point struct{ A int }
	const id = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	var list []Reading
	for text, expressions := range map[string][]string{
		"10.0.0.1/8": {"inet '10.0.0.1/8'"}, "10.0.0.1": {"inet '10.0.0.1'"}, "10.0.0.1/32": {"cidr '10.0.0.1'"}, "::1": {"inet '::1'"},
		"1 day 02:03:04.5": {"interval '1 day 02:03:04.5'"}, "-10 mons": {"interval '-1 year 2 mons'"}, "00:00:00": {"interval '0'"},
		"1 year 1 mon -2 days +03:00:00": {"interval '13 mons -2 days 3 hours'"}, "-3 years": {"interval '-3 years'"},
		"-00:00:00.000001": {"interval '-1 microsecond'"}, "-1 mons +1 day -26:00:00": {"interval '-1 mon 1 day -26 hours'"},
		"03:04:05.5": {"time '03:04:05.5'"}, "24:00:00": {"time '24:00'"}, "03:04:05+02": {"timetz '03:04:05+02'"},
		"2026-01-02T03:04:05.123456Z": {"timestamptz '2026-01-02 03:04:05.123456+00'", "timestamptz '2026-01-02 08:34:05.123456+05:30'"},
		"2026-01-02T03:04:05Z":        {"timestamptz '2026-01-02 03:04:05+00'", "timestamp '2026-01-02 03:04:05'"},
		"2026-01-02T00:00:00Z":        {"date '2026-01-02'"},
		"true":                        {"true"}, "false": {"false"}, "1.50": {"numeric '1.50'"}, "0.00": {"numeric '0.00'"}, "NaN": {"numeric 'NaN'"},
		"7": {"7::smallint", "7", "7::bigint"}, "1.1": {"1.1::real"}, "1e+30": {"1e30::float8"}, "a\x01\xff": {`'\x6101ff'::bytea`},
		id: {"'" + id + "'::uuid"}, `null`: {"jsonb 'null'"}, `[1, 2]`: {"jsonb '[1,2]'"}, `[1,2]`: {"json '[1,2]'"},
		"{1,2}": {"array[1,2]", "array[1.0::float8, 2]"}, "{0.00,1.50,NULL}": {"array[0.00,1.50,null]"}, "{t,f}": {"array[true,false]"},
		"{{1,2},{3,4}}": {"array[[1,2],[3,4]]"}, "{}": {"array[]::int[]"}, "[0:1]={5,6}": {"'[0:1]={5,6}'::int[]"}, "{1.1}": {"array[1.1::real]"},
		`{"a,b","c\"d",NULL,""}`: {`array['a,b', 'c"d', null, '']`}, `{"\\x00ff"}`: {`array['\x00ff'::bytea]`}, "{10.0.0.1}": {"array[inet '10.0.0.1']"},
		`{"{\"a\": 1}"}`: {`array[jsonb '{"a":1}']`}, "{03:04:05}": {"array[time '03:04:05']"}, `{"1 day"}`: {"array[interval '1 day']"},
		"{2026-01-02}": {"array[date '2026-01-02']"}, "{" + id + "}": {"array['" + id + "'::uuid]"}, `{"2026-01-02 03:04:05.5"}`: {"array[timestamp '2026-01-02 03:04:05.5']"},
		"[1,3)": {"int4range(1,3)"}, "(,5)": {"int4range(null,5)"}, "empty": {"int4range(1,1)"}, `["2026-01-02 03:04:05",)`: {"tsrange('2026-01-02 03:04:05', null)"},
		"{[1,3),[7,9)}": {"int4multirange(int4range(1,3), int4range(7,9))"}, `(1,"a b",,"")`: {"row(1, 'a b', null, '')"}, "(1,2)": {"point '(1,2)'"},
	} {
		list = append(list, readingsOf(text, expressions...)...)
	}
	list = append(list, readingsOf((*point)(nil), "jsonb 'null'", "json 'null'", "null::jsonb")...)
	list = append(list, readingsOf(&point{A: 1}, `jsonb '{"A":1}'`)...)
	list = append(list, readingsOf(point{}, "jsonb 'null'")...)
	list = append(list, readingsOf(json.RawMessage("null"), "jsonb 'null'")...)
	list = append(list, readingsOf(json.RawMessage(nil), "null::jsonb")...)
	list = append(list, readingsOf([4]byte{1, 2, 3, 4}, `'\x01020304'::bytea`)...)
	list = append(list, readingsOf(&[4]byte{1, 2, 3, 4}, `'\x01020304'::bytea`)...)
	list = append(list, readingsOf([]byte(id), "'"+id+"'::uuid")...)
	list = append(list, readingsOf([]int{1, 2}, "array[1::whole, 2]", "'{1,2}'::whole[]")...)
	list = append(list, readingsOf([]string{"a", "b c"}, "'{a,b c}'::word[]")...)
	list = append(list, readingsOf([]string{"0.00", "1.50"}, "array[0.00, 1.50]")...)
	list = append(list, readingsOf([]string{"10.0.0.1"}, "array[inet '10.0.0.1']")...)
	list = append(list, readingsOf([]bool{true}, "array[true]", "'{t}'::truth[]")...)
	list = append(list, readingsOf(netip.MustParsePrefix("10.0.0.1/32"), "inet '10.0.0.1'", "inet '10.0.0.1/32'", "cidr '10.0.0.1'")...)
	list = append(list, readingsOf([]time.Time{time.Date(-43, 3, 15, 0, 0, 0, 0, time.UTC)}, "array[timestamp '0044-03-15 BC']")...)
	list = append(list, readingsOf(time.Date(0, 1, 1, 3, 4, 5, 0, time.UTC), "time '03:04:05'")...)
	list = append(list, readingsOf(time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC), "timestamp '12026-01-01'")...)
	list = append(list, readingsOf(7, "7.00::numeric", "'7'::text", "7.0::float8")...)
	list = append(list, readingsOf(1.5, "'1.5'::text", "1.50::numeric")...)
	list = append(list, readingsOf(true, "'true'::text", "'1'::text")...)
	return slices.Concat(list, given(), misread(), unreadable())
}

// unreadable are readings that fit no backend.
func unreadable() (list []Reading) {
	for _, r := range []Reading{
		{SQL: "1::bigint", Want: true}, {SQL: "0::smallint", Want: true}, {SQL: "7.5::numeric", Want: 0}, {SQL: "'x'::text", Want: 0},
		{SQL: "'x'::text", Want: true}, {SQL: "interval '1 day'", Want: time.Duration(0)}, {SQL: `'\x0102'::bytea`, Want: [4]byte{}},
		{SQL: "true", Want: 0}, {SQL: "timestamp '2026-01-02'", Want: 0}, {SQL: "array[1]", Want: 0}, {SQL: "timestamptz 'infinity'", Want: time.Time{}},
		{SQL: "300", Want: int8(0)}, {SQL: "-1", Want: uint(0)}, {SQL: "inet '10.0.0.1'", Want: 0},
	} {
		r.Refused = true
		list = append(list, r)
	}
	return list
}

// sqliteReadings are values of columns without a type.
func sqliteReadings() []Reading {
	return []Reading{
		{SQL: "1", Want: "1"}, {SQL: "1.5", Want: "1.5"}, {SQL: "x'6101ff'", Want: "a\x01\xff"}, {SQL: "'7'", Want: 7}, {SQL: "1", Want: true},
		{SQL: "x'01020304'", Want: [4]byte{1, 2, 3, 4}}, {SQL: "'null'", Want: (*struct{ A int })(nil)}, {SQL: "'[1,2]'", Want: []int{1, 2}},
		{SQL: "'2026-01-02 03:04:05'", Want: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{SQL: "7", Want: true, Refused: true}, {SQL: "7.5", Want: 0, Refused: true}, {SQL: "x'01'", Want: [4]byte{}, Refused: true},
		{SQL: "300", Want: int8(0), Refused: true}, {SQL: "-1", Want: uint(0), Refused: true}, {SQL: "'x'", Want: 0, Refused: true},
	}
}
