package identity

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/mapper"
)

type crew struct {
	ID      int64
	Sailors []*sailor `rel:"has-many"`
	Ports   []*port   `rel:"many-to-many,through=calls"`
}

func (crew) TableName() string { return "crews" }

type sailor struct {
	ID     int64
	CrewID *int64
	Crew   *crew `rel:"belongs-to"`
}

func (sailor) TableName() string { return "sailors" }

type port struct {
	ID int64
}

func (port) TableName() string { return "ports" }

func relation[T any](t *testing.T, field string) *mapper.Relationship {
	t.Helper()
	all, err := mapping[T](t).Relationships()
	require.NoError(t, err)
	for _, r := range all {
		if r.Field == field {
			return r
		}
	}
	t.Fatalf("no field %s", field)
	return nil
}

// arrived makes v persistent in m, as if it had been read.
func arrived[T any](t *testing.T, m *Map, v *T) *Entry {
	t.Helper()
	p := unsafe.Pointer(v)
	return m.Load(mapping[T](t), KeyOf(mapping[T](t), p), p, mapping[T](t).All)
}

func TestLoadsAndRollbacks(t *testing.T) {
	sailors := relation[crew](t, "Sailors")
	one := int64(1)
	old, fresh := &crew{ID: 1}, &crew{ID: 2}
	ann, bob := &sailor{ID: 1, CrewID: &one}, &sailor{ID: 2, CrewID: &one}
	var m Map
	before := arrived(t, &m, old)
	m.Commit()
	within := arrived(t, &m, fresh)
	arrived(t, &m, ann)
	arrived(t, &m, bob)
	old.Sailors, fresh.Sailors = []*sailor{ann}, []*sailor{ann, bob}
	before.Link(sailors, false)
	within.Link(sailors, false)
	fresh.Sailors = []*sailor{bob}
	m.Rollback()
	require.Nil(t, old.Sailors, "it was not loaded when the transaction began")
	require.False(t, before.LinkLoaded(sailors))
	require.Equal(t, []*sailor{ann, bob}, fresh.Sailors, "it came with the transaction")
	require.True(t, within.LinkStale(sailors), "and is to be read again")
}

func TestVouch(t *testing.T) {
	sailors, ports, up := relation[crew](t, "Sailors"), relation[crew](t, "Ports"), relation[sailor](t, "Crew")
	one, two := int64(1), int64(2)
	c := &crew{ID: 1, Ports: []*port{{ID: 1}, {ID: 2}}}
	ann, bob := &sailor{ID: 1, CrewID: &one, Crew: c}, &sailor{ID: 2, CrewID: &two, Crew: c}
	c.Sailors = []*sailor{ann, bob}
	var m Map
	e, a, b := arrived(t, &m, c), arrived(t, &m, ann), arrived(t, &m, bob)
	arrived(t, &m, c.Ports[0])
	for _, each := range []*Entry{e, a, b} {
		each.LinkAll()
	}
	require.False(t, e.LinkLoaded(sailors), "bob is another's")
	require.Equal(t, []unsafe.Pointer{unsafe.Pointer(ann)}, e.Linked(sailors))
	require.False(t, e.LinkLoaded(ports), "one of them nobody knows")
	require.Len(t, e.Linked(ports), 1)
	require.True(t, a.LinkLoaded(up))
	require.Empty(t, b.Linked(up), "his field says otherwise")
}

func TestCascadeLeavesWhatWasForgotten(t *testing.T) {
	sailors := relation[crew](t, "Sailors")
	one := int64(1)
	c, ann := &crew{ID: 1}, &sailor{ID: 1, CrewID: &one}
	var m Map
	e, a := arrived(t, &m, c), arrived(t, &m, ann)
	c.Sailors = []*sailor{ann}
	e.Link(sailors, false)
	m.Expunge(a)
	require.NoError(t, m.Cascade(nil, e))
	require.Nil(t, m.Find(ann))
	bob := &sailor{ID: 2}
	c.Sailors = append(c.Sailors, bob)
	require.NoError(t, m.Cascade(nil, e))
	require.Equal(t, Pending, m.Find(bob).State)
	require.True(t, m.Find(bob).Brought)
}

func TestKeysOfWhatIsNoRow(t *testing.T) {
	key := keyOf(t, hero{ID: 1})
	require.Equal(t, []int{-1, 1, 0}, []int{key.Compare(Key{}), Key{}.Compare(key), Key{}.Compare(Key{})})
}
