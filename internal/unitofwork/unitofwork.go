// Package unitofwork finds what a flush has to write, and in which order. It is pure: it sends nothing, changes nothing, and
// knows no SQL.
package unitofwork

import (
	"errors"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Of compares every entity of m with what is known of its row, and its relationships with what they led to. What is to be
// deleted may have related entities that nobody has read: they are in Wants, and the rest is then not complete.
func Of(m *identity.Map) (Set, error) { return of(m, m.Mappings(), m.Entries()) }

// Among returns Of for the entities of some types, which no relationship ties to the others. It is to be asked and not written.
func Among(m *identity.Map, types []*mapper.Mapping) (Set, error) {
	return of(m, types, m.EntriesOf(types...))
}

func of(m *identity.Map, types []*mapper.Mapping, entries []*identity.Entry) (Set, error) {
	set, ok := plain(types, entries)
	if !ok {
		var err error
		if set, err = find(newPlanner(m, types, entries)); err != nil {
			return set, err
		}
	}
	return set, errors.Join(checkFixed(set.Steps), checkKeys(set.Steps), checkTyped(set.Steps), checkPadded(set.Steps), checkNumbered(set.Steps))
}

func find(f *planner) (Set, error) {
	for _, stage := range []func() error{f.collectHistory, f.follow, f.decide, f.cascadeDeletes, f.refuseRenamed, f.dropAlong, f.save, f.pairUp} {
		if err := stage(); err != nil {
			return Set{}, err
		}
	}
	f.noteEditedWants()
	return f.ordered()
}

// planner gathers a Set.
type planner struct {
	known     *identity.Map
	entries   []*identity.Entry       // whose changes are asked for
	unchanged []bool                  // by place in entries: nothing changed in it
	changed   int                     // how many entries are not unchanged
	tables    map[*mapper.Mapping]int // in the order in which they were met

	keys          map[keyName]*foreignKey
	keyOrder      []*foreignKey
	keysOf        map[*identity.Entry][]*foreignKey // by child, once they are decided
	movedTo       map[*identity.Entry][]*foreignKey // of keyOrder, where something is deleted: by the parent that a side says
	movedByFields []*foreignKey                     // likewise, by the fields alone
	repeats       bool                              // a pointer was given what its foreign key says
	moves         bool                              // one gets other values in what is referred to
	moved         map[*identity.Entry]mapper.Set    // columns that are referred to, and follow what they refer to
	renamed       []claimed                         // rows whose own keys follow so
	referenced    map[*identity.Entry]bool          // something leads to it

	deleted map[*identity.Entry]bool
	deletes []*identity.Entry
	going   map[*identity.Entry]bool              // of deletes, rows that go for good, where types are deleted softly
	along   map[*identity.Entry][]*identity.Entry // of deletes, those that a row goes along with, whether or not it refers to them yet
	dropped map[*identity.Entry]bool              // new ones that are not to be written after all
	spared  []claim                               // parents that stay because another one comes to them
	leavers []claimed                             // who let go of what nobody has read, and by which relationship
	wants   []Want

	oneWay   map[*mapper.Mapping][]*mapper.Relationship // by type, those that lead to it and that it has no pointer for
	byParent map[*mapper.Relationship]map[identity.Key][]*identity.Entry
	byName   map[*mapper.Relationship]map[*identity.Entry][]*identity.Entry // new children, by the parent that they name
	byKey    map[referredName]map[identity.Key]*identity.Entry              // new entities, by what they are given that is referred to
	openKeys map[referredName]bool                                          // a new entity gets what is referred to from others; see byKey
	coming   map[referredName]map[identity.Key]*identity.Entry              // new entities, and those that change it, by what is referred to
	stored   map[referredName]map[identity.Key]*identity.Entry              // rows, by what is referred to beside their keys
	written  bool                                                           // the flush is over: the rows have what it wrote

	pairs       map[pairName]*pair
	pairOrder   []*pair
	pairRoom    []pair                                     // where the next ones stand
	unlinkedAll map[*mapper.Relationship][]*identity.Entry // association rows of what is deleted that nobody has read
	nullified   map[*mapper.Relationship][]*identity.Entry // foreign keys that refer to what is deleted and nobody has read
	unread      []*mapper.Relationship                     // those of unlinkedAll and nullified, as they came

	saves    []*save
	saveRoom []save // where the next ones stand
	unused   *save  // one that nothing was put into
	saveOf   map[*identity.Entry]*save
	returned []*identity.Entry // of saves, rows that say that they were deleted softly
	replaced map[*identity.Entry]bool
	lists    map[listName]*list // what fields hold after the flush
}

func newPlanner(m *identity.Map, types []*mapper.Mapping, entries []*identity.Entry) *planner {
	f := &planner{known: m, entries: entries, tables: make(map[*mapper.Mapping]int, len(types))}
	for i, t := range types {
		f.tables[t] = i
	}
	return f
}

// relationships returns those of an entity's type that are written.
func relationships(m *mapper.Mapping) []*mapper.Relationship { return m.Written() }

// living reports whether the entity is a row after the flush.
func (f *planner) living(e *identity.Entry) bool {
	return e != nil && !f.deleted[e] && !f.dropped[e] && (e.State == identity.Pending || e.State == identity.Persistent)
}

// put stores in a map that is made when it is first needed: most flushes need few of them.
func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
