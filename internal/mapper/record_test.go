package mapper

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

type row struct {
	Total         int64
	First, Second *hero
	Hero          *hero
}

type unnamed struct{ ID int64 }

func TestRecordsHoldEntities(t *testing.T) {
	r, err := RecordOf(reflect.TypeFor[row]())
	require.NoError(t, err)
	require.Len(t, r.Columns, 1)
	entity := reflect.TypeFor[hero]()
	require.Equal(t, []Member{
		{"First", unsafe.Offsetof(row{}.First), entity}, {"Second", unsafe.Offsetof(row{}.Second), entity}, {"Hero", unsafe.Offsetof(row{}.Hero), entity},
	}, r.Members)
	r, err = RecordOf(reflect.TypeFor[struct{ Hero *hero }]())
	require.NoError(t, err, "a row of entities alone")
	require.Empty(t, r.Columns)
	for _, wrong := range []reflect.Type{reflect.TypeFor[struct{ Hero hero }](), reflect.TypeFor[struct{ Heroes []*hero }]()} {
		_, err = RecordOf(wrong)
		require.ErrorContains(t, err, "a row holds an entity as a pointer")
	}
}

// TestRecordsLeaveRelationshipsOut: a struct that is an entity elsewhere may be read as a plain row.
func TestRecordsLeaveRelationshipsOut(t *testing.T) {
	r, err := RecordOf(reflect.TypeFor[club]())
	require.NoError(t, err)
	require.Len(t, r.Columns, 2)
	require.Empty(t, r.Members)
}

func TestIsEntity(t *testing.T) {
	t.Cleanup(func() { mappings.Delete(reflect.TypeFor[unnamed]()) })
	require.True(t, IsEntity(reflect.TypeFor[hero]()))
	require.False(t, IsEntity(reflect.TypeFor[*hero]()))
	require.False(t, IsEntity(reflect.TypeFor[unnamed]()))
	_, err := Map(reflect.TypeFor[unnamed](), Names{Table: "unnamed"})
	require.NoError(t, err)
	require.True(t, IsEntity(reflect.TypeFor[unnamed]()), "its table was named when it was mapped")
}

// scanned and spelled read themselves, and write nothing.
type (
	scanned struct{ v any }
	spelled struct{ s string }
	copied  struct{ v any }
)

func (s *scanned) Scan(v any) error                { s.v = v; return nil }
func (s *spelled) UnmarshalText(text []byte) error { s.s = string(text); return nil }
func (copied) Scan(any) error                      { return nil }

// TestRecordsHoldWhatReadsItself: nothing of a row is ever bound.
func TestRecordsHoldWhatReadsItself(t *testing.T) {
	for _, one := range []reflect.Type{
		reflect.TypeFor[struct{ V scanned }](), reflect.TypeFor[struct{ V *scanned }](), reflect.TypeFor[struct{ V spelled }](), reflect.TypeFor[struct{ V *spelled }](),
	} {
		r, err := RecordOf(one)
		require.NoError(t, err)
		require.Len(t, r.Columns, 1)
		_, err = Map(one, Names{Table: "unread"})
		require.ErrorContains(t, err, "Scan", "an entity is written too")
		mappings.Delete(one)
	}
	_, err := RecordOf(reflect.TypeFor[struct{ V copied }]())
	require.ErrorContains(t, err, "value receiver")
}
