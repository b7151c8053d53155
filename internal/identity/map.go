package identity

import (
	"cmp"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Map is every entity of one session. It serves one goroutine; the zero value is empty.
type Map struct {
	order     []*Entry // as they came, with those that left until they are swept
	left      int      // how many of order left
	tables    []*table // the same by type
	memory    *memory  // where they stand; nil until one comes
	coming    int      // entries for which room is to be made; 0: nobody knows
	serial    uint64
	settled   uint64 // the last entry that came before the present transaction
	journals  []*journal
	detached  detached
	ending    bool            // see End
	textSent  bool            // in this transaction, see TextSent
	written   []string        // tables that this transaction may have put pairs into, see PairsWritten
	purged    map[*Entry]bool // see Purge
	beside    besides
	displaced []*Entry // that may have lost their key to another row, see Displace
}

// Find returns the entry of an entity, nil when there is none.
func (m *Map) Find(entity any) *Entry {
	v := reflect.ValueOf(entity)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return nil
	}
	if t := m.tableOf(v.Type().Elem()); t != nil {
		return t.find(v.UnsafePointer())
	}
	return nil
}

// FindAt returns the entry of the entity at p, nil when there is none.
func (m *Map) FindAt(mapping *mapper.Mapping, p unsafe.Pointer) *Entry {
	if t := m.table(mapping); t != nil && p != nil {
		return t.find(p)
	}
	return nil
}

// At returns the entry of a row, nil when there is none.
func (m *Map) At(k Key) *Entry {
	if t := m.table(k.mapping); t != nil {
		return t.at(k)
	}
	return nil
}

// file has the entry found by its key.
func (m *Map) file(e *Entry) { m.made(e.Mapping).put(e.Key(), e) }

// IsDetached reports whether the entity at p was persistent here, and is no more.
func (m *Map) IsDetached(p unsafe.Pointer) bool { return m.detached.has(p) }

// Entries returns every entry, in the order in which they came. The map must not change meanwhile.
func (m *Map) Entries() []*Entry {
	m.sweep()
	return m.order
}

// sweep drops from order what left.
func (m *Map) sweep() {
	if m.left == 0 {
		return
	}
	m.order, m.left = swept(m.order), 0
}

// Add makes an entity pending.
func (m *Map) Add(mapping *mapper.Mapping, entity any) *Entry {
	e := m.next()
	e.Mapping, e.Base, e.State = mapping, reflect.ValueOf(entity).UnsafePointer(), Pending
	m.enter(e)
	return e
}

// Load makes the entity at p, which was just read, persistent. columns are what was read of it.
func (m *Map) Load(mapping *mapper.Mapping, k Key, p unsafe.Pointer, columns mapper.Set) *Entry {
	e := m.next()
	e.Mapping, e.Base, e.row, e.State = mapping, p, keyed(k), Persistent
	e.load(mapping, columns)
	return m.register(e)
}

// Reserve makes room for n more rows of a mapping; 0 says that no more come.
func (m *Map) Reserve(mapping *mapper.Mapping, n int) {
	if m.coming = n; n == 0 {
		return
	}
	t := m.made(mapping)
	m.order, t.order = slices.Grow(m.order, n), slices.Grow(t.order, n)
	if t.numeric {
		t.numbers.reserve(n)
	}
}

// mostRoomy is how many entries are made at once at most: a piece of memory that the allocator still has a size for.
const mostRoomy = 32 << 10 / int(unsafe.Sizeof(Entry{}))

// next returns a place for an entry, in memory that grows with their number.
func (m *Map) next() *Entry {
	e := m.take().entries.one(min(cmp.Or(m.coming, max(len(m.order), 1)), mostRoomy))
	m.coming = max(m.coming-1, 0)
	return e
}

// Attach makes an entity persistent as it stands: its row has these values.
func (m *Map) Attach(mapping *mapper.Mapping, k Key, entity any) *Entry {
	e := m.next()
	e.Mapping, e.Base, e.row, e.State = mapping, reflect.ValueOf(entity).UnsafePointer(), keyed(k), Persistent
	e.load(mapping, mapping.All)
	return m.register(e)
}

func (m *Map) register(e *Entry) *Entry {
	m.enter(e)
	e.remember()
	m.file(e)
	return e
}

// enter takes an entry in, again if it had left.
func (m *Map) enter(e *Entry) {
	if e.out {
		m.sweep()
	}
	m.made(e.Mapping).enter(e)
	m.serial++
	e.home, e.serial, e.out = m, m.serial, false
	m.order = append(m.order, e)
	m.detached.drop(e.Base)
}

// leave takes an entry out.
func (m *Map) leave(e *Entry) {
	m.unfile(e)
	e.out = true
	delete(m.beside, e)
	m.table(e.Mapping).leave(e)
	if m.left++; m.left > len(m.order)/2 {
		m.sweep()
	}
}

func (m *Map) unfile(e *Entry) {
	if t := m.table(e.Mapping); t != nil && t.at(e.Key()) == e {
		t.remove(e.Key())
	}
}

// Rekey files a persistent entry under the key of its snapshot, after a flush.
func (m *Map) Rekey(e *Entry) {
	if m.ending {
		return
	}
	m.unfile(e)
	m.fileAs(e, KeyOf(e.Mapping, e.Identified()))
}

// File files an entry that was just inserted under the key of its row.
func (m *Map) File(e *Entry) {
	if m.ending {
		return
	}
	m.fileAs(e, KeyOf(e.Mapping, e.Base))
}

// fileAs files an entry under a key that its row has from now on.
func (m *Map) fileAs(e *Entry, k Key) {
	if other := m.At(k); other != nil && other != e {
		m.displaced = append(m.displaced, other)
	}
	named := keyed(k)
	e.number, e.name = named.number, named.name
	m.file(e)
}

// Displace takes out, behind a flush, entities whose key another row has by now: the database took that, so their own rows were gone.
func (m *Map) Displace() {
	for _, e := range m.displaced {
		if other := m.At(e.Key()); e.State == Persistent && !e.out && other != e {
			m.Gone(e)
		}
	}
	m.displaced = nil
}

// Gone takes a persistent entry out because its row is not there, or is another entity's now: the entity is detached. A
// rollback brings it back.
func (m *Map) Gone(e *Entry) {
	m.touch(e)
	m.leave(e)
	m.detached.add(e.Base)
}

// Delete says that the entry's row is deleted.
func (m *Map) Delete(e *Entry) {
	m.touch(e)
	m.unfile(e)
	e.State, e.ToDelete, e.KeptByAdd, e.assigned = Deleted, false, false, nil
	m.Purge(e, false)
}

// Purge says whether the row of e, when it is deleted, goes for good although its type is deleted softly.
func (m *Map) Purge(e *Entry, purge bool) {
	switch {
	case !purge:
		delete(m.purged, e)
	case m.purged == nil:
		m.purged = map[*Entry]bool{e: true}
	default:
		m.purged[e] = true
	}
}

// GoesForGood reports whether the row of e goes when it is deleted.
func (m *Map) GoesForGood(e *Entry) bool { return e.Mapping.SoftDelete == nil || m.purged[e] }

// Expunge forgets an entry, for good: a pending entity is transient again, any other one detached.
func (m *Map) Expunge(e *Entry) {
	m.leave(e)
	e.forget()
	if e.State != Pending {
		m.detached.add(e.Base)
	}
}

// ExpireAll expires every persistent entity.
func (m *Map) ExpireAll() {
	for _, e := range slices.Clone(m.Entries()) {
		if e.State == Persistent {
			e.Expire()
		}
	}
}

// Drop ends the map, if there is one. Neither it nor an entry may be looked at any more.
func (m *Map) Drop() {
	if m != nil {
		m.handOn()
		*m = Map{}
	}
}

// End says that the transaction is durable and Clear comes next: what a flush is told to note from here on nobody will ask for. Entities
// still get what the database made.
func (m *Map) End() { m.ending = true }

// Clear forgets every entity, for good: those that were persistent before the transaction are detached. No entry may be looked at
// any more.
func (m *Map) Clear() {
	left := detached{entities: m.detached.entities, cleared: clearedOf(m.Entries())}
	m.handOn()
	*m = Map{detached: left}
}
