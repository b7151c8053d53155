package unitofwork

import (
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// noteReturned notes that a row which says that it was deleted is written, and may no longer say so.
func (f *planner) noteReturned(e *identity.Entry) {
	if isGone(e) {
		f.returned = append(f.returned, e)
	}
}

// restoreReturned has the fields that lead to rows which were deleted softly, and are no longer, lead to them again, as far as they are loaded. What
// only a query tells, such as the pairs of an association table, does not count as loaded any more.
func (f *planner) restoreReturned() {
	if len(f.returned) == 0 {
		return
	}
	back := map[*mapper.Mapping][]*identity.Entry{}
	for _, e := range f.returned {
		if e.State == identity.Persistent && e.Mapping.SoftDelete.IsZero(e.Base) {
			back[e.Mapping] = append(back[e.Mapping], e)
		}
	}
	for m := range f.tables {
		all, _ := m.Relationships() // those that are only read as well
		for _, r := range all {
			if len(back[r.Target]) > 0 {
				f.restoreBy(r, back[r.Target])
			}
		}
	}
}

// restoreBy is restoreReturned of rows that came back, for the fields of r.
func (f *planner) restoreBy(r *mapper.Relationship, back []*identity.Entry) {
	switch {
	case r.ViewOnly, r.Kind == mapper.ManyToMany:
		f.unload(r)
	case r.HoldsKey():
		f.restorePointers(r, back)
	default:
		for _, e := range back {
			f.restoreChild(r, e)
		}
	}
}

// unload has what was loaded of r not count as loaded any more.
func (f *planner) unload(r *mapper.Relationship) {
	for _, owner := range f.known.EntriesOf(r.Owner) {
		owner.InvalidateLink(r)
	}
}

// restorePointers has pointers that found nobody lead to rows that came back.
func (f *planner) restorePointers(r *mapper.Relationship, back []*identity.Entry) {
	returned := make(map[*identity.Entry]bool, len(back))
	for _, e := range back {
		returned[e] = true
	}
	for _, child := range f.known.EntriesOf(r.Owner) {
		if child.State != identity.Persistent || !child.LinkLoaded(r) || !r.IsNil(child.Base) {
			continue
		}
		if parent := f.referred(child, r, child.Base); returned[parent] {
			r.SetOne(child.Base, parent.Base)
		}
	}
}

// restoreChild puts a row that came back into the field of its parent.
func (f *planner) restoreChild(r *mapper.Relationship, e *identity.Entry) {
	if !mapper.SetOf(r.Held()).Within(e.Loaded()) {
		f.unload(r)
		return
	}
	if parent := f.referred(e, r, e.Base); parent != nil && parent.State == identity.Persistent && f.complete(parent, r) {
		f.list(parent, r).put(e.Base)
	}
}
