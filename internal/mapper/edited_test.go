package mapper

import (
	"math"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// carton has columns whose values bytes tell apart, or nearly.
type carton struct {
	ID      int64 `db:"id,pk"`
	Flag    bool
	Label   string
	Price   float64
	Weight  *float32
	Note    *string
	Sent    time.Time
	Back    *time.Time
	Tags    []string
	Sizes   []int32
	Ratios  []float64
	Raw     []byte
	Key     uuid.UUID
	Day     time.Time `db:"day,type=date"`
	Counter *int
}

func (carton) TableName() string { return "cartons" }

func cartonOf() *carton {
	weight, note, at, n := float32(1.5), "fragile", time.Date(2026, 2, 3, 4, 5, 6, 789_000, time.UTC), 3
	return &carton{
		ID: 1, Label: "a", Price: 2.5, Weight: &weight, Note: &note, Sent: at, Back: &at, Tags: []string{"x", ""}, Sizes: []int32{1, 2},
		Ratios: []float64{0}, Raw: []byte("{}"), Key: uuid.UUID{1}, Day: at, Counter: &n,
	}
}

// TestEditedColumnsAreThoseThatAreNotEqual compares what bytes tell with what columns say, which know how a database does.
func TestEditedColumnsAreThoseThatAreNotEqual(t *testing.T) {
	t.Parallel()
	m := mappingOfCartons(t)
	other, zero, none := "other", float32(0), float32(math.NaN())
	for i, c := range []struct {
		edit  func(p *carton)
		known bool
	}{
		{func(*carton) {}, true},
		{func(p *carton) { p.ID, p.Flag = 2, true }, true},
		{func(p *carton) { p.Label, p.Note = "", &other }, true},
		{func(p *carton) { p.Note, p.Counter = nil, nil }, true},
		{func(p *carton) { p.Price = -2.5 }, true},
		{func(p *carton) { p.Price, p.Weight = math.Copysign(0, -1), &zero }, true},
		{func(p *carton) { p.Price, p.Weight = math.NaN(), &none }, true},
		{func(p *carton) { p.Sent = p.Sent.Add(time.Nanosecond) }, true},
		{func(p *carton) { p.Sent = p.Sent.In(time.FixedZone("x", 60)) }, true},
		{func(p *carton) { later := p.Sent.Add(time.Second); p.Back = &later }, true},
		{func(p *carton) { p.Tags[1] = "z" }, true},
		{func(p *carton) { p.Tags, p.Raw = nil, []byte{} }, true},
		{func(p *carton) { p.Sizes = append(p.Sizes, 3); p.Raw[0] = '[' }, true},
		{func(p *carton) { p.Key[15]++ }, false}, // it has a Value method
		{func(p *carton) { p.Ratios[0] = math.Copysign(0, -1) }, false},
		{func(p *carton) { p.Day = p.Day.Add(time.Hour) }, false},
	} {
		for _, before := range []func(p *carton){func(*carton) {}, func(p *carton) { p.Price, p.Weight, p.Back = 0, nil, nil }, func(p *carton) { p.Price, p.Weight = math.NaN(), &none }} {
			p := cartonOf()
			before(p)
			b, ok := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
			require.True(t, ok)
			c.edit(p)
			edited, known := m.Edited(string(b), unsafe.Pointer(p))
			require.Equal(t, c.known, known, "edit %d", i)
			if known {
				require.Equal(t, unequal(m, m.Unpack(string(b)), unsafe.Pointer(p)), edited, "edit %d", i)
			}
		}
	}
}

func mappingOfCartons(t *testing.T) *Mapping {
	t.Helper()
	m, err := Of(reflect.TypeFor[carton]())
	require.NoError(t, err)
	return m
}

func unequal(m *Mapping, a, b unsafe.Pointer) (columns Set) {
	for i, c := range m.Columns {
		if !c.Equal(a, b) {
			columns = columns.With(i)
		}
	}
	return columns
}

func TestEditedAllocatesNothing(t *testing.T) {
	m, p := mappingOfCartons(t), cartonOf()
	b, _ := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
	packed := string(b)
	p.Label, p.Price, p.Sent, p.Note = "b", 7, p.Sent.Add(time.Hour), nil
	require.Zero(t, testing.AllocsPerRun(20, func() { m.Edited(packed, unsafe.Pointer(p)) }))
}
