package backendtest

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"
)

func listsRoundTrip(t *testing.T, db *database) { roundTrips(t, db, lists()) }

// lists are slices and arrays: arrays in the database, or JSON where it has none.
func lists() []Value {
	odd := []string{"", "a,b", `"quoted"`, "{braces}", `back\slash`, "NULL", "null", " blank ", "日本", "line\nbreak", "it's"}
	some := []*string{pointer("a"), nil, pointer("NULL")}
	at := time.Date(2026, 1, 2, 3, 4, 5, 6_000, time.UTC)
	ids := []uuid.UUID{id, uuid.MustParse("ffffffff-ffff-ffff-ffff-ffffffffffff")}
	return []Value{
		{"[]int64", Bigints, []int64{1, math.MinInt64, math.MaxInt64}, []int64{1, math.MinInt64, math.MaxInt64}},
		{"[]int", Bigints, []int{3, 1, 2}, []int{3, 1, 2}}, {"[]int32", Bigints, []int32{-1}, []int32{-1}},
		{"[]int64 with NULL", Bigints, []*int64{pointer[int64](1), nil}, []*int64{pointer[int64](1), nil}},
		{"array of ints", Bigints, [3]int64{1, 2, 3}, []int64{1, 2, 3}}, {"named slice", Bigints, ranks{1, 2}, ranks{1, 2}},
		{"no elements", Bigints, []int64{}, []int64{}}, {"no strings", Texts, []string{}, []string{}},
		{"nil list", Bigints, []int64(nil), []int64(nil)}, {"pointer to list", Bigints, &[]int64{1}, &[]int64{1}},
		{"nil pointer to list", Texts, (*[]string)(nil), (*[]string)(nil)},
		{"nested lists", Bigints, [][]int64{{1, 2}, {3, 4}}, [][]int64{{1, 2}, {3, 4}}},
		{"[]float64", Doubles, []float64{1.5, -0.1, 1e300}, []float64{1.5, -0.1, 1e300}}, {"[]bool", Booleans, []bool{true, false}, []bool{true, false}},
		{"[]string", Texts, odd, odd}, {"[]string with NULL", Texts, some, some}, {"named strings", Texts, []mood{"a", "b"}, []mood{"a", "b"}},
		{"nested strings", Texts, [][]string{{"a,b", `"`}, {"", "}"}}, [][]string{{"a,b", `"`}, {"", "}"}}},
		{"lists of bytes", Blobs, [][]byte{{0, 255}, {}, {'\\', '"'}}, [][]byte{{0, 255}, {}, {'\\', '"'}}},
		{"times", Times, []time.Time{at, at.AddDate(-100, 0, 0).In(time.FixedZone("x", -3600))}, []time.Time{at, at.AddDate(-100, 0, 0)}},
		{"times with NULL", Times, []*time.Time{&at, nil}, []*time.Time{&at, nil}},
		{"uuids", UUIDs, ids, ids}, {"uuids as [16]byte", UUIDs, [][16]byte{[16]byte(ids[0])}, [][16]byte{[16]byte(ids[0])}},
		{"uuids as strings", UUIDs, ids, []string{ids[0].String(), ids[1].String()}},
		{"Valuers", Decimals, []digits{{"1.50"}, {"-2"}}, []digits{{"1.50"}, {"-2"}}},
		{"structs", Documents, []doc{{1, `a"b`}, {2, ""}}, []doc{{1, `a"b`}, {2, ""}}},
		{"enums", Enums, []mood{"sad", "so-so"}, []mood{"sad", "so-so"}}, {"enums as strings", Enums, []string{"happy"}, []string{"happy"}},
	}
}

type ranks []int64
