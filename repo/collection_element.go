package repo

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// checkElements refuses elements that are known to be another owner's: to take them out would be to delete or unparent what is not
// in the list.
func (w writeOnly) checkElements(entries []*identity.Entry) error {
	for _, e := range entries {
		if w.isOfAnother(e) {
			return invalid("the %s with the key %v is not in this %s, but in that of another %s: take it out there, or Refresh it if the row has moved",
				e.Mapping.Name(), identity.Values(e.Mapping, e.Base), w.relation.Name(), w.relation.Owner.Name())
		}
	}
	return nil
}

// takeBack has an element say no more than the list did before that it is the owner's: by its pointer or list, or by its foreign key, since
// the last flush.
func (w writeOnly) takeBack(e *identity.Entry) {
	r, owner := w.relation, w.owner.Base
	if back := r.Inverse; back != nil && slices.Contains(back.Targets(e.Base), owner) && !slices.Contains(e.Linked(back), owner) {
		if back.Many() {
			removeFromField(back, e, []unsafe.Pointer{owner})
		} else {
			back.SetOne(e.Base, nil)
		}
	}
	if r.Through == nil && !slices.Contains(w.owner.Linked(r), e.Base) && refersTo(r, e.Base, owner) {
		w.release(e)
	}
}

// isOfAnother reports whether a row is another owner's, as far as the session has seen it: an element that is in the field or points
// here was given to the owner since.
func (w writeOnly) isOfAnother(e *identity.Entry) bool {
	r := w.relation
	switch {
	case r.Through != nil || e.State != identity.Persistent || e.Expired:
		return false
	case slices.Contains(r.List(w.owner.Base), e.Base), r.Inverse != nil && r.Inverse.One(e.Base) == w.owner.Base:
		return false
	}
	return leadsElsewhere(r, e, e.Base, w.owner.Base) && (e.Snapshot() == nil || leadsElsewhere(r, e, e.Snapshot(), w.owner.Base))
}

// leadsElsewhere reports whether the foreign key in values, which were read, is whole and not that of owner.
func leadsElsewhere(r *mapper.Relationship, e *identity.Entry, values, owner unsafe.Pointer) bool {
	unknown := slices.ContainsFunc(r.Remote, func(c *mapper.Column) bool { return !e.Loaded().Has(c.Index) || c.IsZero(values) })
	return !unknown && !refersTo(r, values, owner)
}

// refersTo reports whether the foreign key in values is that of owner.
func refersTo(r *mapper.Relationship, values, owner unsafe.Pointer) bool {
	scratch := r.Target.New()
	for i, c := range r.Remote {
		if !mapper.Carry(c, scratch, r.Local[i], owner) || !c.Equal(scratch, values) {
			return false
		}
	}
	return true
}
