package repo

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// ownership is how an owner that was merged leads to an entity: by a list, or by has-one.
type ownership struct {
	relation *mapper.Relationship
	owner    *merged
}

// key returns a struct with the key of d. A part that is a foreign key and not set is its owner's, or its pointer's; ok is false
// while one of them is not known, so that d is new whatever the other parts are.
func (g *merging) key(d *merged, by *ownership) (named unsafe.Pointer, ok bool, err error) {
	if !d.mapping.HasKey(d.source) {
		return nil, false, nil
	}
	parts := unsetParts(d.mapping, d.source)
	if len(parts) == 0 {
		return d.source, true, nil
	}
	named = keyCopy(d.mapping, d.source)
	if by != nil && tells(by.relation, parts) && !fillKey(by.relation, named, by.owner.stated()) {
		return nil, false, nil
	}
	all, err := d.mapping.Relationships()
	if err != nil {
		return nil, false, err
	}
	for _, r := range all {
		if !r.HoldsKey() || !tells(r, parts) || !r.Has(mapper.MergeWith) || r.IsNil(d.source) || !d.mask.includes(r) {
			continue
		}
		parent, err := g.resolve(r.Target, r.Targets(d.source)[0], nil, nil)
		if err != nil {
			return nil, false, err
		}
		if !fillKey(r, named, parent.stated()) {
			return nil, false, nil
		}
	}
	return named, true, nil
}

// stated returns where the key of d stands, as far as it is known: the row's, or the one that it was given.
func (d *merged) stated() unsafe.Pointer {
	if d.entry != nil || d.target == d.source {
		return d.target
	}
	return d.source
}

// unsetParts returns the columns of a key of several that are zero.
func unsetParts(m *mapper.Mapping, p unsafe.Pointer) (parts []*mapper.Column) {
	for _, c := range m.Key {
		if len(m.Key) > 1 && c.IsZero(p) {
			parts = append(parts, c)
		}
	}
	return parts
}

// tells reports whether r tells any of the parts of a key.
func tells(r *mapper.Relationship, parts []*mapper.Column) bool {
	return slices.ContainsFunc(parts, func(c *mapper.Column) bool { return slices.Contains(r.Held(), c) })
}

// keyCopy returns a new struct with the key of the one at p.
func keyCopy(m *mapper.Mapping, p unsafe.Pointer) unsafe.Pointer {
	named := m.New()
	for _, c := range m.Key {
		c.Copy(named, p)
	}
	return named
}

// fillKey fills the parts of the key at named that are not set and that r tells, with the parent's. It is false when the parent's
// is not known.
func fillKey(r *mapper.Relationship, named, parent unsafe.Pointer) bool {
	owner, key := r.Referred()
	if !owner.HasKey(parent) {
		return false
	}
	for i, c := range r.Held()[:len(key)] { // behind these may be the type that they refer to
		if c.PrimaryKey && c.IsZero(named) && !mapper.Carry(c, named, key[i], parent) {
			return false
		}
	}
	return true
}

// pendingKey is [merging.key] of a new entity that the session has: by tells parts of its key where the owner's field holds it.
func pendingKey(e *identity.Entry, by *ownership) (named unsafe.Pointer, ok bool) {
	parts := unsetParts(e.Mapping, e.Base)
	if len(parts) == 0 {
		return e.Base, true
	}
	named = keyCopy(e.Mapping, e.Base)
	if by != nil && tells(by.relation, parts) && by.owner.entry != nil && slices.Contains(by.relation.Targets(by.owner.target), e.Base) &&
		!fillKey(by.relation, named, by.owner.stated()) {
		return nil, false
	}
	all, _ := e.Mapping.Relationships()
	for _, r := range all {
		if r.HoldsKey() && tells(r, parts) && !r.IsNil(e.Base) && !fillKey(r, named, r.Targets(e.Base)[0]) {
			return nil, false
		}
	}
	return named, true
}
