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

func TestDeletes(t *testing.T) {
	var m identity.Map
	heroes, toys := []*hero{{ID: 3}, {ID: 1}}, []*toy{{ID: 2}, {ID: 1}}
	for i := range heroes {
		load(t, &m, heroes[i])
		load(t, &m, toys[i])
		m.Find(heroes[i]).Doomed, m.Find(toys[i]).Doomed = true, true
	}
	heroes[0].Name = "a change that nobody needs"
	set := changes.Of(&m)
	require.Empty(t, set.Updates)
	require.Equal(t, []*mapper.Mapping{mapping[toy](t), mapping[hero](t)}, set.Mappings(), "tables in reverse")
	require.Same(t, heroes[1], set.Deletes[1].Entries[0].Entity, "rows by key")
	m.Delete(m.Find(heroes[0]))
	require.Len(t, changes.Of(&m).Deletes[1].Entries, 1, "what was deleted is not deleted again")
}

func TestARowIsTakenOver(t *testing.T) {
	var m identity.Map
	old, fresh, second := &hero{ID: 1, Name: "a"}, &hero{ID: 1, Name: "b"}, &hero{ID: 1}
	load(t, &m, old)
	m.Add(mapping[hero](t), fresh)
	require.Len(t, changes.Of(&m).Inserts, 1, "the row stays")
	m.Find(old).Doomed = true
	m.Add(mapping[hero](t), second)
	set := changes.Of(&m)
	require.Empty(t, set.Deletes)
	require.Len(t, set.Inserts, 1, "a row is taken over once")
	require.Same(t, m.Find(fresh), set.Updates[0].Entry)
	require.Same(t, m.Find(old), set.Updates[0].Row())
	require.Equal(t, []*mapper.Column{mapping[hero](t).Column("name")}, set.Updates[0].Columns)
}

func TestAssignedValuesAreChanges(t *testing.T) {
	var m identity.Map
	h := &hero{ID: 1, Name: "a"}
	load(t, &m, h)
	m.Find(h).Assign(mapping[hero](t).Column("name"), "whatever")
	set := changes.Of(&m)
	require.Len(t, set.Updates, 1)
	require.Empty(t, set.Updates[0].Columns)
}
