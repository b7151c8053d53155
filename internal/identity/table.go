package identity

import (
	"cmp"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// table is the entries of one mapping.
type table struct {
	mapping *mapper.Mapping
	order   []*Entry // as they came, with those that left until they are swept
	left    int      // how many of order left
}

// leave says that one of the entries left.
func (t *table) leave() {
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

// swept is order without what left, in the same memory.
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

// file takes an entry in to its table.
func (m *Map) file(e *Entry) {
	t := m.table(e.Mapping)
	if t == nil {
		t = &table{mapping: e.Mapping}
		m.tables = append(m.tables, t)
	}
	if e.out {
		t.sweep()
	}
	t.order = append(t.order, e)
}

// Mappings returns the types of the entries, in the order in which they were first met.
func (m *Map) Mappings() (mappings []*mapper.Mapping) {
	for _, t := range m.tables {
		if len(t.order) > t.left {
			mappings = append(mappings, t.mapping)
		}
	}
	return mappings
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
