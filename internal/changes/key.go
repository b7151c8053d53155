package changes

import (
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// What a flush cannot make sense of.
var (
	ErrInvalid          = errors.New("invalid relationship")
	ErrNotLoaded        = errors.New("relationship not loaded")
	ErrConflictingSides = errors.New("both ends of a relationship changed, and differ")
)

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
}

// keyName names a foreign key of one entity.
type keyName struct {
	child   *identity.Entry
	columns mapper.Set
}

// foreignKey is a foreign key of one entity, and what is said of it.
type foreignKey struct {
	child   *identity.Entry
	columns []*mapper.Column
	claims  []claim // of sides that changed: whose child is now
	losses  []claim // of parents that let it go
	kept    claim   // of a parent that keeps it, and gets another key
	typed   bool    // the fields were edited

	by      *claim // what was decided; nil: the fields stay as they are
	settles bool   // the other fields of the relationship follow

	relation *mapper.Relationship // one that the key stands for
	former   *identity.Entry      // the parent until now, if the session has it
}

// claim is one side's word on who the parent is; nil for nobody.
type claim struct {
	parent *identity.Entry
	by     *mapper.Relationship
}

// columns are the foreign key's columns with the parent's key columns, for the relationship of the claim.
func (c claim) columns() (foreign, key []*mapper.Column) {
	if c.by.HoldsKey() {
		return c.by.Local, c.by.Remote
	}
	return c.by.Remote, c.by.Local
}

// postpones says whether the foreign key may be written later than its row.
func (c claim) postpones() bool {
	return c.by.PostUpdate || (c.by.Inverse != nil && c.by.Inverse.PostUpdate)
}

// orphans says whether an entity that is nobody's any more is to be deleted.
func (c claim) orphans() bool {
	if c.by.HoldsKey() {
		return c.by.Inverse != nil && c.by.Inverse.Has(mapper.DeleteOrphan)
	}
	return c.by.Has(mapper.DeleteOrphan)
}

// key is the foreign key of child that r stands for.
func (f *finder) key(child *identity.Entry, r *mapper.Relationship) *foreignKey {
	columns, _ := claim{by: r}.columns()
	name := keyName{child, mapper.SetOf(columns)}
	k := f.keys[name]
	if k == nil {
		k = &foreignKey{child: child, columns: columns, relation: r}
		if child.State == identity.Persistent {
			if key, ok := keyIn(child, r, child.Snapshot()); ok {
				k.former = f.known.At(key)
			}
		}
		put(&f.keys, name, k)
		f.keyOrder = append(f.keyOrder, k)
	}
	return k
}

// decide lets the side that changed win.
func (f *finder) decide() error {
	for _, k := range f.keyOrder {
		if err := f.decideKey(k); err != nil {
			return err
		}
	}
	if err := f.driveOut(); err != nil {
		return err
	}
	return f.dropOrphans()
}

// driveOut has parents with a has-one let go of the child that they had, where they are given another one.
func (f *finder) driveOut() error {
	var given map[listName]*foreignKey
	for i := 0; i < len(f.keyOrder); i++ {
		k := f.keyOrder[i]
		r := k.toOne()
		if r == nil {
			continue
		}
		name := listName{k.by.parent, r}
		if given[name] != nil {
			return fmt.Errorf("%w: a %s is given two for its %s: take one back", ErrConflictingSides, r.Owner.Name(), r.Name())
		}
		put(&given, name, k)
		for _, p := range k.by.parent.Linked(r) {
			if former := f.known.FindAt(r.Target, p); former != nil && former != k.child && f.living(former) {
				f.replace(former, r)
			}
		}
	}
	return nil
}

// toOne is the has-one by which the child comes to its parent, nil when it is none, or the child was there already.
func (k *foreignKey) toOne() *mapper.Relationship {
	if k.by == nil || k.by == &k.kept || k.by.parent == nil {
		return nil
	}
	r := k.by.by
	if r.HoldsKey() {
		r = r.Inverse
	}
	if r == nil || r.Kind != mapper.HasOne {
		return nil
	}
	return r
}

// replace leaves a child that was driven out without a parent, unless it has another one already.
func (f *finder) replace(child *identity.Entry, r *mapper.Relationship) {
	k := f.key(child, r)
	if k.typed || k.by != nil && k.by != &k.kept {
		return
	}
	k.by, k.settles = &claim{nil, r}, true
	if r.Has(mapper.DeleteOrphan) {
		f.orphan(child)
	}
}

func (f *finder) decideKey(k *foreignKey) error {
	claims := slices.DeleteFunc(slices.Clone(k.claims), func(c claim) bool { return f.doomed[c.parent] })
	switch {
	case len(claims) > 0:
		return f.choose(k, claims)
	case k.typed:
		k.settles = true
		return nil
	case len(k.losses)+len(k.claims) > 0:
		return f.release(k)
	case k.kept.by != nil:
		k.by = &k.kept
	}
	return nil
}

// choose takes the claim that all sides agree on.
func (f *finder) choose(k *foreignKey, claims []claim) error {
	first := claims[0]
	for _, c := range claims[1:] {
		if c.parent != first.parent {
			return conflict(k, first, c)
		}
	}
	if k.typed && !k.agrees(first) {
		return fmt.Errorf("%w: %s and %s.%s were both changed, and differ: change one of them",
			ErrConflictingSides, first.by.Name(), k.child.Mapping.Name(), k.columns[0].Field)
	}
	k.by, k.settles = &first, true
	if first.parent == nil && first.orphans() {
		f.orphan(k.child)
	}
	return nil
}

// agrees says whether the fields of the key say what a claim says.
func (k *foreignKey) agrees(c claim) bool {
	if c.parent == nil {
		return slices.ContainsFunc(k.columns, func(column *mapper.Column) bool { return column.IsZero(k.child.Base) })
	}
	return keyKnown(c.parent) && refers(k.child, k.child.Base, c, c.parent.Base)
}

func conflict(k *foreignKey, a, b claim) error {
	return fmt.Errorf("%w: %s and %s give one %s to two parents: take it out of one", ErrConflictingSides, a.by.Name(), b.by.Name(), k.child.Mapping.Name())
}

// release leaves a child without a parent, if it was that of one that lets it go.
func (f *finder) release(k *foreignKey) error {
	for _, c := range append(slices.Clone(k.losses), k.claims...) {
		if k.child.State == identity.Persistent && c.parent.State == identity.Persistent && !refers(k.child, k.child.Snapshot(), c, c.parent.Snapshot()) {
			continue
		}
		k.by, k.settles = &claim{nil, c.by}, true
		if c.orphans() {
			f.orphan(k.child)
		}
		return nil
	}
	return nil
}

// orphan deletes an entity that is nobody's any more; a new one is not written.
func (f *finder) orphan(e *identity.Entry) {
	switch {
	case e.State == identity.Pending:
		put(&f.dropped, e, true)
	case !f.doomed[e] && !e.Spared:
		put(&f.doomed, e, true)
		f.doom = append(f.doom, e)
	}
}

// dropOrphans drops new entities that were brought by a parent which has let them go.
func (f *finder) dropOrphans() error {
	for _, e := range f.entries {
		if e.State == identity.Pending && e.Brought && !f.held[e] && f.owned(e.Mapping) {
			put(&f.dropped, e, true)
		}
	}
	return nil
}

// dropAlong drops what the deletes of what is dropped cascade to, and what hangs on it alone.
func (f *finder) dropAlong() error {
	if len(f.dropped) == 0 {
		return nil
	}
	f.dropFresh()
	for _, e := range f.known.Hanging(f.dropped) {
		put(&f.dropped, e, true)
	}
	return nil
}

// owned says whether entities of m are deleted when their parent lets them go.
func (f *finder) owned(m *mapper.Mapping) bool {
	for parent := range f.tables {
		if slices.ContainsFunc(relationships(parent), func(r *mapper.Relationship) bool { return r.Target == m && r.Has(mapper.DeleteOrphan) }) {
			return true
		}
	}
	return false
}

// keyKnown says whether the client knows an entity's key before the flush.
func keyKnown(e *identity.Entry) bool {
	return e.State == identity.Persistent || !slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool {
		return e.Mapping.Made(c, e.Base) || e.Assigns(c) || (c.UUID7 && c.IsZero(e.Base))
	})
}

// keyMade says whether the database makes part of an entity's key.
func keyMade(e *identity.Entry) bool {
	return e.State != identity.Persistent && slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool {
		return (e.Mapping.Made(c, e.Base) && !c.UUID7) || e.Assigns(c)
	})
}

// refers says whether the child's foreign key, as it stands at base, has the parent's key as it stands at parent.
func refers(child *identity.Entry, base unsafe.Pointer, c claim, parent unsafe.Pointer) bool {
	foreign, key := c.columns()
	scratch := child.Mapping.New()
	for i, column := range foreign {
		if !mapper.Carry(column, scratch, key[i], parent) || !column.Equal(scratch, base) {
			return false
		}
	}
	return true
}
