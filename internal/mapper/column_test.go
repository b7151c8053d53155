package mapper

import (
	"database/sql"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

func full() *everything {
	at := time.Date(2026, 1, 2, 3, 4, 5, 123456789, time.FixedZone("x", 3600))
	return &everything{
		ID: 1, A: netip.MustParseAddr("::1"), B: decimal.RequireFromString("1.50"), C: sql.Null[string]{V: "c", Valid: true},
		D: []string{"d"}, E: map[string]any{"e": []any{"f"}}, F: document{Lines: []string{"f"}, At: at}, G: &document{Lines: []string{"g"}},
		H: [4]byte{1}, I: []byte("i"), J: [][]int{{1}}, K: uuid.NullUUID{Valid: true}, L: time.Second, M: &at,
	}
}

// TestColumnsReadAsReflectionDoes compares the access by offset with plain reflection by field path.
func TestColumnsReadAsReflectionDoes(t *testing.T) {
	m, err := Of(reflect.TypeFor[everything]())
	require.NoError(t, err)
	e := full()
	base, v := unsafe.Pointer(e), reflect.ValueOf(e).Elem()
	for _, c := range m.Columns {
		field := v.FieldByIndex(c.Path)
		require.Equal(t, field.Interface(), c.Value(base), c.Field)
		require.Equal(t, field.Addr().Interface(), c.Addr(base), c.Field)
		require.Equal(t, c.Field == "N", c.IsZero(base), c.Field)
		c.SetZero(base)
		require.True(t, field.IsZero(), c.Field)
		require.True(t, c.IsZero(base), c.Field)
		c.Set(base, reflect.ValueOf(full()).Elem().FieldByIndex(c.Path).Interface())
	}
	require.Equal(t, full(), e)
}

func TestSnapshotIsDeep(t *testing.T) {
	m, err := Of(reflect.TypeFor[everything]())
	require.NoError(t, err)
	e := full()
	s := m.Snapshot(unsafe.Pointer(e))
	require.Equal(t, e, m.Pointer(s))
	e.D[0], e.I[0], e.J[0][0], *e.M = "x", 'x', 9, time.Time{}
	e.E["e"].([]any)[0], e.F.Lines[0], e.G.Lines[0] = "x", "x", "x"
	require.Equal(t, full(), m.Pointer(s), "what changes in place does not reach the snapshot")
	var changed []string
	for _, c := range m.Columns {
		if !c.Equal(unsafe.Pointer(e), s) {
			changed = append(changed, c.Field)
		}
	}
	require.Equal(t, []string{"D", "E", "F", "G", "I", "J", "M"}, changed)
}

type compared struct {
	ID    int
	Time  time.Time
	Float float64
	Small float32
	Flag  bool
	Byte  uint8
	Short int16
	Word  uint32
	Bytes []byte
	List  []string
	Map   map[string]int
	Ptr   *int
	Dec   decimal.Decimal
	Null  sql.Null[string]
	UUID  uuid.UUID
	Point [2]int
}

func (compared) TableName() string { return "compared" }

func TestEqual(t *testing.T) {
	one, uno, two := 1, 1, 2
	at := time.Date(2026, 1, 2, 3, 4, 5, 1000, time.UTC)
	cases := []struct {
		why  string
		a, b compared
		same bool
	}{
		{"zeros", compared{}, compared{}, true},
		{"the same instant elsewhere", compared{Time: at}, compared{Time: at.In(time.FixedZone("x", 3600))}, true},
		{"below a microsecond", compared{Time: at}, compared{Time: at.Add(999)}, true},
		{"a microsecond", compared{Time: at}, compared{Time: at.Add(1000)}, false},
		{"NaN", compared{Float: math.NaN(), Small: float32(math.NaN())}, compared{Float: math.NaN(), Small: float32(math.NaN())}, true},
		{"floats", compared{Float: 1}, compared{Float: 2}, false},
		{"bools", compared{Flag: true}, compared{}, false},
		{"widths", compared{Byte: 1, Short: 2, Word: 3}, compared{Byte: 1, Short: 2, Word: 3}, true},
		{"a byte", compared{Byte: 1}, compared{Byte: 2}, false},
		{"a short", compared{Short: 1}, compared{Short: 2}, false},
		{"a word", compared{Word: 1}, compared{Word: 2}, false},
		{"NULL and no bytes", compared{}, compared{Bytes: []byte{}}, false},
		{"bytes", compared{Bytes: []byte("a")}, compared{Bytes: []byte("a")}, true},
		{"NULL and an empty list", compared{}, compared{List: []string{}}, false},
		{"NULL and an empty map", compared{}, compared{Map: map[string]int{}}, false},
		{"lists", compared{List: []string{"a"}}, compared{List: []string{"a"}}, true},
		{"pointers to equals", compared{Ptr: &one}, compared{Ptr: &uno}, true},
		{"pointers to others", compared{Ptr: &one}, compared{Ptr: &two}, false},
		{"NULL and a value", compared{}, compared{Ptr: &one}, false},
		{"decimals by value given", compared{Dec: decimal.New(15, -1)}, compared{Dec: decimal.RequireFromString("1.5")}, true},
		{"decimals", compared{Dec: decimal.New(15, -1)}, compared{Dec: decimal.New(16, -1)}, false},
		{"an invalid Null whatever it holds", compared{Null: sql.Null[string]{V: "x"}}, compared{}, true},
		{"a valid Null", compared{Null: sql.Null[string]{Valid: true}}, compared{}, false},
		{"uuids", compared{UUID: uuid.UUID{1}}, compared{UUID: uuid.UUID{2}}, false},
		{"arrays", compared{Point: [2]int{1, 2}}, compared{Point: [2]int{1, 3}}, false},
	}
	m, err := Of(reflect.TypeFor[compared]())
	require.NoError(t, err)
	for _, c := range cases {
		same := true
		for _, column := range m.Columns {
			same = same && column.Equal(unsafe.Pointer(&c.a), unsafe.Pointer(&c.b))
		}
		require.Equal(t, c.same, same, c.why)
	}
}

func TestMaker(t *testing.T) {
	m, err := Of(reflect.TypeFor[hero]())
	require.NoError(t, err)
	made := func(h *hero) (names []string) {
		for _, c := range m.Columns {
			if m.Maker(c, unsafe.Pointer(h)) == Database {
				names = append(names, c.Name)
			}
		}
		return names
	}
	require.Equal(t, []string{"rank", "created_at", "total"}, made(&hero{}))
	require.Equal(t, []string{"total"}, made(&hero{Rank: 1, Times: Times{CreatedAt: time.Now()}}))
	c, err := Of(reflect.TypeFor[counted]())
	require.NoError(t, err)
	require.Equal(t, Database, c.Maker(c.Key[0], unsafe.Pointer(&counted{})))
	require.Equal(t, Given, c.Maker(c.Key[0], unsafe.Pointer(&counted{ID: 7})))
}
