package unitofwork

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// orphanParents deletes what entities no longer belong to, where that is theirs alone.
// Source: SQLAlchemy, "delete-orphan" of a many-to-one relationship with single_parent.
func (f *planner) orphanParents() error {
	for i := 0; i < len(f.keyOrder); i++ {
		k := f.keyOrder[i]
		if k.child.State != identity.Persistent || k.by == nil && !k.fieldsEdited || k.by == &k.kept {
			continue
		}
		for _, r := range relationships(k.child.Mapping) {
			if !r.HoldsKey() || !r.Has(mapper.DeleteOrphan) || mapper.SetOf(r.Local) != mapper.SetOf(k.columns) {
				continue
			}
			if err := f.orphanParent(k, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// orphanParent deletes what k's child belonged to by r, unless it still does, or another one does now.
func (f *planner) orphanParent(k *foreignKey, r *mapper.Relationship) error {
	key, had := keyIn(k.child, r, k.child.Snapshot())
	former := k.former
	switch {
	case !had:
		return nil
	case k.by != nil && k.by.parent == former && former != nil:
		return nil
	case k.by == nil:
		if now, has := keyIn(k.child, r, k.child.Base); has && now == key {
			return nil
		}
	}
	if former == nil {
		return fmt.Errorf("%w: %s was changed, and the %s that it led to is to be deleted (delete-orphan), but was not loaded: load it before",
			ErrNotLoaded, r.Name(), r.Target.Name())
	}
	f.abandon(former, r)
	return nil
}

// abandon deletes a parent that one of those who belong to it by r has left, unless another one comes to it.
func (f *planner) abandon(parent *identity.Entry, r *mapper.Relationship) {
	if !f.claimed(parent, r) {
		f.orphan(parent)
	}
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
