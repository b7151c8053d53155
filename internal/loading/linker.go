package loading

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// linker gives relationship fields what the database has. Entities that known does not have are given it as well.
type linker struct {
	known     *identity.Map // nil: nothing is tracked
	overwrite bool          // what was edited is lost
	hidden    bool          // what filters hide is among the targets
	aside     bool          // no field is filled
	paths     *Paths        // which loads fill fields
	load      *ast.Load     // what is carried out
}

// needsTargets reports whether the field of r in an owner is to be given what the database has: not where a session knows that
// already, which of what is only read nobody does, nor where another load has given it some that stay. A nil entry says that nobody
// tracks the owner.
func (e linker) needsTargets(entry *identity.Entry, r *mapper.Relationship) bool {
	if entry == nil || entry.LinkStale(r) || e.aside {
		return true
	}
	if other := e.paths.before(e.load, r, entry.Base); other != nil {
		if e.paths.keeps(other, e.load, r) {
			return false
		}
		if refined(other) || refined(e.load) {
			return true
		}
	}
	return e.overwrite || r.ViewOnly || !entry.LinkLoaded(r)
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
	if e.aside || !e.set(r, base, targets, partly) || r.Inverse == nil || r.Kind != mapper.HasMany && r.Kind != mapper.HasOne {
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
		assign(r, base, e.shownFirst(r, targets, nil))
		return true
	}
	e.paths.give(e.load, r, entry)
	before, now, complete := entry.Linked(r), r.Targets(base), entry.LinkLoaded(r)
	targets = e.shownFirst(r, targets, before)
	assign(r, base, targets)
	entry.LinkTo(r, targets, partly)
	if e.hidden {
		entry.LinkHidden(r)
	}
	if !e.overwrite && !r.ViewOnly && !slices.Equal(before, now) && (complete || len(now) > 0) {
		assign(r, base, edited(r, targets, before, now, complete))
	}
	return true
}

// addBeside notes a target that a row brought for the has-one r of the owner at base where an earlier row brought the one that its field holds.
func (e linker) addBeside(r *mapper.Relationship, base, target unsafe.Pointer) {
	if r.Kind != mapper.HasOne || r.ViewOnly {
		return
	}
	if entry := e.entry(r.Owner, base); entry != nil && entry.LinkLoaded(r) && !slices.Contains(entry.Linked(r), target) {
		entry.AddBeside(r, target)
	}
}

// shownFirst returns targets of a has-one with the one first that was not deleted softly, as a query with its filters would read it; among
// those that filters hide, the one that its field held before.
func (e linker) shownFirst(r *mapper.Relationship, targets, before []unsafe.Pointer) []unsafe.Pointer {
	if r.Many() || len(targets) < 2 {
		return targets
	}
	at := -1
	if e.hidden {
		at = slices.IndexFunc(targets, func(p unsafe.Pointer) bool { return slices.Contains(before, p) })
	}
	if gone := r.Target.SoftDelete; at < 0 && gone != nil {
		at = slices.IndexFunc(targets, func(p unsafe.Pointer) bool { return gone.IsZero(p) })
	}
	if at <= 0 {
		return targets
	}
	first := targets[at : at+1 : at+1]
	return slices.Concat(first, targets[:at], targets[at+1:])
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
