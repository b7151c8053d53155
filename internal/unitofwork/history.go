package unitofwork

import (
	"cmp"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// collectHistory asks every relationship what changed in it.
func (f *planner) collectHistory() error {
	moves, brings := f.compare()
	f.moves = moves
	for i, e := range f.entries {
		if f.unchanged[i] && !moves || !f.living(e) {
			continue
		}
		for _, r := range relationships(e.Mapping) {
			if err := f.collect(e, r); err != nil {
				return err
			}
		}
		f.keyFieldHistory(e)
	}
	if brings {
		f.markReferenced()
	}
	return nil
}

// compare notes which entities changed, and which are to be deleted. It reports whether one gets another key, or what else is
// referred to, which those that refer to it follow, and whether one was brought by another, which may have let it go.
func (f *planner) compare() (moves, brings bool) {
	f.unchanged = make([]bool, len(f.entries))
	for i, e := range f.entries {
		if f.unchanged[i] = e.Unchanged(); f.unchanged[i] || e.State != identity.Pending && e.State != identity.Persistent {
			continue
		}
		f.changed++
		if e.ToDelete && !e.ByCascade {
			put(&f.deleted, e, true)
			f.deletes = append(f.deletes, e)
		}
		moves, brings = moves || f.moving(e), brings || e.Brought
	}
	return moves, brings
}

// moving reports whether e gets another key, or what else is referred to. What it had there until now must be known: of an expired row
// only the key is.
func (f *planner) moving(e *identity.Entry) bool {
	referred := e.Mapping.ReferredTo()
	if !changes(e, referred) {
		return false
	}
	if e.Expired && slices.ContainsFunc(referred, func(c *mapper.Column) bool { return !c.PrimaryKey && (e.Edited(c) || e.Assigns(c)) }) {
		f.wantColumns(e, e.Mapping.Columns)
	}
	return true
}

// markReferenced notes what something leads to.
func (f *planner) markReferenced() {
	f.referenced = make(map[*identity.Entry]bool, f.changed)
	for _, e := range f.entries {
		if !f.living(e) {
			continue
		}
		for _, r := range relationships(e.Mapping) {
			for _, p := range r.Targets(e.Base) {
				if target := f.known.FindAt(r.Target, p); target != nil {
					f.referenced[target] = true
				}
			}
		}
	}
}

func (f *planner) collect(e *identity.Entry, r *mapper.Relationship) error {
	now, was := r.Targets(e.Base), e.Linked(r)
	switch {
	case r.HoldsKey():
		return f.pointerHistory(e, r, now, was)
	case r.TypeColumn != nil && changes(e, r.Local) && !e.LinkWhole(r):
		f.wantFor(e, r, true) // no foreign key has the database move them
		return nil
	case r.IsNil(e.Base) && !e.LinkLoaded(r) && !e.LinkPartly(r):
		return nil // what was not loaded says nothing
	}
	if len(now) == len(was) && slices.Equal(now, was) && !r.HoldsNil(e.Base) && !changes(e, r.Local) {
		return f.checkEmpty(e, r)
	}
	if e.LinkStale(r) && f.lacksSome(r, now, was) {
		f.wantFor(e, r, true) // somebody else may have taken it, and it is theirs then
		return nil
	}
	if r.Kind != mapper.ManyToMany && changes(e, r.Local) && f.holdsDoubtful(e, r, was) {
		f.wantFor(e, r, true) // likewise
		return nil
	}
	if err := f.checkList(e, r, now, was); err != nil {
		return err
	}
	return f.listHistory(e, r, now, was)
}

// lacksSome reports whether something was taken out that is still there.
func (f *planner) lacksSome(r *mapper.Relationship, now, was []unsafe.Pointer) bool {
	return slices.ContainsFunc(was, func(p unsafe.Pointer) bool {
		target := f.known.FindAt(r.Target, p)
		return !slices.Contains(now, p) && target != nil && f.living(target)
	})
}

// holdsDoubtful reports whether something that r led to from e was expired, or is another's by its row, as it was last seen: only rows that
// are e's follow it.
func (f *planner) holdsDoubtful(e *identity.Entry, r *mapper.Relationship, list []unsafe.Pointer) bool {
	return slices.ContainsFunc(list, func(p unsafe.Pointer) bool {
		target := f.known.FindAt(r.Target, p)
		return target != nil && f.living(target) && (target.Expired || f.belongsElsewhere(target, e, r))
	})
}

// checkEmpty refuses an empty list of which nobody knows what it empties.
func (f *planner) checkEmpty(e *identity.Entry, r *mapper.Relationship) error {
	if r.Many() && !e.LinkLoaded(r) && e.Linked(r) == nil && len(r.List(e.Base)) == 0 && r.List(e.Base) != nil {
		return fmt.Errorf("%w: %s is an empty list, but what the database has was not loaded: load it, or use Replace", ErrNotLoaded, r.Name())
	}
	return nil
}

// checkList refuses lists that say nothing definite.
func (f *planner) checkList(e *identity.Entry, r *mapper.Relationship, now, was []unsafe.Pointer) error {
	if r.HoldsNil(e.Base) {
		return wrong("%s holds nil: take it out", r.Name())
	}
	held := setOf(now)
	if held.repeats() {
		return wrong("%s holds the same %s twice: take one out", r.Name(), r.Target.Name())
	}
	if e.LinkLoaded(r) || len(was) == 0 {
		return f.checkEmpty(e, r)
	}
	for _, p := range was {
		if !held.has(p) && f.living(f.known.FindAt(r.Target, p)) {
			return fmt.Errorf("%w: a %s was taken out of %s, of which not everything is loaded: load it, or use Replace", ErrNotLoaded, r.Target.Name(), r.Name())
		}
	}
	return nil
}

// listHistory notes what was put into a list, or taken out.
func (f *planner) listHistory(e *identity.Entry, r *mapper.Relationship, now, was []unsafe.Pointer) error {
	before, after := setOf(was), setOf(now)
	if r.Kind == mapper.ManyToMany {
		f.reservePairs(len(now))
	}
	for _, p := range now {
		target, err := f.target(r, p)
		switch {
		case err != nil && before.has(p):
			continue // it was expunged since, and its row has not changed
		case err != nil:
			return err
		}
		if !before.has(p) {
			f.noteAdded(e, r, target)
		} else if changes(e, r.Local) && r.Kind != mapper.ManyToMany {
			f.key(target, r).kept = claim{e, r}
		}
	}
	for _, p := range was {
		if target := f.known.FindAt(r.Target, p); !after.has(p) && target != nil {
			f.noteRemoved(e, r, target)
		}
	}
	return nil
}

// target returns what the session has of an entity that a relationship leads to.
func (f *planner) target(r *mapper.Relationship, p unsafe.Pointer) (*identity.Entry, error) {
	e := f.known.FindAt(r.Target, p)
	switch {
	case e == nil:
		return nil, wrong("%s leads to a %s that the session does not have: add it, or attach it", r.Name(), r.Target.Name())
	case e.State == identity.Deleted:
		return nil, wrong("%s leads to a %s that was deleted in this transaction: take it out, or add a copy", r.Name(), r.Target.Name())
	}
	return e, nil
}

// noteAdded says that target came to e.
func (f *planner) noteAdded(e *identity.Entry, r *mapper.Relationship, target *identity.Entry) {
	if r.Kind == mapper.ManyToMany {
		f.pair(e, r, target).added = true
		return
	}
	k := f.key(target, r)
	k.claims = append(k.claims, claim{e, r})
}

// noteRemoved says that target left e.
func (f *planner) noteRemoved(e *identity.Entry, r *mapper.Relationship, target *identity.Entry) {
	if r.Kind == mapper.ManyToMany {
		f.pair(e, r, target).removed = true
		return
	}
	k := f.key(target, r)
	k.losses = append(k.losses, claim{e, r})
}

// pointerHistory notes whether the field of a foreign key, or the pointer beside it, changed.
func (f *planner) pointerHistory(e *identity.Entry, r *mapper.Relationship, now, was []unsafe.Pointer) error {
	changed := !slices.Equal(now, was) && (e.LinkLoaded(r) || len(now) > 0)
	if e.State == identity.Persistent && !e.Expired && !e.LinkLoaded(r) && len(now) > 0 {
		if parent := f.known.FindAt(r.Target, now[0]); parent != nil && parent.State == identity.Persistent && refers(e, e.Snapshot(), claim{parent, r}, parent.Snapshot()) {
			changed, f.repeats = false, true
		}
	}
	switch {
	case fieldsEdited(e, r.Held()):
		f.key(e, r).fieldsEdited = true
	case len(now) == 0 && namesBeside(e, r):
		f.key(e, r).named = true
	}
	if len(now) == 0 {
		if changed {
			k := f.key(e, r)
			k.claims = append(k.claims, claim{nil, r})
		}
		return nil
	}
	parent, err := f.target(r, now[0])
	switch {
	case err != nil && !changed:
		return nil // the pointer is out of date, and says nothing
	case err != nil:
		return err
	case changed:
		k := f.key(e, r)
		k.claims = append(k.claims, claim{parent, r})
	case changes(parent, r.Remote) && e.Expired:
		f.wantFollower(e, claim{parent, r})
	case changes(parent, r.Remote):
		f.key(e, r).kept = claim{parent, r}
	}
	return nil
}

// keyFieldHistory notes which foreign keys were edited that have no pointer beside them.
func (f *planner) keyFieldHistory(e *identity.Entry) {
	for _, r := range f.pointerless(e.Mapping) {
		switch {
		case fieldsEdited(e, r.Held()):
			f.key(e, r).fieldsEdited = true
		case namesBeside(e, r):
			f.key(e, r).named = true
		}
	}
}

// pointerless returns the relationships that lead to entities of m which have no way back.
func (f *planner) pointerless(m *mapper.Mapping) []*mapper.Relationship {
	if known, ok := f.oneWay[m]; ok {
		return known
	}
	var list []*mapper.Relationship
	for parent := range f.tables {
		for _, r := range relationships(parent) {
			if r.Target == m && (r.Kind == mapper.HasMany || r.Kind == mapper.HasOne) && r.Inverse == nil {
				list = append(list, r)
			}
		}
	}
	slices.SortFunc(list, f.byPlace)
	put(&f.oneWay, m, list)
	return list
}

// byPlace orders relationships as their types were met, and as they stand there.
func (f *planner) byPlace(a, b *mapper.Relationship) int {
	return cmp.Or(f.tables[a.Owner]-f.tables[b.Owner], a.Index-b.Index)
}

// fieldsEdited reports whether the fields of a foreign key were edited.
func fieldsEdited(e *identity.Entry, columns []*mapper.Column) bool {
	if e.State == identity.Pending {
		return !slices.ContainsFunc(columns, func(c *mapper.Column) bool { return c.IsZero(e.Base) && !e.Assigns(c) })
	}
	return slices.ContainsFunc(columns, func(c *mapper.Column) bool { return e.Assigns(c) || e.Edited(c) })
}

// namesBeside reports whether the fields of a new entity say who its parent is, beside columns that other foreign keys hold as well, and give
// it.
func namesBeside(e *identity.Entry, r *mapper.Relationship) (named bool) {
	if e.State != identity.Pending {
		return false
	}
	_, foreign := r.Referring()
	for _, c := range foreign {
		switch empty := c.IsZero(e.Base) && !e.Assigns(c); {
		case empty && !sharesColumn(e.Mapping, foreign, c):
			return false
		case !empty:
			named = true
		}
	}
	return named
}

// changes reports whether an entity's row gets other values in columns that are referred to.
func changes(e *identity.Entry, columns []*mapper.Column) bool {
	return e.State == identity.Persistent && slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		return e.Edited(c) || !c.PrimaryKey && e.Assigns(c)
	})
}
