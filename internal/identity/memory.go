package identity

import (
	"math/bits"
	"sync"

	"github.com/drey-db/drey/internal/mapper"
)

// memory is where a map keeps what it knows. A map that is cleared hands it on, emptied, to the next one: sessions are short
// and much alike, so that most of them need no memory of their own. Nothing of it is ever shown to a user.
type memory struct {
	entries  slab[Entry]
	links    slab[link]
	mementos slab[memento]
	undos    slab[undo]
	packs    slab[byte]
	slots    spareSlots
	order    []*Entry
	inUse    []*table // room for the map's list of tables
	tables   []*table // that the map does not use
	types    []*mapper.Mapping
}

// mostReused is how many entries a memory has at most to be handed on: beyond, the garbage collector may have it.
const mostReused = 1 << 16

var memories = sync.Pool{New: func() any { return new(memory) }}

// take returns the map's memory, from now on its own.
func (m *Map) take() *memory {
	if m.memory == nil {
		m.memory = memories.Get().(*memory)
		m.order, m.memory.order = m.memory.order, nil
		m.tables, m.memory.inUse = m.memory.inUse, nil
	}
	return m.memory
}

// handOn empties the memory of a map whose entries nobody looks at any more, for the next map.
func (m *Map) handOn() {
	owned := m.memory
	if owned == nil || len(m.order) > mostReused {
		return
	}
	for _, t := range m.tables {
		t.empty()
	}
	clear(m.order)
	owned.order, owned.tables = m.order[:0], append(owned.tables, m.tables...)
	clear(m.tables)
	owned.inUse = m.tables[:0]
	owned.entries.empty()
	owned.links.empty()
	owned.mementos.empty()
	owned.undos.empty()
	owned.packs.empty()
	memories.Put(owned)
}

// table returns an empty table.
func (owned *memory) table() *table {
	last := len(owned.tables) - 1
	if last < 0 {
		return new(table)
	}
	t := owned.tables[last]
	owned.tables = owned.tables[:last]
	return t
}

// mostPieces is how many pieces a slab knows at most. When there are more it forgets those that it has, which live as long as
// somebody looks at what stands in them: a session that expunges what it has read stays small.
const mostPieces = 256

// slab hands out places for values, in pieces of memory that stay where they are, until it is emptied. The zero value has none.
type slab[T any] struct {
	pieces [][]T // each as long as what is taken of it
	at     int   // the piece of which more is taken
}

// one returns a place for a value; room is how many a new piece has.
func (s *slab[T]) one(room int) *T {
	p := s.piece(1, room)
	*p = (*p)[:len(*p)+1]
	return &(*p)[len(*p)-1]
}

// some returns places for n values that follow one another.
func (s *slab[T]) some(n, room int) []T {
	p := s.piece(n, room)
	from := len(*p)
	*p = (*p)[:from+n]
	return (*p)[from : from+n : from+n]
}

// current returns the piece in use; nil when there is none.
func (s *slab[T]) current() *[]T {
	if s.at < len(s.pieces) {
		return &s.pieces[s.at]
	}
	return nil
}

// piece returns the first piece in use that has places for n more values.
func (s *slab[T]) piece(n, room int) *[]T {
	for p := s.current(); p != nil; p = s.current() {
		if cap(*p)-len(*p) >= n {
			return p
		}
		s.at++
	}
	if len(s.pieces) == mostPieces {
		clear(s.pieces)
		s.pieces, s.at = s.pieces[:0], 0
	}
	s.pieces = append(s.pieces, make([]T, 0, max(n, room)))
	return &s.pieces[s.at]
}

// empty takes all places back.
func (s *slab[T]) empty() {
	for i := range min(s.at+1, len(s.pieces)) {
		clear(s.pieces[i])
		s.pieces[i] = s.pieces[i][:0]
	}
	s.at = 0
}

// spareSlots are empty tables of numbers, by the logarithm of their size.
type spareSlots [24][][]slot

// take returns a table of size slots.
func (s *spareSlots) take(size, log int) []slot {
	if s == nil || log >= len(s) || len(s[log]) == 0 {
		return make([]slot, size)
	}
	last := len(s[log]) - 1
	slots := s[log][last]
	s[log] = s[log][:last]
	return slots
}

// put keeps a table that is not used any more.
func (s *spareSlots) put(slots []slot) {
	if log := bits.TrailingZeros(uint(len(slots))); s != nil && log < len(s) {
		clear(slots)
		s[log] = append(s[log], slots)
	}
}
