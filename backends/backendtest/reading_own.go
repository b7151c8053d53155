package backendtest

import (
	"database/sql"
	"encoding/json"
	"time"
)

// heard keeps what its Scan method is given.
type heard struct{ v any }

// Scan implements sql.Scanner.
func (h *heard) Scan(v any) error {
	if b, ok := v.([]byte); ok {
		v = string(b) + " in bytes"
	}
	h.v = v
	return nil
}

// given are values on their way to a Scan method, alone, behind pointers, in sql.Null and in lists.
func given() (list []Reading) {
	at := time.Date(2024, 3, 10, 2, 30, 0, 0, time.UTC)
	day := time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC)
	for _, r := range []struct {
		sql string
		v   any
	}{
		{"timestamptz '2024-03-10 02:30:00+00'", at}, {"timestamp '2024-03-10 02:30:00'", at}, {"date '2024-03-10'", day},
		{"time '11:12:13.25'", "11:12:13.25"}, {"timetz '11:12:13+02'", "11:12:13+02"}, {"interval '1 day 02:03:04.5'", "1 day 02:03:04.5"},
		{"interval '1 mon'", "1 mon"}, {"inet '10.0.0.1'", "10.0.0.1"}, {"cidr '10.0.0.0/8'", "10.0.0.0/8"},
		{"'101'::bit(3)", "101"}, {"xml '<a/>'", "<a/>"}, {"1.50::numeric", "1.50"}, {"7::smallint", int64(7)}, {"0.1::float4", 0.1},
		{"1.5::float8", 1.5}, {"true", true}, {"'x'::text", "x"}, {`'\x41'::bytea`, "A in bytes"}, {`jsonb '[1, 2]'`, "[1, 2] in bytes"},
		{"json 'null'", "null in bytes"}, {"'" + id.String() + "'::uuid", id.String()}, {"int4range(1,3)", "[1,3)"}, {"row(1, 'x')", "(1,x)"},
		{"timestamptz 'infinity'", "infinity"}, {"time '24:00'", "24:00:00"},
	} {
		list = append(list, readingsOf(heard{r.v}, r.sql)...)
		list = append(list, readingsOf(&heard{r.v}, r.sql)...)
		list = append(list, readingsOf(sql.Null[heard]{V: heard{r.v}, Valid: true}, r.sql)...)
		list = append(list, readingsOf([]heard{{r.v}}, "array["+r.sql+"]")...)
	}
	list = append(list, readingsOf(heard{"{1,2}"}, "array[1,2]")...)
	list = append(list, readingsOf(heard{int64(1)}, "1::oid", "'1'::xid")...)
	return list
}

// misread are values of columns that a driver reads into some types, or refuses, by its own rules.
func misread() (list []Reading) {
	list = append(list, readingsOf(int64(1), "1::oid", "'1'::xid", "'1'::\"char\"")...)
	list = append(list, readingsOf([]int64{1, 2}, "array[1::oid, 2::oid]")...)
	list = append(list, readingsOf(uint64(4294967295), "4294967295::oid")...)
	list = append(list, readingsOf(1.0, "1::oid")...)
	list = append(list, readingsOf(101, "'101'::bit(3)", "'101'::varbit")...)
	list = append(list, readingsOf(time.Date(2024, 3, 10, 2, 30, 0, 0, time.UTC), `jsonb '"2024-03-10T02:30:00Z"'`)...)
	list = append(list, readingsOf([]mood{"t", "f"}, "array[true, false]")...)
	list = append(list, readingsOf([]mood{"2024-03-10"}, "array[date '2024-03-10']")...)
	list = append(list, readingsOf([]mood{`\x41`}, `array['\x41'::bytea]`)...)
	list = append(list, readingsOf([][]byte{[]byte("t")}, "array[true]")...)
	list = append(list, readingsOf([][]byte{[]byte("A")}, `array['\x41'::bytea]`)...)
	list = append(list, readingsOf([]json.RawMessage{json.RawMessage("2024-03-10")}, "array[date '2024-03-10']")...)
	list = append(list, readingsOf([]json.RawMessage{json.RawMessage(`{"a": 1}`)}, `array[jsonb '{"a": 1}']`)...)
	for _, r := range []Reading{
		{SQL: "jsonb 'null'", Want: true}, {SQL: "json 'null'", Want: pointer(true)}, {SQL: "jsonb 'null'", Want: time.Time{}}, {SQL: "json 'null'", Want: &time.Time{}},
		{SQL: "jsonb 'null'", Want: sql.NullTime{}}, {SQL: "jsonb 'null'", Want: sql.Null[bool]{}}, {SQL: "jsonb 'null'", Want: 0}, {SQL: "jsonb 'null'", Want: [3]byte{}},
		{SQL: "jsonb '[1, 2]'", Want: [3]byte{}}, {SQL: `jsonb '"s"'`, Want: [3]byte{}}, {SQL: "jsonb '{}'", Want: time.Time{}}, {SQL: "jsonb '[]'", Want: true},
		{SQL: "xml '<a/>'", Want: true}, {SQL: "xml '<a/>'", Want: pointer(true)}, {SQL: "xml '<a/>'", Want: []int64{}}, {SQL: "xml '<a/>'", Want: []string{}},
		{SQL: "xml '<a/>'", Want: [][]int64{}}, {SQL: "xml '<a/>'", Want: struct{ A int }{}}, {SQL: "xml '<a/>'", Want: []mood{}}, {SQL: "xml '<a/>'", Want: 0},
		{SQL: "1::oid", Want: true}, {SQL: "'{}'::int[]", Want: map[string]any{}}, {SQL: "'{}'::int[]", Want: struct{ A int }{}},
		{SQL: "date 'infinity'", Want: 0.0}, {SQL: "timestamptz 'infinity'", Want: 0.0}, {SQL: "'a'::\"char\"", Want: uint8(0)}, {SQL: "timetz '11:12:13+02'", Want: time.Time{}},
		{SQL: "'NaN'::numeric", Want: [3]byte{}}, {SQL: "'101'::bit(3)", Want: [3]byte{}}, {SQL: "'abc'::text", Want: [3]byte{}}, {SQL: "'{7}'::whole[]", Want: [3]byte{}},
		{SQL: "int4multirange(int4range(1,2), int4range(5,6))", Want: []string{}}, {SQL: "interval '1 day'", Want: 0}, {SQL: "inet '10.0.0.1'", Want: 0.0},
	} {
		r.Refused = true
		list = append(list, r)
	}
	return list
}
