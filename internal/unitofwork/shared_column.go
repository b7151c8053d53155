package unitofwork

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// agree refuses foreign keys of one entity that share a column, as those of one tenant do, and would give it two values: the
// row would be moved, and the other relationship lead elsewhere.
func (f *planner) agree(keys []*foreignKey) error {
	for _, k := range keys {
		if !f.knownShared(k) {
			continue
		}
		for _, r := range relationships(k.child.Mapping) {
			if !r.HoldsKey() || mapper.SetOf(r.Local) == mapper.SetOf(k.columns) {
				continue
			}
			if err := f.agreeWith(k, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// knownShared reports whether the flush gives a foreign key values that are known.
func (f *planner) knownShared(k *foreignKey) bool {
	if k == nil || k.by == nil || k.by.parent == nil || !f.living(k.by.parent) {
		return false
	}
	_, key := k.by.columns()
	return !slices.ContainsFunc(key, func(c *mapper.Column) bool {
		e, own, says := f.originBut(nil, k.by.parent, c)
		return !says || !isGiven(e, []*mapper.Column{own}) || e.Assigns(own)
	})
}

// renamesTenant reports whether what k gives its child is changed where it comes from: the database then has whoever refers there follow.
func (f *planner) renamesTenant(k *foreignKey) bool {
	_, key := k.by.columns()
	return slices.ContainsFunc(key, func(c *mapper.Column) bool {
		e, own := f.origin(k.by.parent, c)
		return changes(e, []*mapper.Column{own})
	})
}

// origin returns the entity, and the column of it, whose value a column of e has behind the flush: of a new parent under a tenant, the
// tenant's. Where all foreign keys lead round, and no one says it, that is e itself.
func (f *planner) origin(e *identity.Entry, c *mapper.Column) (*identity.Entry, *mapper.Column) {
	if from, own, says := f.originBut(nil, e, c); says {
		return from, own
	}
	return e, c
}

// originBut is origin without the ways that lead through path, and whether somebody says it: new rows that refer to each other alone do not.
func (f *planner) originBut(path []*identity.Entry, e *identity.Entry, c *mapper.Column) (from *identity.Entry, own *mapper.Column, says bool) {
	says = true
	for _, k := range f.keysOf[e] {
		if k.by == nil || k.by.parent == nil || !f.living(k.by.parent) || !slices.Contains(k.columns, c) {
			continue
		}
		says = false
		if slices.Contains(path, k.by.parent) || k.by.parent == e {
			continue
		}
		foreign, key := k.by.columns()
		if from, own, says := f.originBut(append(path, e), k.by.parent, key[slices.Index(foreign, c)]); says {
			return from, own, true
		}
	}
	return e, c, says || e.State == identity.Persistent
}

// agreeWith compares what k gives with what the columns of another relationship get, or have.
func (f *planner) agreeWith(k *foreignKey, r *mapper.Relationship) error {
	foreign, _ := k.by.columns()
	if !slices.ContainsFunc(foreign, func(c *mapper.Column) bool { return slices.Contains(r.Local, c) }) {
		return nil
	}
	other := f.keys[keyName{k.child, mapper.SetOf(r.Local)}]
	given, stands := k.child.Mapping.New(), k.child.Base
	f.carry(k, given)
	switch {
	case f.knownShared(other):
		stands = k.child.Mapping.New()
		f.carry(other, stands)
	case other != nil && other.by != nil, slices.ContainsFunc(r.Local, func(c *mapper.Column) bool { return c.IsZero(k.child.Base) }):
		return nil // it leads nowhere
	case other != nil && other.namesAnew(foreign), f.renamesTenant(k):
		return nil // it is under the tenant that the row gets
	}
	for _, c := range foreign {
		if slices.Contains(r.Local, c) && !c.Equal(given, stands) {
			if f.wantExpired(k, other) {
				return nil
			}
			return fmt.Errorf("%w: %s and %s share %s.%s, and would give it two values: change both, or neither",
				ErrConflictingSides, k.by.by.Name(), r.Name(), k.child.Mapping.Name(), c.Field)
		}
	}
	return nil
}

// wantExpired asks for the rows of what foreign keys of one entity lead from and to, as far as they were expired: whether they follow others,
// only these say. It reports whether there are any.
func (f *planner) wantExpired(keys ...*foreignKey) (some bool) {
	for _, k := range keys {
		if k == nil || k.by == nil {
			continue
		}
		for _, e := range [2]*identity.Entry{k.child, k.by.parent} {
			if e != nil && e.State == identity.Persistent && e.Expired {
				f.wantRow(e)
				some = true
			}
		}
	}
	return some
}

// namesAnew reports whether the fields of the foreign key say who the parent is, beside columns that it shares with others.
func (k *foreignKey) namesAnew(shared []*mapper.Column) bool {
	return k.by == nil && k.fieldsEdited && !fieldsEdited(k.child, slices.DeleteFunc(slices.Clone(k.columns), func(c *mapper.Column) bool { return !slices.Contains(shared, c) }))
}

// carry gives the struct at base what the flush gives a foreign key.
func (f *planner) carry(k *foreignKey, base unsafe.Pointer) {
	foreign, key := k.by.columns()
	for i, c := range foreign {
		e, own := f.origin(k.by.parent, key[i])
		mapper.Carry(c, base, own, e.Base)
	}
}

// emptiedBy returns the columns that a foreign key which leads nowhere any more has emptied: its own, and those that it shares with others
// whose pointers were cleared beside its own.
func (f *planner) emptiedBy(k *foreignKey) []*mapper.Column {
	columns := k.by.by.Emptied()
	if !k.isCleared() {
		return columns
	}
	for _, c := range k.columns {
		if c.Nullable() && !c.PrimaryKey && c.References == "" && !slices.Contains(columns, c) && f.clears(k.child, c) {
			columns = append(columns, c)
		}
	}
	return columns
}

// clears reports whether the pointer of every foreign key that holds a column of e was cleared.
func (f *planner) clears(e *identity.Entry, c *mapper.Column) bool {
	return !slices.ContainsFunc(e.Mapping.ForeignKeys(), func(key mapper.Set) bool {
		return key.Has(c.Index) && !f.keys[keyName{e, key}].isCleared()
	})
}

// isCleared reports whether the child's own pointer says that the foreign key leads nowhere.
func (k *foreignKey) isCleared() bool {
	return k != nil && k.by != nil && k.by.parent == nil && k.by.by.HoldsKey()
}
