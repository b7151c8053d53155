package identity

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Map is every entity of one session. It serves one goroutine; the zero value is empty.
type Map struct {
	entities map[any]*Entry
	rows     map[Key]*Entry
	order    []*Entry // as they came
	gone     []*Entry // persistent ones that left in this transaction because their rows were gone
}

// Find is the entry of an entity, nil when there is none.
func (m *Map) Find(entity any) *Entry { return m.entities[entity] }

// At is the entry of a row, nil when there is none.
func (m *Map) At(k Key) *Entry { return m.rows[k] }

// Entries is every entry, in the order in which they came. The map must not change meanwhile.
func (m *Map) Entries() []*Entry { return m.order }

// Add makes an entity pending.
func (m *Map) Add(mapping *mapper.Mapping, entity any) *Entry {
	e := &Entry{Mapping: mapping, Entity: entity, Base: reflect.ValueOf(entity).UnsafePointer(), State: Pending}
	m.insert(e)
	return e
}

// Load makes the entity at p, which was just read, persistent. columns are what was read of it.
func (m *Map) Load(mapping *mapper.Mapping, k Key, p unsafe.Pointer, columns mapper.Set) *Entry {
	e := &Entry{Mapping: mapping, Entity: mapping.Pointer(p), Base: p, State: Persistent, Key: k, Loaded: columns}
	e.Snapshot = mapping.Snapshot(p)
	m.insert(e)
	m.name(e, k)
	return e
}

func (m *Map) insert(e *Entry) {
	if m.entities == nil {
		m.entities, m.rows = map[any]*Entry{}, map[Key]*Entry{}
	}
	m.entities[e.Entity] = e
	m.order = append(m.order, e)
}

func (m *Map) name(e *Entry, k Key) {
	e.Key = k
	m.rows[k] = e
}

// Rekey files a persistent entry under the key of its snapshot, after a flush.
func (m *Map) Rekey(e *Entry) {
	k := KeyOf(e.Mapping, e.Snapshot)
	if m.rows[e.Key] == e {
		delete(m.rows, e.Key)
	}
	m.name(e, k)
}

// Gone takes a persistent entry out because its row is not there. A rollback brings it back.
func (m *Map) Gone(e *Entry) {
	m.gone = append(m.gone, e)
	m.remove(func(other *Entry) bool { return other == e })
}

// remove takes entries out.
func (m *Map) remove(out func(*Entry) bool) {
	kept := m.order[:0]
	for _, e := range m.order {
		if !out(e) {
			kept = append(kept, e)
			continue
		}
		delete(m.entities, e.Entity)
		if m.rows[e.Key] == e {
			delete(m.rows, e.Key)
		}
	}
	clear(m.order[len(kept):])
	m.order = kept
}

// Commit says that the transaction is durable.
func (m *Map) Commit() {
	for _, e := range m.order {
		e.commit()
	}
	m.gone = nil
}

// Rollback undoes the transaction in memory: what was new is transient again, without the values that the flush gave it;
// every other entity has its row's values from before the transaction and is expired.
func (m *Map) Rollback() {
	m.remove(func(e *Entry) bool {
		if e.fresh {
			e.putBack()
		}
		return e.fresh || e.State == Pending
	})
	for _, e := range m.gone {
		m.insert(e)
	}
	m.gone = nil
	clear(m.rows)
	for _, e := range m.order {
		e.restore()
		m.rows[e.Key] = e
	}
}

// Clear forgets every entity.
func (m *Map) Clear() { *m = Map{} }
