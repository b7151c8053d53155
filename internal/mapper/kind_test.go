package mapper

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
)

// onPointer has every method on its pointer, and counts "a" and "A" for one.
type onPointer struct{ Word string }

func (o *onPointer) Equal(other *onPointer) bool {
	return o.Word == other.Word || o.Word+other.Word == "aA"
}
func (o *onPointer) IsZero() bool                 { return o.Word == "none" }
func (o *onPointer) MarshalText() ([]byte, error) { return []byte(o.Word), nil }
func (o *onPointer) UnmarshalText(b []byte) error { o.Word = string(b); return nil }

// valued has a Value method on its pointer, which does not tell case.
type valued struct{ A, B string }

func (v *valued) Value() (driver.Value, error) { return v.A, nil }
func (v *valued) Scan(any) error               { return nil }

// counter is an integer that binds as something else.
type counter int64

func (c *counter) Value() (driver.Value, error) { return "n", nil }

type onPointers struct {
	ID      int64
	Same    onPointer `db:"same,omitzero"`
	At      *onPointer
	Value   valued
	Values  []valued
	Null    sql.Null[[]float64]
	Floats  []float64
	Times   []time.Time
	Big     big.Int
	BigAt   *big.Int
	Money   []decimal.Decimal
	Tree    map[string][]int
	Two     [2]*int
	Counter counter
	Raws    []json.RawMessage
}

func (onPointers) TableName() string { return "onPointers" }

func newOnPointers() *onPointers {
	one := 1
	return &onPointers{
		Same: onPointer{"a"}, At: &onPointer{"a"}, Value: valued{"a", "b"}, Values: []valued{{"a", "b"}}, Null: sql.Null[[]float64]{V: []float64{math.NaN()}, Valid: true},
		Floats: []float64{math.NaN(), 1}, Times: []time.Time{time.Unix(0, 0)}, Big: *big.NewInt(5), BigAt: big.NewInt(5), Money: []decimal.Decimal{decimal.New(15, -1)},
		Tree: map[string][]int{"a": {1}}, Two: [2]*int{nil, &one}, Raws: []json.RawMessage{json.RawMessage("5")},
	}
}

// TestColumnsCompareByMethodsOfPointers changes each column to what is equal, and to what is not, in place.
func TestColumnsCompareByMethodsOfPointers(t *testing.T) {
	t.Parallel()
	m, err := Of(reflect.TypeFor[onPointers]())
	require.NoError(t, err)
	for column, changes := range map[string][2]func(*onPointers){
		"same":   {func(p *onPointers) { p.Same.Word = "A" }, func(p *onPointers) { p.Same.Word = "b" }},
		"at":     {func(p *onPointers) { p.At = &onPointer{"A"} }, func(p *onPointers) { p.At.Word = "b" }},
		"value":  {func(p *onPointers) { p.Value.B = "c" }, func(p *onPointers) { p.Value.A = "c" }},
		"values": {func(p *onPointers) { p.Values[0].B = "c" }, func(p *onPointers) { p.Values[0].A = "c" }},
		"null":   {func(p *onPointers) { p.Null.V = []float64{math.NaN()} }, func(p *onPointers) { p.Null.V[0] = 1 }},
		"floats": {func(p *onPointers) { p.Floats = []float64{math.NaN(), 1} }, func(p *onPointers) { p.Floats[0] = 0 }},
		"times":  {func(p *onPointers) { p.Times[0] = p.Times[0].UTC() }, func(p *onPointers) { p.Times[0] = p.Times[0].Add(time.Second) }},
		"big":    {func(p *onPointers) { p.Big = *big.NewInt(5) }, func(p *onPointers) { p.Big.Bits()[0] = 6 }},
		"big_at": {func(p *onPointers) { p.BigAt = big.NewInt(5) }, func(p *onPointers) { p.BigAt.Add(p.BigAt, big.NewInt(1)) }},
		"money":  {func(p *onPointers) { p.Money[0] = decimal.New(150, -2).Add(decimal.Zero) }, func(p *onPointers) { p.Money[0] = decimal.Zero }},
		"tree":   {func(p *onPointers) { p.Tree = map[string][]int{"a": {1}} }, func(p *onPointers) { p.Tree["a"][0] = 2 }},
		"two":    {func(p *onPointers) { one := 1; p.Two[1] = &one }, func(p *onPointers) { *p.Two[1] = 2 }},
		"raws":   {func(p *onPointers) { p.Raws[0] = json.RawMessage("5") }, func(p *onPointers) { p.Raws[0][0] = '6' }},
	} {
		for i, change := range changes {
			p := newOnPointers()
			snapshot := m.Snapshot(unsafe.Pointer(p))
			require.True(t, m.Same(unsafe.Pointer(p), snapshot), column)
			change(p)
			require.Equal(t, i == 0, m.Column(column).Equal(unsafe.Pointer(p), snapshot) || m.Column(column).Equal(snapshot, unsafe.Pointer(p)), column)
			require.Equal(t, i == 0, m.Same(unsafe.Pointer(p), snapshot) || m.Same(snapshot, unsafe.Pointer(p)), column)
		}
	}
}

func TestColumnsAskMethodsOfPointers(t *testing.T) {
	t.Parallel()
	m, err := Of(reflect.TypeFor[onPointers]())
	require.NoError(t, err)
	p := &onPointers{Same: onPointer{"none"}}
	require.True(t, m.Column("same").Omitted(unsafe.Pointer(p)))
	require.False(t, m.Column("same").Omitted(unsafe.Pointer(&onPointers{})))
	require.True(t, m.Column("at").IsZero(unsafe.Pointer(p)))
	require.False(t, m.Column("counter").IsInteger())
	invalid := [2]onPointers{{Null: sql.Null[[]float64]{V: []float64{1}}}, {}}
	require.True(t, m.Column("null").Equal(unsafe.Pointer(&invalid[0]), unsafe.Pointer(&invalid[1])))
}

type unreadText struct{ n int }

func (unreadText) MarshalText() ([]byte, error) { return nil, nil }

type unreadValue struct{ n int }

func (*unreadValue) Value() (driver.Value, error) { return nil, nil }

func TestWhatCannotBeReadBackIsNoColumn(t *testing.T) {
	t.Parallel()
	for why, kinds := range map[string][]any{
		"no UnmarshalText": {unreadText{}, []unreadText{}, &unreadText{}, sql.Null[unreadText]{}},
		"no Scan":          {unreadValue{}, []*unreadValue{}, [2]unreadValue{}, sql.Null[[]unreadValue]{}},
		"no SQL value":     {sql.Null[chan int]{}, []func(){}},
	} {
		for _, kind := range kinds {
			require.Contains(t, checkType(reflect.TypeOf(kind)), why, "%T", kind)
		}
	}
}
