package unitofwork

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// orphanParents deletes what entities no longer belong to, where that is theirs alone.
// Source: SQLAlchemy, "delete-orphan" of a many-to-one relationship with single_parent.
func (f *planner) orphanParents() {
	for i := 0; i < len(f.keyOrder); i++ {
		k := f.keyOrder[i]
		if k.child.State != identity.Persistent || k.by == nil && !k.fieldsEdited || k.by == &k.kept {
			continue
		}
		for _, r := range relationships(k.child.Mapping) {
			if !r.HoldsKey() || !r.Has(mapper.DeleteOrphan) || mapper.SetOf(r.Local) != mapper.SetOf(k.columns) {
				continue
			}
			f.orphanParent(k, r)
		}
	}
}

// orphanParent deletes what k's child belonged to by r, unless it still does, or another one does now.
func (f *planner) orphanParent(k *foreignKey, r *mapper.Relationship) {
	former, known := f.formerParent(k.child, r)
	switch {
	case !known:
		f.leavers = append(f.leavers, claimed{k.child, claim{by: r}})
		return
	case former == nil, k.by != nil && k.by.parent == former:
		return
	case k.by == nil:
		if now, has := keyIn(k.child, r, k.child.Base); has && now == keyOf(former, r) {
			return
		}
	}
	f.abandon(former, r)
}

// refuseUnread refuses that something lets go of what nobody has read and is to be deleted then. What is deleted itself has it read.
func (f *planner) refuseUnread() error {
	for _, c := range f.leavers {
		if len(f.wants) == 0 && f.living(c.child) {
			return fmt.Errorf("%w: %s was changed, and the %s that it led to is to be deleted (delete-orphan), but was not loaded: load it before",
				ErrNotLoaded, c.of.by.Name(), c.of.by.Target.Name())
		}
	}
	return nil
}

// abandon deletes a parent that one of those who belong to it by r has left, unless another one comes to it, or it was deleted before.
func (f *planner) abandon(parent *identity.Entry, r *mapper.Relationship) {
	switch {
	case parent == nil || isGone(parent):
	case f.claimed(parent, r):
		f.spared = append(f.spared, claim{parent, r})
	default:
		f.orphan(parent)
	}
}

// deleteSpared deletes parents that another one came to which is deleted itself, or not written after all. It reports whether there is more
// to follow.
func (f *planner) deleteSpared() (more bool) {
	if len(f.spared) == 0 {
		return false
	}
	f.dropPending()
	before, spared := len(f.deletes), f.spared
	f.spared = nil
	for _, c := range spared {
		f.abandon(c.parent, c.by)
	}
	return len(f.deletes) > before
}

// deleteParent deletes what e, which is deleted, belongs to, where that cascades: also what it has let go of since the last flush, where
// orphans are deleted. Where the pointer does not tell, the row does, as the database has it.
func (f *planner) deleteParent(e *identity.Entry, r *mapper.Relationship) {
	orphans := r.Has(mapper.DeleteOrphan)
	if !r.Has(mapper.DeleteWith) && !orphans {
		return
	}
	if k := f.keys[keyName{e, mapper.SetOf(r.Local)}]; k != nil && k.by != nil {
		f.abandon(k.by.parent, r)
	}
	led := r.Targets(e.Base)
	if orphans {
		led = slices.Concat(led, e.Linked(r))
	}
	for _, p := range led {
		f.abandon(f.known.FindAt(r.Target, p), r)
	}
	known := e.LinkLoaded(r) && !(e.LinkStale(r) && len(e.Linked(r)) == 0)
	if r.PassiveDeletes || known || len(led) > 0 && !orphans {
		return
	}
	if former, known := f.formerParent(e, r); known {
		f.abandon(former, r)
	} else {
		f.want(e, r)
	}
}

// formerParent returns what e belonged to by r when it was last seen, nil for nothing, and whether anybody has read that.
func (f *planner) formerParent(e *identity.Entry, r *mapper.Relationship) (former *identity.Entry, known bool) {
	key, had := keyIn(e, r, e.Snapshot())
	if had {
		former = f.at(r, key)
	}
	if linked := e.Linked(r); former == nil && len(linked) > 0 {
		former = f.known.FindAt(r.Target, linked[0])
	}
	return former, former != nil || !had && (e.LinkLoaded(r) || mapper.SetOf(r.Held()).Within(e.Loaded()))
}

// claimed reports whether another entity belongs to parent by r from now on.
func (f *planner) claimed(parent *identity.Entry, r *mapper.Relationship) bool {
	return slices.ContainsFunc(f.keyOrder, func(k *foreignKey) bool {
		return k.child.Mapping == r.Owner && mapper.SetOf(k.columns) == mapper.SetOf(r.Local) && f.living(k.child) && k.comesTo(parent, r)
	})
}

// comesTo reports whether the child is given to parent by r: by a side that changed, or by the fields.
func (k *foreignKey) comesTo(parent *identity.Entry, r *mapper.Relationship) bool {
	if k.by != nil || !k.fieldsEdited {
		return k.by != nil && k.by.parent == parent
	}
	key, has := keyIn(k.child, r, k.child.Base)
	return has && key == keyOf(parent, r)
}
