package unitofwork

import (
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// isGone reports whether the row of e says that it was deleted.
func isGone(e *identity.Entry) bool {
	c := e.Mapping.SoftDelete
	return c != nil && e.State == identity.Persistent && e.Snapshot() != nil && !c.IsZero(e.Snapshot())
}

// deleteHidden follows the rows that go for good to children that were softly deleted before: those would refer to nothing. It reports whether
// there is more to follow.
func (f *planner) deleteHidden() (more bool) {
	if !mapper.SoftDeletes() {
		return false
	}
	for _, e := range f.findGoing() {
		for _, r := range relationships(e.Mapping) {
			if r.Kind == mapper.ManyToMany || r.HoldsKey() || r.Target.SoftDelete == nil {
				continue
			}
			for _, child := range f.children(e, r) {
				if isGone(child) && f.deleteChild(e, r, child) && e.LinkLoaded(r) {
					f.want(e, r)
				}
			}
		}
		more = true
	}
	return more
}

// findGoing notes which of the rows that are deleted go for good, and returns those that it had not noted before.
func (f *planner) findGoing() (found []*identity.Entry) {
	note := func(e *identity.Entry) {
		if !f.going[e] {
			put(&f.going, e, true)
			found = append(found, e)
		}
	}
	for _, e := range f.deletes {
		if f.known.GoesForGood(e) {
			note(e)
		}
	}
	nodes := f.nodes()
	for before := -1; before < len(f.going) && len(f.going) < len(f.deletes); {
		before = len(f.going)
		f.takenAlong(nodes, func(child, parent *identity.Entry) {
			if f.going[parent] {
				note(child)
			}
		})
	}
	return found
}

// goesWith notes that a child is deleted because e is, maybe one to which it was moved since the last flush.
func (f *planner) goesWith(child, e *identity.Entry) {
	if child.Mapping.SoftDelete != nil {
		put(&f.along, child, append(f.along[child], e))
	}
}

// takenAlong shows which of the rows that are deleted go along with which for good, where those do.
func (f *planner) takenAlong(types []*mapper.Mapping, show func(child, parent *identity.Entry)) {
	f.references(types, func(child, parent *identity.Entry, r *mapper.Relationship) {
		if takesAlong(r) {
			show(child, parent)
		}
	})
	for _, child := range f.deletes {
		for _, parent := range f.along[child] {
			if f.deleted[parent] && !f.replaced[child] {
				show(child, parent)
			}
		}
	}
}

// references shows which of the rows that are deleted refer to which, by the foreign keys of some types. To one that a new entity takes over they
// refer as to one that goes.
func (f *planner) references(types []*mapper.Mapping, show func(child, parent *identity.Entry, r *mapper.Relationship)) {
	keysOf := map[*mapper.Mapping][]*mapper.Relationship{}
	for _, child := range f.deletes {
		if child.State != identity.Persistent || f.replaced[child] {
			continue
		}
		keys, known := keysOf[child.Mapping]
		if !known {
			keys = foreignKeys(child.Mapping, types)
			keysOf[child.Mapping] = keys
		}
		for _, r := range keys {
			key, ok := keyIn(child, r, child.Snapshot())
			parent := f.at(r, key)
			if !ok || parent == nil || parent == child || !f.deleted[parent] {
				continue
			}
			show(child, parent, r)
		}
	}
}

// foreignKeyOf is a foreign key as a type has it: its columns, and what they refer to where they refer to one of several types.
type foreignKeyOf struct {
	columns mapper.Set
	refers  referredName
	value   string
}

// foreignKeys returns the relationships of some types that a foreign key of m stands for, each key once for each type that it refers to: by one
// that cascades, if there is one.
func foreignKeys(m *mapper.Mapping, types []*mapper.Mapping) (list []*mapper.Relationship) {
	met := map[foreignKeyOf]int{}
	for _, n := range types {
		for _, r := range relationships(n) {
			holder, foreign := r.Referring()
			if holder != m || r.Kind == mapper.ManyToMany {
				continue
			}
			key := foreignKeyOf{mapper.SetOf(foreign), referredOf(r), r.TypeValue}
			if at, seen := met[key]; !seen {
				met[key] = len(list)
				list = append(list, r)
			} else if !(claim{by: list[at]}).goesAlong() {
				list[at] = r
			}
		}
	}
	return list
}
