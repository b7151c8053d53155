package identity

import (
	"cmp"
	"math/bits"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// table is the entries of one mapping.
type table struct {
	mapping *mapper.Mapping
	order   []*Entry // as they came, with those that left until they are swept
	left    int      // how many of order left

	numeric  bool // keys are one number
	numbers  numbers
	texts    map[string]*Entry
	entities numbers // by their addresses; see indexed
	indexed  bool    // an entity was looked for that is not found by its key: from then on entities holds all
}

// newTable returns an empty table of a mapping.
func (owned *memory) newTable(m *mapper.Mapping) *table {
	t := owned.table()
	t.mapping, t.numeric = m, len(m.Key) == 1 && formOf(m.Key[0]) != textual
	t.numbers.spare, t.entities.spare = &owned.slots, &owned.slots
	return t
}

// empty forgets all entries, and keeps the memory.
func (t *table) empty() {
	t.numbers.empty()
	t.entities.empty()
	clear(t.order)
	*t = table{order: t.order[:0]}
}

// at returns the entry of a row, nil when there is none.
func (t *table) at(k Key) *Entry {
	if t.numeric {
		return t.numbers.at(k.number)
	}
	return t.texts[k.text]
}

func (t *table) put(k Key, e *Entry) {
	switch {
	case t.numeric:
		t.numbers.put(k.number, e)
	case t.texts == nil:
		t.texts = map[string]*Entry{k.text: e}
	default:
		t.texts[k.text] = e
	}
}

func (t *table) remove(k Key) {
	if t.numeric {
		t.numbers.remove(k.number)
	} else {
		delete(t.texts, k.text)
	}
}

// find returns the entry of the entity at p. The key that it holds leads to it, unless it is no row yet or its key was edited.
func (t *table) find(p unsafe.Pointer) *Entry {
	if e := t.at(KeyOf(t.mapping, p)); e != nil && e.Base == p {
		return e
	}
	if !t.indexed {
		t.index()
	}
	return t.entities.at(addressOf(p))
}

// index has entities found by their addresses.
func (t *table) index() {
	t.indexed = true
	t.entities.reserve(len(t.order))
	for _, e := range t.order {
		if !e.out {
			t.entities.put(addressOf(e.Base), e)
		}
	}
}

// addressOf returns an address as a number whose lowest bits differ, although all that the allocator hands out is aligned.
func addressOf(p unsafe.Pointer) int64 { return int64(bits.RotateLeft64(uint64(uintptr(p)), -3)) }

// enter takes an entry in, again if it had left.
func (t *table) enter(e *Entry) {
	if e.out {
		t.sweep()
	}
	if t.order = append(t.order, e); t.indexed {
		t.entities.put(addressOf(e.Base), e)
	}
}

// leave takes an entry out.
func (t *table) leave(e *Entry) {
	t.entities.remove(addressOf(e.Base))
	if t.left++; t.left > len(t.order)/2 {
		t.sweep()
	}
}

// sweep drops from order what left.
func (t *table) sweep() {
	if t.left > 0 {
		t.order, t.left = swept(t.order), 0
	}
}

// swept returns order without what left, in the same memory.
func swept(order []*Entry) []*Entry {
	kept := order[:0]
	for _, e := range order {
		if !e.out {
			kept = append(kept, e)
		}
	}
	clear(order[len(kept):])
	return kept
}

// table returns the table of a mapping; nil when no entity of it ever came. A session meets a few types.
func (m *Map) table(of *mapper.Mapping) *table {
	for _, t := range m.tables {
		if t.mapping == of {
			return t
		}
	}
	return nil
}

// tableOf returns table by the type of entities.
func (m *Map) tableOf(entities reflect.Type) *table {
	for _, t := range m.tables {
		if t.mapping.Type == entities {
			return t
		}
	}
	return nil
}

// made returns table, made now if there was none.
func (m *Map) made(of *mapper.Mapping) *table {
	t := m.table(of)
	if t == nil {
		t = m.take().newTable(of)
		m.tables = append(m.tables, t)
	}
	return t
}

// Mappings returns the types of the entries, in the order in which they were first met. The list is good until the next call.
func (m *Map) Mappings() []*mapper.Mapping {
	if len(m.tables) == 0 {
		return nil
	}
	types := m.memory.types[:0]
	for _, t := range m.tables {
		if len(t.order) > t.left {
			types = append(types, t.mapping)
		}
	}
	m.memory.types = types
	return types
}

// EntriesOf returns the entries of some types, in the order in which they came. The map must not change meanwhile.
func (m *Map) EntriesOf(mappings ...*mapper.Mapping) (entries []*Entry) {
	for _, t := range m.tables {
		if !slices.Contains(mappings, t.mapping) {
			continue
		}
		if t.sweep(); len(mappings) == 1 {
			return t.order
		}
		entries = append(entries, t.order...)
	}
	slices.SortFunc(entries, func(a, b *Entry) int { return cmp.Compare(a.serial, b.serial) })
	return entries
}
