// Package changes finds what a flush has to write, and in which order. It is pure: it sends nothing, changes nothing, and
// knows no SQL.
package changes

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Set is what a flush writes: all of Inserts, then all of Updates.
type Set struct {
	Inserts []Insert
	Updates []Update
}

// Insert is the new entities of one table, in the order in which they were added. Tables come in the order in which the
// first of each was.
type Insert struct {
	Mapping *mapper.Mapping
	Entries []*identity.Entry
}

// Update is one changed entity with what changed, in mapped order. Tables come in the order in which the session met
// them; within one they go by the row's key, so that two sessions wait for one another instead of deadlocking.
type Update struct {
	Entry   *identity.Entry
	Columns []*mapper.Column
}

// Empty says that there is nothing to write.
func (s Set) Empty() bool { return len(s.Inserts) == 0 && len(s.Updates) == 0 }

// Mappings are the tables that the set writes.
func (s Set) Mappings() (mappings []*mapper.Mapping) {
	for _, insert := range s.Inserts {
		mappings = append(mappings, insert.Mapping)
	}
	for _, update := range s.Updates {
		if !slices.Contains(mappings, update.Entry.Mapping) {
			mappings = append(mappings, update.Entry.Mapping)
		}
	}
	return mappings
}

// Of compares every entity of m with what is known of its row.
func Of(m *identity.Map) Set {
	var s Set
	tables := map[*mapper.Mapping]int{}
	for _, e := range m.Entries() {
		if _, met := tables[e.Mapping]; !met {
			tables[e.Mapping] = len(tables)
		}
		if e.State == identity.Pending {
			s.insert(e)
		} else if columns := e.Changed(); len(columns) > 0 {
			s.Updates = append(s.Updates, Update{e, columns})
		}
	}
	slices.SortStableFunc(s.Updates, func(a, b Update) int {
		if order := tables[a.Entry.Mapping] - tables[b.Entry.Mapping]; order != 0 {
			return order
		}
		return a.Entry.Key.Compare(b.Entry.Key)
	})
	return s
}

func (s *Set) insert(e *identity.Entry) {
	at := slices.IndexFunc(s.Inserts, func(i Insert) bool { return i.Mapping == e.Mapping })
	if at < 0 {
		at = len(s.Inserts)
		s.Inserts = append(s.Inserts, Insert{Mapping: e.Mapping})
	}
	s.Inserts[at].Entries = append(s.Inserts[at].Entries, e)
}
