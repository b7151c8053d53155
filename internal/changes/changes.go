// Package changes finds what a flush has to write, and in which order. It is pure: it sends nothing, changes nothing, and
// knows no SQL.
package changes

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Set is what a flush writes: all of Inserts, then all of Updates, then all of Deletes.
type Set struct {
	Inserts []Insert
	Updates []Update
	Deletes []Delete
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
	Entry    *identity.Entry
	Columns  []*mapper.Column
	Replaced *identity.Entry // of a new entity that takes over the row of one to be deleted: that one
}

// Row is the entry of the row that is written.
func (u Update) Row() *identity.Entry {
	if u.Replaced != nil {
		return u.Replaced
	}
	return u.Entry
}

// Delete is the entities of one table whose rows go, by key. Tables come in the reverse order of updates.
type Delete struct {
	Mapping *mapper.Mapping
	Entries []*identity.Entry
}

// Empty says that there is nothing to write.
func (s Set) Empty() bool { return len(s.Inserts) == 0 && len(s.Updates) == 0 && len(s.Deletes) == 0 }

// Mappings are the tables that the set writes.
func (s Set) Mappings() (mappings []*mapper.Mapping) {
	meet := func(m *mapper.Mapping) {
		if !slices.Contains(mappings, m) {
			mappings = append(mappings, m)
		}
	}
	for _, insert := range s.Inserts {
		meet(insert.Mapping)
	}
	for _, update := range s.Updates {
		meet(update.Entry.Mapping)
	}
	for _, del := range s.Deletes {
		meet(del.Mapping)
	}
	return mappings
}

// Of compares every entity of m with what is known of its row.
func Of(m *identity.Map) Set {
	f := finder{known: m, tables: map[*mapper.Mapping]int{}, replaced: map[*identity.Entry]bool{}}
	for _, e := range m.Entries() {
		if _, met := f.tables[e.Mapping]; !met {
			f.tables[e.Mapping] = len(f.tables)
		}
		f.find(e)
	}
	for _, e := range f.doomed {
		if !f.replaced[e] {
			f.set.remove(e)
		}
	}
	f.sort()
	return f.set
}

// finder gathers a Set.
type finder struct {
	known    *identity.Map
	set      Set
	tables   map[*mapper.Mapping]int // in the order in which they were met
	doomed   []*identity.Entry
	replaced map[*identity.Entry]bool
}

func (f *finder) find(e *identity.Entry) {
	switch {
	case e.State == identity.Pending:
		if row := f.row(e); row != nil {
			f.replaced[row] = true
			f.set.Updates = append(f.set.Updates, Update{e, taken(e, row), row})
			return
		}
		f.set.insert(e)
	case e.State != identity.Persistent:
	case e.Doomed:
		f.doomed = append(f.doomed, e)
	default:
		if columns := e.Changed(); len(columns) > 0 || len(e.Assigned) > 0 {
			f.set.Updates = append(f.set.Updates, Update{Entry: e, Columns: columns})
		}
	}
}

// row is the entry whose row a new entity takes over: one that is to be deleted and has its key.
func (f *finder) row(e *identity.Entry) *identity.Entry {
	for _, c := range e.Mapping.Key {
		if e.Mapping.Made(c, e.Base) || e.Assigns(c) {
			return nil
		}
	}
	other := f.known.At(identity.KeyOf(e.Mapping, e.Base))
	if other == nil || !other.Doomed || f.replaced[other] {
		return nil
	}
	return other
}

// taken is the columns that a new entity writes into a row: those where it differs, but not those that it leaves to the
// database.
func taken(e, row *identity.Entry) (columns []*mapper.Column) {
	for i, c := range e.Mapping.Columns {
		version := c.Version && c.IsZero(e.Base)
		if e.Mapping.Made(c, e.Base) || e.Assigns(c) || version || (row.Loaded.Has(i) && c.Equal(e.Base, row.Snapshot)) {
			continue
		}
		columns = append(columns, c)
	}
	return columns
}

func (f *finder) sort() {
	byTable := func(a, b *mapper.Mapping) int { return f.tables[a] - f.tables[b] }
	slices.SortStableFunc(f.set.Updates, func(a, b Update) int {
		if order := byTable(a.Entry.Mapping, b.Entry.Mapping); order != 0 {
			return order
		}
		return a.Row().Key.Compare(b.Row().Key)
	})
	slices.SortFunc(f.set.Deletes, func(a, b Delete) int { return byTable(b.Mapping, a.Mapping) })
	for _, d := range f.set.Deletes {
		slices.SortFunc(d.Entries, func(a, b *identity.Entry) int { return a.Key.Compare(b.Key) })
	}
}

func (s *Set) insert(e *identity.Entry) {
	at := slices.IndexFunc(s.Inserts, func(i Insert) bool { return i.Mapping == e.Mapping })
	if at < 0 {
		at = len(s.Inserts)
		s.Inserts = append(s.Inserts, Insert{Mapping: e.Mapping})
	}
	s.Inserts[at].Entries = append(s.Inserts[at].Entries, e)
}

func (s *Set) remove(e *identity.Entry) {
	at := slices.IndexFunc(s.Deletes, func(d Delete) bool { return d.Mapping == e.Mapping })
	if at < 0 {
		at = len(s.Deletes)
		s.Deletes = append(s.Deletes, Delete{Mapping: e.Mapping})
	}
	s.Deletes[at].Entries = append(s.Deletes[at].Entries, e)
}
