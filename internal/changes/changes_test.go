package changes_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

type hero struct {
	ID   int
	Name string
}

func (hero) TableName() string { return "heroes" }

type toy struct {
	ID    int
	Label string
}

func (toy) TableName() string { return "toys" }

func mapping[T any](t *testing.T) *mapper.Mapping {
	t.Helper()
	m, err := mapper.Of(reflect.TypeFor[T]())
	require.NoError(t, err)
	return m
}

func load[T any](t *testing.T, m *identity.Map, v *T) {
	t.Helper()
	p := unsafe.Pointer(v)
	m.Load(mapping[T](t), identity.KeyOf(mapping[T](t), p), p, mapping[T](t).All)
}

func TestNothingChanged(t *testing.T) {
	var m identity.Map
	require.True(t, changes.Of(&m).Empty())
	load(t, &m, &hero{ID: 1})
	require.True(t, changes.Of(&m).Empty())
	require.Empty(t, changes.Of(&m).Mappings())
}

func TestOrder(t *testing.T) {
	var m identity.Map
	heroes := []*hero{{ID: 3}, {ID: 1}, {ID: 2}}
	old := &toy{ID: 9}
	load(t, &m, heroes[0])
	load(t, &m, old)
	load(t, &m, heroes[1])
	load(t, &m, heroes[2])
	for i := range 4 {
		m.Add(mapping[toy](t), &toy{ID: i})
		m.Add(mapping[hero](t), &hero{ID: 10 + i})
	}
	old.Label = "x"
	for _, h := range heroes {
		h.Name = "x"
	}
	set := changes.Of(&m)
	require.False(t, set.Empty())
	require.Equal(t, []*mapper.Mapping{mapping[toy](t), mapping[hero](t)}, set.Mappings())
	require.Len(t, set.Inserts, 2)
	for i, e := range set.Inserts[0].Entries {
		require.Equal(t, &toy{ID: i}, e.Entity, "in the order of Add")
	}
	require.Equal(t, mapping[hero](t), set.Inserts[1].Mapping)
	var updated []any
	for _, u := range set.Updates {
		require.Len(t, u.Columns, 1)
		updated = append(updated, u.Entry.Entity)
	}
	require.Equal(t, []any{heroes[1], heroes[2], heroes[0], old}, updated, "tables as met, rows by key")
	require.Equal(t, set, changes.Of(&m), "finding changes changes nothing")
}
