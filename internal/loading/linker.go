package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// linker gives relationship fields what the database has. Entities that known does not have are given it as well.
type linker struct {
	known     *identity.Map // nil: nothing is tracked
	overwrite bool          // what was edited is lost
}

// needsTargets reports whether the field of r in an owner is to be given what the database has: not where a session knows that
// already, which of what is only read nobody does. A nil entry says that nobody tracks the owner.
func (e linker) needsTargets(entry *identity.Entry, r *mapper.Relationship) bool {
	return entry == nil || e.overwrite || r.ViewOnly || !entry.LinkLoaded(r) || entry.LinkStale(r)
}

func (e linker) entry(m *mapper.Mapping, base unsafe.Pointer) *identity.Entry {
	if e.known == nil {
		return nil
	}
	return e.known.FindAt(m, base)
}

// setBothEnds gives the field of r in the owner at base the targets that the database has, where it needs them; partly: some of
// them. The pointers at the other end lead to the owner from then on.
func (e linker) setBothEnds(r *mapper.Relationship, base unsafe.Pointer, targets []unsafe.Pointer, partly bool) {
	if !e.set(r, base, targets, partly) || r.Inverse == nil || r.Kind != mapper.HasMany && r.Kind != mapper.HasOne {
		return
	}
	owner := []unsafe.Pointer{base}
	for _, target := range targets {
		if !e.leaves(r.Inverse, target) {
			e.set(r.Inverse, target, owner, false)
		}
	}
}

// leaves reports whether the pointer of back in the entity at base is nobody's business here: its tag says so, and nobody gave it a
// value or loaded it.
func (e linker) leaves(back *mapper.Relationship, base unsafe.Pointer) bool {
	if !back.NoBackPopulates || !back.IsNil(base) {
		return false
	}
	entry := e.entry(back.Owner, base)
	return entry == nil || !entry.LinkLoaded(back)
}

// set is setBothEnds for one end, and reports whether it was needed. What the user did to the field since it was last seen is done to
// the new value again, and is then a change against it.
func (e linker) set(r *mapper.Relationship, base unsafe.Pointer, targets []unsafe.Pointer, partly bool) bool {
	entry := e.entry(r.Owner, base)
	switch {
	case !e.needsTargets(entry, r):
		return false
	case entry == nil:
		assign(r, base, targets)
		return true
	}
	before, now, complete := entry.Linked(r), r.Targets(base), entry.LinkLoaded(r)
	assign(r, base, targets)
	entry.LinkTo(r, kept(r, targets), partly)
	if !e.overwrite && !r.ViewOnly && !slices.Equal(before, now) && (complete || len(now) > 0) {
		assign(r, base, edited(r, targets, before, now, complete))
	}
	return true
}

// kept returns what of targets the field of r keeps.
func kept(r *mapper.Relationship, targets []unsafe.Pointer) []unsafe.Pointer {
	if !r.Many() && len(targets) > 1 {
		return targets[:1]
	}
	return targets
}

// edited returns targets with what now has beyond before, and, where before was complete, without what now lacks.
func edited(r *mapper.Relationship, targets, before, now []unsafe.Pointer, complete bool) []unsafe.Pointer {
	if !r.Many() {
		return now
	}
	list := slices.DeleteFunc(slices.Clone(targets), func(p unsafe.Pointer) bool {
		return complete && slices.Contains(before, p) && !slices.Contains(now, p)
	})
	for _, p := range now {
		if !slices.Contains(before, p) && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list
}

// assign gives the field of r the targets. An empty list is not nil.
func assign(r *mapper.Relationship, base unsafe.Pointer, targets []unsafe.Pointer) {
	switch {
	case r.Many():
		r.SetList(base, append(make([]unsafe.Pointer, 0, len(targets)), targets...))
	case len(targets) == 0:
		r.SetOne(base, nil)
	default:
		r.SetOne(base, targets[0])
	}
}
