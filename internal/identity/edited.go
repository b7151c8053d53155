package identity

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Unchanged reports whether a flush finds nothing in a persistent entity: its row was loaded whole and is as it was, and so
// are the fields of its relationships. Where it cannot tell at a glance it answers no.
func (e *Entry) Unchanged() bool {
	if e.State != Persistent || e.ToDelete || !e.same() {
		return false
	}
	for _, r := range relationships(e) {
		l := e.linked(r)
		switch {
		case r.ViewOnly, r.IsNil(e.Base) && len(l.targets) == 0:
		case !r.Holds(e.Base, l.targets), len(l.targets) == 0 && !l.loaded:
			return false
		}
	}
	return true
}

// Writes reports whether a flush writes the row of e because of what its own fields say: an edit, a pointer, or its removal where that is counted.
func (e *Entry) Writes() bool {
	if e.ToDelete {
		return e.Mapping.Version != nil
	}
	return e.Modified() || slices.ContainsFunc(relationships(e), func(r *mapper.Relationship) bool { return r.HoldsKey() && e.differs(r) })
}

// Relinked reports whether a field of a relationship differs from what was last seen.
func (e *Entry) Relinked() bool { return slices.ContainsFunc(relationships(e), e.differs) }

// Retied reports whether a field of a relationship leads elsewhere than it was last seen to, or than its row does: a pointer that is
// given what the foreign key says already changes nothing.
func (e *Entry) Retied() bool {
	return slices.ContainsFunc(relationships(e), func(r *mapper.Relationship) bool { return e.differs(r) && !e.followsRow(r) })
}

func (e *Entry) differs(r *mapper.Relationship) bool {
	l, now := e.linked(r), r.Targets(e.Base)
	if r.ViewOnly || !l.loaded && len(now) == 0 && !(l.partly && len(l.targets) > 0) {
		return false
	}
	return !sameTargets(l.targets, now)
}

// followsRow reports whether a pointer that was not loaded leads to the row that the foreign key refers to.
func (e *Entry) followsRow(r *mapper.Relationship) bool {
	if !r.HoldsKey() || e.linked(r).loaded || e.State != Persistent {
		return false
	}
	parent := e.home.FindAt(r.Target, r.One(e.Base))
	return parent != nil && parent.State == Persistent && e.related(r, parent)
}

// emptied reports whether a list was nil and is empty, or the other way round. One that was not loaded and is empty says that the database
// has nothing.
func (e *Entry) emptied() bool { return slices.ContainsFunc(relationships(e), e.emptiedOne) }

func (e *Entry) emptiedOne(r *mapper.Relationship) bool {
	if !r.Many() || len(r.Targets(e.Base)) > 0 {
		return false
	}
	l := e.linked(r)
	return r.IsNil(e.Base) == (l.loaded && l.targets != nil && len(l.targets) == 0)
}
