package mapper

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type parcel struct {
	ID     int64 `db:"id,pk"`
	Label  string
	Weight *float64
	Note   *string
	Sent   time.Time
	Back   *time.Time
	Tags   []string
	Sizes  []int32
	Raw    json.RawMessage
	Key    uuid.UUID
	Fast   bool
	Alias  sql.NullString
	Seen   sql.Null[time.Time]
}

func (parcel) TableName() string { return "parcels" }

func parcels() map[string]*parcel {
	weight, note, at := 1.5, "fragile", time.Date(2026, 2, 3, 4, 5, 6, 789_000, time.UTC)
	return map[string]*parcel{
		"empty": {Sent: time.Time{}.UTC()},
		"full": {
			ID: -1, Label: "a", Weight: &weight, Note: &note, Sent: at, Back: &at, Tags: []string{"x", "", "y"}, Sizes: []int32{1, -2},
			Raw: json.RawMessage("{}"), Key: uuid.UUID{1, 15: 2}, Fast: true, Alias: sql.NullString{String: "b", Valid: true},
			Seen: sql.Null[time.Time]{V: at, Valid: true},
		},
		"lists of nothing": {Tags: []string{}, Sizes: []int32{}, Raw: json.RawMessage{}},
	}
}

func mappingOfParcels(t *testing.T) *Mapping {
	t.Helper()
	m, err := Of(reflect.TypeFor[parcel]())
	require.NoError(t, err)
	return m
}

func TestPackedSnapshotsComeBack(t *testing.T) {
	t.Parallel()
	m := mappingOfParcels(t)
	for name, p := range parcels() {
		b, ok := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
		require.True(t, ok, name)
		require.True(t, m.SamePacked(string(b), unsafe.Pointer(p)), name)
		back := (*parcel)(m.Unpack(string(b)))
		require.Equal(t, p, back, name)
		clear(b)
		require.Equal(t, p, back, "it stands by itself")
		_, ok = m.Pack(make([]byte, 0, 20), unsafe.Pointer(p))
		require.False(t, ok, "there is no room")
	}
}

// TestEditsAreSeenInPackedSnapshots edits every field, in place where that is possible.
func TestEditsAreSeenInPackedSnapshots(t *testing.T) {
	t.Parallel()
	m := mappingOfParcels(t)
	for i, edit := range []func(p *parcel){
		func(p *parcel) { p.ID++ }, func(p *parcel) { p.Label = "b" }, func(p *parcel) { p.Label = "" }, func(p *parcel) { *p.Weight = 2 },
		func(p *parcel) { p.Weight = nil }, func(p *parcel) { *p.Note = "" }, func(p *parcel) { p.Sent = p.Sent.Add(time.Microsecond) },
		func(p *parcel) { p.Sent = p.Sent.In(time.FixedZone("x", 60)) }, func(p *parcel) { *p.Back = time.Time{} }, func(p *parcel) { p.Tags[2] = "z" },
		func(p *parcel) { p.Tags = p.Tags[:2] }, func(p *parcel) { p.Tags = nil }, func(p *parcel) { p.Sizes[0]++ }, func(p *parcel) { p.Raw[0] = '[' },
		func(p *parcel) { p.Key[7]++ }, func(p *parcel) { p.Fast = false }, func(p *parcel) { p.Alias.Valid = false }, func(p *parcel) { p.Alias.String = "c" },
		func(p *parcel) { p.Seen.V = p.Seen.V.Add(1) }, func(p *parcel) { p.Tags = append(p.Tags, "") },
	} {
		p := parcels()["full"]
		b, _ := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
		edit(p)
		require.False(t, m.SamePacked(string(b), unsafe.Pointer(p)), "edit %d", i)
	}
}

func TestWhatIsNotPacked(t *testing.T) {
	t.Parallel()
	type (
		withMap    struct{ M map[string]int }
		withNested struct{ L [][]string }
		withTimes  struct{ T []time.Time }
		withStruct struct{ P *parcel }
	)
	for _, v := range []any{withMap{}, withNested{}, withTimes{}, struct{ A any }{}} {
		typ := reflect.TypeOf(v)
		k := packingOf([]*Column{{Type: typ.Field(0).Type}})
		require.False(t, k.whole, "%T", v)
	}
	require.False(t, packingOf([]*Column{{Type: reflect.TypeFor[withStruct]().Field(0).Type}}).whole)
	m, p := mappingOfParcels(t), parcels()["full"]
	p.Sent = p.Sent.In(time.FixedZone("x", 60))
	_, ok := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
	require.False(t, ok)
}

func TestTimesOfTheClockArePacked(t *testing.T) {
	t.Parallel()
	m, p := mappingOfParcels(t), parcels()["full"]
	now := time.Now() // with a reading of the monotonic clock
	p.Sent, p.Back = now, &now
	b, ok := m.Pack(make([]byte, 0, 512), unsafe.Pointer(p))
	require.True(t, ok)
	require.True(t, m.SamePacked(string(b), unsafe.Pointer(p)))
	require.Equal(t, p, (*parcel)(m.Unpack(string(b))))
}

// FuzzPack packs values of all kinds, and compares with what they were edited to.
func FuzzPack(f *testing.F) {
	f.Add(int64(7), "label", 1.5, "x", []byte{1}, true)
	f.Add(int64(0), "", math.NaN(), "", []byte(nil), false)
	f.Fuzz(func(t *testing.T, id int64, text string, number float64, tag string, raw []byte, flag bool) {
		m := mappingOfParcels(t)
		make1 := func() *parcel {
			p := &parcel{ID: id, Label: text, Sent: time.Unix(id%1e10, 0).UTC(), Tags: []string{tag, text}, Raw: raw, Fast: flag}
			if flag {
				p.Weight, p.Note = &number, &tag
			}
			return p
		}
		p, other := make1(), make1()
		b, ok := m.Pack(make([]byte, 0, 64<<10), unsafe.Pointer(p))
		if !ok {
			require.Greater(t, 3*len(text)+3*len(tag)+len(raw), 32<<10)
			return
		}
		require.True(t, m.SamePacked(string(b), unsafe.Pointer(other)))
		other.Tags[0] += "!"
		require.False(t, m.SamePacked(string(b), unsafe.Pointer(other)))
		if edited, known := m.Edited(string(b), unsafe.Pointer(other)); known {
			require.Equal(t, unequal(m, unsafe.Pointer(p), unsafe.Pointer(other)), edited)
		}
		again, _ := m.Pack(make([]byte, 0, 64<<10), m.Unpack(string(b)))
		require.Equal(t, fmt.Sprintf("%x", b), fmt.Sprintf("%x", again))
	})
}
