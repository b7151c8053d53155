package kit_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

type (
	mood  string
	level int8
	doc   struct {
		A int `json:"a"`
	}
	failing struct{}
)

func (failing) Value() (driver.Value, error) { return nil, errors.New("no") }

func pointer[T any](v T) *T { return &v }

func TestArgument(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("x", 3600)
	id := uuid.MustParse("018f2f4e-0000-7000-8000-000000000001")
	for name, c := range map[string]struct{ in, want any }{
		"nil": {nil, nil}, "bool": {true, true}, "int": {7, int64(7)}, "int8": {int8(-7), int64(-7)},
		"uint64": {uint64(7), int64(7)}, "uint64 beyond int64": {uint64(math.MaxUint64), "18446744073709551615"},
		"float32": {float32(1.5), 1.5}, "string": {"a", "a"}, "bytes": {[]byte("a"), []byte("a")}, "no bytes": {[]byte(nil), nil},
		"named string": {mood("sad"), "sad"}, "named int": {level(3), int64(3)}, "pointer": {pointer(pointer(5)), int64(5)},
		"nil pointer": {(*int)(nil), nil}, "nil map": {map[string]int(nil), nil}, "nil slice": {[]int(nil), nil},
		"time":     {time.Date(2026, 1, 2, 3, 4, 5, 6_789, zone), time.Date(2026, 1, 2, 2, 4, 5, 6_000, time.UTC)},
		"*time":    {pointer(time.Date(2026, 1, 2, 3, 4, 5, 0, zone)), time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC)},
		"uuid":     {id, id.String()},
		"[16]byte": {[16]byte(id), id.String()}, "[2]byte": {[2]byte{1, 2}, []byte{1, 2}},
		"decimal": {decimal.RequireFromString("1.50"), "1.5"}, "sql.Null": {sql.Null[int32]{V: 5, Valid: true}, int64(5)},
		"sql.Null of none": {sql.Null[int32]{}, nil}, "nil Valuer": {(*decimal.Decimal)(nil), nil},
		"struct": {doc{1}, `{"a":1}`}, "*struct": {&doc{1}, `{"a":1}`}, "map": {map[string]int{"b": 1, "a": 2}, `{"a":2,"b":1}`},
		"raw JSON": {json.RawMessage(`{}`), `{}`}, "no raw JSON": {json.RawMessage(nil), nil},
		"text": {netip.MustParseAddr("::1"), "::1"}, "*text": {big.NewInt(5), "5"},
	} {
		got, err := kit.Argument(c.in)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
}

func TestArgumentRefusesWhatIsNoValue(t *testing.T) {
	t.Parallel()
	for _, v := range []any{make(chan int), func() {}, complex(1, 2)} {
		_, err := kit.Argument(v)
		require.ErrorIs(t, err, backends.ErrUnsupported)
	}
	for _, v := range []any{failing{}, map[string]any{"a": make(chan int)}} {
		_, err := kit.Argument(v)
		require.ErrorIs(t, err, backends.ErrDataException)
	}
}

func TestColumnLiteral(t *testing.T) {
	t.Parallel()
	for want, list := range map[string]any{
		`{}`:                          []int{},
		`{1,-2}`:                      []int{1, -2},
		`{3}`:                         []int64{3},
		`{"a","b,\"c\"","\\d","{e}"}`: []string{"a", `b,"c"`, `\d`, "{e}"},
		`{"a",NULL}`:                  []*string{pointer("a"), nil},
		`{{1,2},{3,4}}`:               [][]int{{1, 2}, {3, 4}},
		`{true,false}`:                []bool{true, false},
		`{1.5,NaN}`:                   []float64{1.5, math.NaN()},
		`{"ab","\\x005c","a b,\"\""}`: [][]byte{[]byte("ab"), {0, 92}, []byte(`a b,""`)},
		`{"2026-01-02 03:04:05.000006Z"}`: []time.Time{
			time.Date(2026, 1, 2, 3, 4, 5, 6_999, time.UTC)},
		`{"sad"}`:       [1]mood{"sad"},
		`{"{\"a\":1}"}`: []doc{{1}},
		`{"018f2f4e-0000-7000-8000-000000000001"}`: []uuid.UUID{uuid.MustParse("018f2f4e-0000-7000-8000-000000000001")},
	} {
		v, err := kit.Argument(list)
		require.NoError(t, err)
		got, err := v.(*kit.Column).Literal()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestColumnReadsRowsInPlace(t *testing.T) {
	t.Parallel()
	type hero struct {
		ID   int64
		Name string
	}
	heroes := []*hero{{1, "spongebob"}, {2, "sandy"}}
	c := &kit.Column{Type: reflect.TypeFor[string](), Offset: unsafe.Offsetof(hero{}.Name)}
	for _, h := range heroes {
		c.Rows = append(c.Rows, unsafe.Pointer(h))
	}
	heroes[1].Name = "Sandy"
	v, err := c.Value()
	require.NoError(t, err)
	require.Equal(t, `{"spongebob","Sandy"}`, v)
	require.Equal(t, 2, c.Len())
	require.Equal(t, "Sandy", c.At(1).String())
	list, err := c.JSON()
	require.NoError(t, err)
	require.Equal(t, `["spongebob","Sandy"]`, list)

	c = &kit.Column{Type: reflect.TypeFor[chan int](), Rows: []unsafe.Pointer{unsafe.Pointer(new(chan int))}}
	_, err = c.Literal()
	require.ErrorIs(t, err, backends.ErrUnsupported)
	_, err = c.JSON()
	require.ErrorIs(t, err, backends.ErrDataException)
}
