package unitofwork

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Naming is an entity whose foreign key names one that is not written by its fields alone: columns are those that are to be emptied.
type Naming struct {
	Entry   *identity.Entry
	Columns []*mapper.Column
}

// Along returns a new entity and what is new and its delete cascades lead to, by whichever field says so. None of it is to be
// written once e is deleted, just as all of it would be deleted had a flush come before. What else names it by its fields is in naming.
func Along(m *identity.Map, e *identity.Entry) (along []*identity.Entry, naming []Naming) {
	f := newPlanner(m, m.Mappings(), m.Entries())
	put(&f.dropped, e, true)
	f.dropPending()
	for _, e := range m.Entries() {
		if f.dropped[e] {
			along = append(along, e)
			continue
		}
		for _, r := range f.heldBy(e) {
			if f.living(e) && fieldsEdited(e, r.Held()) && f.namesDropped(e, r) {
				naming = append(naming, Naming{e, r.Emptied()})
			}
		}
	}
	return along, naming
}

// heldBy returns the relationships whose foreign keys e holds.
func (f *planner) heldBy(e *identity.Entry) []*mapper.Relationship {
	held := slices.DeleteFunc(slices.Clone(relationships(e.Mapping)), func(r *mapper.Relationship) bool { return !r.HoldsKey() })
	return append(held, f.pointerless(e.Mapping)...)
}

// emptyNaming empties the foreign keys whose fields name a new entity that is not written after all.
func (f *planner) emptyNaming() {
	for _, k := range f.keyOrder {
		if k.by != nil || !k.fieldsEdited || !f.living(k.child) {
			continue
		}
		for _, r := range f.heldBy(k.child) {
			_, columns := r.Referring()
			if k.by == nil && mapper.SetOf(columns) == mapper.SetOf(k.columns) && f.namesDropped(k.child, r) {
				k.by, k.updatesFields, k.hangsOnDeleted = &claim{nil, r}, true, k.child.State == identity.Pending
			}
		}
	}
}

// namesDropped reports whether the fields of r's foreign key in child name a new entity that is not written, and none that is there.
func (f *planner) namesDropped(child *identity.Entry, r *mapper.Relationship) bool {
	key, ok := keyIn(child, r, child.Base)
	if !ok || f.living(f.at(r, key)) {
		return false
	}
	named := f.pendingByKey(r)[key]
	if named == nil || named == child || !f.dropped[named] {
		return false
	}
	m, columns := r.Referred()
	return !slices.ContainsFunc(f.known.EntriesOf(m), func(e *identity.Entry) bool {
		return e.State == identity.Pending && f.living(e) && identity.KeyBy(m, columns, e.Base) == key
	})
}

// dropPending drops what is new and the delete cascades of what is dropped lead to.
func (f *planner) dropPending() {
	queue := make([]*identity.Entry, 0, len(f.dropped))
	for e := range f.dropped {
		queue = append(queue, e)
	}
	for len(queue) > 0 {
		e := queue[0]
		queue = queue[1:]
		for _, r := range relationships(e.Mapping) {
			if !r.Has(mapper.DeleteWith) {
				continue
			}
			for _, next := range f.pendingAt(e, r) {
				if !f.dropped[next] {
					put(&f.dropped, next, true)
					queue = append(queue, next)
				}
			}
		}
	}
}

// pendingAt returns the new entities that r leads to from e: those that its field holds, and the children that name e themselves.
func (f *planner) pendingAt(e *identity.Entry, r *mapper.Relationship) (fresh []*identity.Entry) {
	owns := r.Kind == mapper.HasMany || r.Kind == mapper.HasOne
	for _, p := range r.Targets(e.Base) {
		next := f.known.FindAt(r.Target, p)
		if next != nil && next.State == identity.Pending && !(owns && f.elsewhere(next, r, e)) {
			fresh = append(fresh, next)
		}
	}
	if owns {
		fresh = append(fresh, f.naming(e, r)...)
	}
	return fresh
}

// elsewhere reports whether a new child of e has another parent: one that was decided on, or one that it names.
func (f *planner) elsewhere(child *identity.Entry, r *mapper.Relationship, e *identity.Entry) bool {
	if k := f.keys[keyName{child, mapper.SetOf(r.Remote)}]; k != nil && k.by != nil && k.by.parent != e && f.living(k.by.parent) {
		return true
	}
	named := f.named(child, r)
	return named != nil && named != e && f.living(named)
}

// naming returns the new children that name e as their parent themselves.
func (f *planner) naming(e *identity.Entry, r *mapper.Relationship) []*identity.Entry {
	index, known := f.byName[r]
	if !known {
		for _, child := range f.known.EntriesOf(r.Target) {
			if child.State != identity.Pending {
				continue
			}
			if parent := f.named(child, r); parent != nil {
				put(&index, parent, append(index[parent], child))
			}
		}
		put(&f.byName, r, index)
	}
	return slices.DeleteFunc(slices.Clone(index[e]), func(child *identity.Entry) bool { return f.elsewhere(child, r, e) })
}

// named returns the parent that a new child names, by its pointer or else by the fields of its foreign key; nil for none.
func (f *planner) named(child *identity.Entry, r *mapper.Relationship) *identity.Entry {
	if r.Inverse != nil {
		if p := r.Inverse.One(child.Base); p != nil {
			return f.known.FindAt(r.Owner, p)
		}
	}
	key, ok := keyIn(child, r, child.Base)
	if !ok {
		return nil
	}
	if parent := f.pendingByKey(r)[key]; parent != nil {
		return parent
	}
	return f.at(r, key)
}

// filled returns a struct with what columns of a new entity have behind the flush, as far as that is known.
func (f *planner) filled(e *identity.Entry, columns []*mapper.Column) unsafe.Pointer {
	given := e.Mapping.Snapshot(e.Base)
	for _, c := range columns {
		if from, own, says := f.originBut(nil, e, c); says && from != e && isGiven(from, []*mapper.Column{own}) {
			mapper.Carry(c, given, own, from.Base)
		}
	}
	return given
}

// pendingByKey returns the new entities that the foreign key of r may refer to, by what they are given there.
func (f *planner) pendingByKey(r *mapper.Relationship) map[identity.Key]*identity.Entry {
	m, columns := r.Referred()
	return f.pendingBy(m, columns)
}

// pendingBy returns the new entities of a type by what they are given in columns.
func (f *planner) pendingBy(m *mapper.Mapping, columns []*mapper.Column) map[identity.Key]*identity.Entry {
	name := referredName{m, mapper.SetOf(columns)}
	index, known := f.byKey[name]
	if !known {
		for _, e := range f.known.EntriesOf(m) {
			if e.State != identity.Pending || !isGiven(e, columns) {
				continue
			}
			given := e.Base
			if slices.ContainsFunc(columns, func(c *mapper.Column) bool { return c.IsZero(e.Base) }) {
				put(&f.openKeys, name, true)
				given = f.filled(e, columns)
			}
			put(&index, identity.KeyBy(m, columns, given), e)
		}
		put(&f.byKey, name, index)
	}
	return index
}
