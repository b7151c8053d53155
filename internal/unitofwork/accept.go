package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Accept says that everything is written, and every entity has its values: both ends of each relationship agree from then
// on, as far as they are loaded.
func (s Set) Accept() {
	f := s.planned
	if f == nil || s.Empty() && !f.hasHistory() {
		return
	}
	f.stored, f.written = nil, true
	s.notePairs()
	for _, k := range f.keyOrder {
		if k.updatesFields && (f.living(k.child) || f.saveOf[k.child] != nil) {
			f.acceptKey(k)
		}
	}
	for _, p := range f.pairOrder {
		f.acceptPair(p)
	}
	f.forget()
	f.restoreReturned()
	for _, l := range f.lists {
		f.assignList(l)
	}
	for _, e := range f.known.Entries() {
		if e.State == identity.Persistent {
			e.ToDelete, e.KeptByAdd = false, false
			sv := f.saveOf[e]
			e.AcceptLinks(sv != nil && (sv.verb == Inserts || sv.row.Replaced != nil))
		}
	}
	for e := range f.dropped {
		f.known.Expunge(e)
	}
}

// notePairs notes which associations were written, by their pairs or by entities of their tables.
func (s Set) notePairs() {
	for m := range s.planned.tables {
		for _, r := range relationships(m) {
			if r.Through != nil && slices.ContainsFunc(s.Steps, func(step Step) bool { return step.writes(r.Through.Table) }) {
				s.planned.known.PairsWritten(r.Through.Table)
			}
		}
	}
}

// writes reports whether the step writes into a table.
func (s Step) writes(table string) bool {
	if r := s.Relation; r != nil && r.Through != nil {
		return r.Through.Table == table
	}
	return s.Mapping.Table == table
}

// hasHistory reports whether a field of a relationship said anything since the last flush.
func (f *planner) hasHistory() bool {
	return f.repeats || len(f.keyOrder)+len(f.pairOrder)+len(f.dropped) > 0
}

// acceptKey has the fields at both ends follow a foreign key that changed.
func (f *planner) acceptKey(k *foreignKey) {
	for m := range f.tables {
		for _, r := range relationships(m) {
			switch {
			case r.HoldsKey() && m == k.child.Mapping && mapper.SetOf(r.Local) == mapper.SetOf(k.columns):
				f.acceptPointer(k, r)
			case (r.Kind == mapper.HasMany || r.Kind == mapper.HasOne) && r.Target == k.child.Mapping && mapper.SetOf(r.Remote) == mapper.SetOf(k.columns):
				f.acceptLists(k, r)
			}
		}
	}
}

// parentOf returns who the parent is now, nil when the session does not have it.
func (f *planner) parentOf(k *foreignKey, r *mapper.Relationship) *identity.Entry {
	if k.by != nil {
		return k.by.parent
	}
	return f.referred(k.child, r, k.child.Base)
}

func (f *planner) acceptPointer(k *foreignKey, r *mapper.Relationship) {
	parent := f.parentOf(k, r)
	switch {
	case parent != nil && parent.Mapping == r.Target && f.leaves(k.child, r):
	case parent != nil && parent.Mapping == r.Target:
		r.SetOne(k.child.Base, parent.Base)
	case r.One(k.child.Base) == nil:
	case k.by == nil || !k.child.LinkLoaded(r):
		k.child.Unlink(r)
	default:
		r.SetOne(k.child.Base, nil)
	}
}

// leaves reports whether the pointer of r in e stays nil, as its tag says, since nobody gave it a value or loaded it.
func (f *planner) leaves(e *identity.Entry, r *mapper.Relationship) bool {
	sv := f.saveOf[e]
	fresh := sv != nil && (sv.verb == Inserts || sv.row.Replaced != nil)
	return r.NoBackPopulates && r.IsNil(e.Base) && (fresh || !e.LinkLoaded(r))
}

// acceptLists takes the child out of the lists of other parents and puts it into that of its own.
func (f *planner) acceptLists(k *foreignKey, r *mapper.Relationship) {
	parent := f.parentOf(k, r)
	others := []*identity.Entry{parent, k.former}
	for _, c := range append(slices.Clone(k.losses), k.claims...) {
		others = append(others, c.parent)
	}
	for _, e := range others {
		if e == nil || e.Mapping != r.Owner || e.State != identity.Persistent {
			continue
		}
		switch {
		case e != parent:
			f.list(e, r).take(k.child.Base)
		case f.complete(e, r):
			f.list(e, r).put(k.child.Base)
		}
	}
}

// complete reports whether a list holds everything, so that it stays so.
func (f *planner) complete(e *identity.Entry, r *mapper.Relationship) bool {
	sv := f.saveOf[e]
	return e.LinkLoaded(r) || sv != nil && (sv.verb == Inserts || sv.row.Replaced != nil)
}

// acceptPair has both ends of an association hold one another, or neither.
func (f *planner) acceptPair(p *pair) {
	f.acceptPairEnd(p.relation, p.owner, p.target, f.adds(p))
	if p.relation.Inverse != nil {
		f.acceptPairEnd(p.relation.Inverse, p.target, p.owner, f.adds(p))
	}
}

func (f *planner) acceptPairEnd(r *mapper.Relationship, e, target *identity.Entry, joined bool) {
	switch {
	case e.State == identity.Deleted:
	case !joined:
		f.list(e, r).take(target.Base)
	case f.complete(e, r):
		f.list(e, r).put(target.Base)
	}
}

// forget takes what was deleted, or not written with what was, out of the fields that lead to it.
func (f *planner) forget() {
	if len(f.deletes)+len(f.dropped) == 0 {
		return
	}
	gone := map[any]bool{}
	for _, e := range f.deletes {
		gone[e.Entity()] = true
	}
	for e := range f.dropped {
		gone[e.Entity()] = true
	}
	for _, e := range f.known.Entries() {
		if e.State != identity.Persistent {
			continue
		}
		all, _ := e.Mapping.Relationships() // those that are only read as well
		for _, r := range all {
			for _, p := range r.Targets(e.Base) {
				switch {
				case !gone[r.Target.Pointer(p)]:
				case r.HoldsKey():
					f.forgetParent(e, r)
				default:
					f.list(e, r).take(p)
				}
			}
		}
	}
	f.expireReferring()
}

// forgetParent has the pointer of r in e, which leads to what was deleted, lead to what took over its row, or to nothing.
func (f *planner) forgetParent(e *identity.Entry, r *mapper.Relationship) {
	parent := f.referred(e, r, e.Base)
	if parent == nil || parent.State != identity.Persistent || f.deleted[parent] {
		e.Unlink(r)
		return
	}
	r.SetOne(e.Base, parent.Base)
}

// expireReferring expires rows that refer to one that went for good though the flush wrote nothing there: what the database did to them
// (ON DELETE) only their next read says.
func (f *planner) expireReferring() {
	f.byParent = nil // as the rows were before
	for m := range f.tables {
		for _, r := range relationships(m) {
			if !r.HoldsKey() || r.TypeColumn != nil {
				continue
			}
			for _, e := range f.deletes {
				if e.Mapping != r.Target || f.replaced[e] || e.Mapping.SoftDelete != nil && !f.going[e] {
					continue
				}
				for _, child := range f.referring(r)[keyOf(e, r)] {
					child.Invalidate()
				}
			}
		}
	}
}
