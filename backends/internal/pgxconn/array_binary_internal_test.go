package pgxconn

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends/kit"
)

// TestBinaryArraysAreThoseOfPgtype: whatever the column's type, an array is in the bytes that pgtype writes, or is refused as pgtype
// refuses it, but for a float8 that a float4 could not hold, which pgtype would leave to the text.
func TestBinaryArraysAreThoseOfPgtype(t *testing.T) {
	plain, own := pgtype.NewMap(), pgtype.NewMap()
	addBinaryArrays(own)
	random := rand.New(rand.NewPCG(1, 2))
	direct := 0
	for _, oid := range known(plain) {
		if column, ok := plain.TypeForOID(oid); !ok || !isArrayCodec(column) {
			continue
		}
		for _, list := range []any{
			some(random, randomText), some(random, randomInt), some(random, func(r *rand.Rand) int64 { return int64(randomInt(r)) }),
			some(random, func(r *rand.Rand) int32 { return int32(r.Uint32()) }), some(random, randomFloat),
			some(random, func(r *rand.Rand) bool { return r.IntN(2) == 0 }), some(random, randomTime),
			some(random, func(r *rand.Rand) (id [16]byte) { id[r.IntN(16)] = byte(r.Uint32()); return id }),
		} {
			rows := reflect.ValueOf(list)
			for range 4 {
				from := random.IntN(rows.Len() + 1)
				to := from + random.IntN(rows.Len()+1-from)
				if agreed, wrote := arraysAgree(t, plain, own, oid, kit.ColumnOf(rows.Slice(from, to))); !agreed {
					t.Fatalf("%d of %s: %v", oid, rows.Type(), rows.Slice(from, to))
				} else if wrote {
					direct++
				}
			}
		}
	}
	require.Greater(t, direct, 100, "arrays that were written")
}

func isArrayCodec(t *pgtype.Type) bool {
	_, is := t.Codec.(*pgtype.ArrayCodec)
	return is
}

// arraysAgree reports whether both ways write the same, and whether they write anything.
func arraysAgree(t *testing.T, plain, own *pgtype.Map, oid uint32, c *kit.Column) (agreed, wrote bool) {
	t.Helper()
	values, pointers := c.Type, false
	if values.Kind() == reflect.Pointer {
		values, pointers = values.Elem(), true
	}
	a := array{column: c, element: elementOf(values), pointers: pointers}
	require.NotNil(t, a.element)
	want, refusal := plain.Encode(oid, pgtype.BinaryFormatCode, a, nil)
	got, failure := own.Encode(oid, pgtype.BinaryFormatCode, &binaryArray{values: a, room: a.size()}, []byte("before"))
	if oid == pgtype.Float8ArrayOID && refusal != nil && failure == nil {
		return true, true // a float4 could not hold it
	}
	if refusal != nil || failure != nil {
		return (refusal == nil) == (failure == nil), false
	}
	return string(got) == "before"+string(want), true
}

// some returns values, and every other time pointers to values, of which some are nil.
func some[T any](r *rand.Rand, value func(*rand.Rand) T) any {
	values, pointers := make([]T, 20), make([]*T, 20)
	for i := range values {
		values[i] = value(r)
		if r.IntN(3) > 0 {
			pointers[i] = &values[i]
		}
	}
	if r.IntN(2) == 0 {
		return values
	}
	return pointers
}

func randomText(r *rand.Rand) string {
	texts := []string{"", "a", "NULL", `{"a"}`, "ä€😀", "a\x00b", "12", "2001-02-03"}
	return texts[r.IntN(len(texts))]
}

func randomInt(r *rand.Rand) int {
	edges := []int{0, 1, -1, math.MaxInt16, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MaxInt64, math.MinInt64}
	return edges[r.IntN(len(edges))]
}

func randomFloat(r *rand.Rand) float64 {
	edges := []float64{0, math.Copysign(0, -1), 1.5, 0.1, math.MaxFloat32, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(1), math.NaN()}
	return edges[r.IntN(len(edges))]
}

func randomTime(r *rand.Rand) time.Time {
	years := []int{-5000, -1, 0, 1, 1969, 1999, 2000, 2026, 9999, 10000, 300_000}
	zone := time.FixedZone("", r.IntN(7200)-3600)
	return time.Date(years[r.IntN(len(years))], 12, 31, 23, 59, 59, r.IntN(1e9), zone)
}
