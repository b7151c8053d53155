package backendtest

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
)

// bytesOf is a document whose Value gives bytes, as most do.
type bytesOf struct{ N int }

func (b bytesOf) Value() (driver.Value, error) { return json.Marshal(map[string]int{"n\n": b.N}) }

// spelled is a list, and how somebody would write it by hand: as PostgreSQL's literal and as JSON.
type spelled struct {
	arg            any
	column         ColumnType
	postgres, json string
}

func spelledLists() []spelled {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_999, time.FixedZone("", 3600))
	const one, two = "018f2f4e-0000-7000-8000-000000000001", "00000000-0000-0000-0000-000000000000"
	return []spelled{
		{[]int8{-1, 2}, Bigints, `{-1,2}`, `[-1,2]`}, {[]*int64{nil, pointer[int64](7)}, Bigints, `{NULL,7}`, `[null,7]`},
		{[]level{1}, Bigints, `{1}`, `[1]`}, {[2]uint32{math.MaxUint32}, Bigints, `{4294967295,0}`, `[4294967295,0]`},
		{[]uint64{math.MaxUint64}, Decimals, `{18446744073709551615}`, `[18446744073709551615]`}, {[]int{}, Bigints, `{}`, `[]`},
		{[][]int32{{1, 2}, {3, 4}}, Bigints, `{{1,2},{3,4}}`, `[[1,2],[3,4]]`}, {[]sql.NullInt64{{Int64: 1, Valid: true}, {}}, Bigints, `{1,NULL}`, `[1,null]`},
		{sql.Null[[]int]{V: []int{1}, Valid: true}, Bigints, `{1}`, `[1]`}, {&[1]int{5}, Bigints, `{5}`, `[5]`}, {[]*[]int{{1}}, Bigints, `{{1}}`, `[[1]]`},
		{[]float64{0.1, 1e300}, Doubles, `{0.1,1e300}`, `[0.1,1e+300]`}, {[]float32{1.5}, Doubles, `{1.5}`, `[1.5]`},
		{[]bool{true, false}, Booleans, `{t,f}`, `[true,false]`}, {[]string{`a"b`, `\`, ``, `NULL`}, Texts, `{"a\"b","\\","","NULL"}`, `["a\"b","\\","","NULL"]`},
		{[]mood{"sad"}, Enums, `{sad}`, `["sad"]`}, {[][]byte{{0, 255}, nil}, Blobs, `{"\\x00ff",NULL}`, `["AP8=",null]`},
		{[]time.Time{at}, Times, `{"2026-01-02 02:04:05.678901+00"}`, ``}, {[][16]byte{uuid.MustParse(one), {}}, UUIDs, `{` + one + `,` + two + `}`, `["` + one + `","` + two + `"]`},
		{[]uuid.NullUUID{{}, {UUID: uuid.MustParse(one), Valid: true}}, UUIDs, `{NULL,` + one + `}`, `[null,"` + one + `"]`},
		{[]netip.Addr{netip.MustParseAddr("::1")}, Texts, `{::1}`, `["::1"]`}, {[]digits{{"1.50"}}, Decimals, `{1.50}`, `["1.50"]`},
		{[]*digits{nil, {"2"}}, Decimals, `{NULL,2}`, `[null,"2"]`}, {[]stamp{{"x"}}, Texts, `{"stamped x"}`, `["stamped x"]`}, {[]shade{1, 0}, Texts, `{dark,light}`, `["dark","light"]`},
		{[]count{{-3}}, Bigints, `{-3}`, `[-3]`}, {[]degrees{{"5"}}, Texts, `{5°}`, `["5°"]`}, {[]celsius{{"5"}}, Texts, `{5°C}`, `["5°C"]`},
		{[]doc{{1, "x"}}, Documents, `{"{\"a\": 1, \"b\": \"x\"}"}`, `[{"a":1,"b":"x"}]`}, {[]map[string]int{nil, {"a": 1}}, Documents, `{NULL,"{\"a\": 1}"}`, `[null,{"a":1}]`},
		{[]sealed{{4}}, Documents, `{"{\"sealed\": 4}"}`, `[{"sealed":4}]`}, {[]json.RawMessage{json.RawMessage("5"), nil}, Documents, `{5,NULL}`, `[5,null]`},
		{[]bytesOf{{4}}, Documents, `{"{\"n\\n\": 4}"}`, `["{\"n\\n\":4}"]`},
	}
}

// listsAreSpelled expects that the database holds what it makes of the same list written by hand.
func listsAreSpelled(t *testing.T, db *database) {
	table := db.kinds(t)
	for i, s := range spelledLists() {
		v := Value{Type: s.column, Arg: s.arg}
		db.exec(t, db.pool, v.insert(table), i, v.Arg)
		stored := db.anyOf(t, "select cast("+s.column.column()+" as text) from "+table+" where id = "+number(i))
		want := any(s.json)
		if db.h.Dialect.Name == "postgres" {
			literal := "'" + strings.ReplaceAll(s.postgres, "'", "''") + "'"
			want = db.anyOf(t, "select cast(cast("+literal+" as "+db.h.Dialect.Types[s.column]+") as text)")
		}
		if want != "" {
			equal(t, "what is stored of "+typeName(s.arg), stored, want)
		}
	}
}

// listsRefused are lists that no array can be: they are refused alike where JSON could hold them.
func listsRefused(t *testing.T, db *database) {
	table := db.kinds(t)
	for _, list := range []any{
		[][]int64{{1}, {1, 2}}, [][]int64{{1}, nil}, [][]int64{{}}, []*[]int64{{1}, nil}, [][][]int64{{{1}}, {{1}, {2}}}, []sql.Null[[]int64]{{}},
	} {
		v := Value{Type: Bigints, Arg: list}
		err := db.try(t.Context(), db.pool, v.insert(table), 1, list)
		refused(t, err, backends.ErrDataException)
		equal(t, "that it says why "+typeName(list)+" is refused", strings.Contains(err.Error(), "is no array: make its lists alike"), true)
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// nothingInLists reads NULL elements into what holds none.
func nothingInLists(t *testing.T, db *database) {
	table := db.kinds(t)
	for i, c := range []struct {
		column    ColumnType
		arg, into any
	}{
		{Bigints, []*int64{nil}, []int64{}}, {Bigints, []*int64{nil}, []level{}}, {Bigints, []*int64{nil}, [1]int{}}, {Bigints, []*int64{nil}, &[]int{}},
		{Booleans, []*bool{nil}, []bool{}}, {Texts, []*string{nil}, []string{}}, {Texts, []*string{nil}, []mood{}}, {Texts, []*string{nil}, []celsius{}},
		{Texts, []*string{nil}, []digits{}}, {Texts, []*string{nil}, []stamp{}}, {Times, []*time.Time{nil}, []time.Time{}}, {UUIDs, []*uuid.UUID{nil}, [][16]byte{}},
		{Documents, []*doc{nil}, []doc{}}, {Doubles, []*float64{nil}, sql.Null[[]float64]{}}, {Bigints, [][]*int64{{nil}}, [][]int64{}},
		{Bigints, []int64{1, 2}, [1]int64{}}, {Bigints, []int64{300}, []int8{}}, {Texts, []string{"x"}, []int{}},
	} {
		v := Value{Name: "an element of " + typeName(c.arg) + " into " + typeName(c.into), Type: c.column, Arg: c.arg, Want: c.into}
		db.exec(t, db.pool, v.insert(table), i, v.Arg)
		rows := db.query(t, db.pool, v.read(table), i)
		v.refuses(t, rows)
		must(t, rows.Close())
	}
}
