package unitofwork

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
	child        *identity.Entry
	columns      []*mapper.Column
	claims       []claim // of sides that changed: whose child is now
	losses       []claim // of parents that let it go
	kept         claim   // of a parent that keeps it, and gets another key
	fieldsEdited bool    // the fields were edited, or that of the type that they refer to

	named bool // the child is new, and its fields name the parent, under a tenant that another foreign key gives it

	by             *claim // what was decided; nil: the fields stay as they are
	updatesFields  bool   // the other fields of the relationship follow
	hangsOnDeleted bool   // the child is new, and its parent is deleted

	relation *mapper.Relationship // one that the key stands for
	former   *identity.Entry      // the parent until now, if the session has it
}

// claim is one side's word on who the parent is; nil for nobody.
type claim struct {
	parent *identity.Entry
	by     *mapper.Relationship
}

// columns returns the foreign key's columns with the parent's key columns, for the relationship of the claim.
func (c claim) columns() (foreign, key []*mapper.Column) {
	_, foreign = c.by.Referring()
	_, key = c.by.Referred()
	return foreign, key
}

// postpones reports whether the foreign key may be written later than its row.
func (c claim) postpones() bool {
	return c.by.PostUpdate || (c.by.Inverse != nil && c.by.Inverse.PostUpdate)
}

// orphans reports whether an entity that is nobody's any more is to be deleted.
func (c claim) orphans() bool {
	if c.by.HoldsKey() {
		return c.by.Inverse != nil && c.by.Inverse.Has(mapper.DeleteOrphan)
	}
	return c.by.Has(mapper.DeleteOrphan)
}

// goesAlong reports whether a child is deleted with its parent.
func (c claim) goesAlong() bool {
	r := c.by
	if r.HoldsKey() {
		r = r.Inverse
	}
	return r != nil && (r.Has(mapper.DeleteWith) || r.Has(mapper.DeleteOrphan))
}

// key returns the foreign key of child that r stands for.
func (f *planner) key(child *identity.Entry, r *mapper.Relationship) *foreignKey {
	_, columns := r.Referring()
	name := keyName{child, mapper.SetOf(columns)}
	k := f.keys[name]
	if k == nil {
		k = &foreignKey{child: child, columns: columns, relation: r}
		if child.State == identity.Persistent {
			k.former = f.formerOf(child, r)
		}
		put(&f.keys, name, k)
		f.keyOrder = append(f.keyOrder, k)
	}
	return k
}

// decide lets the side that changed win.
func (f *planner) decide() error {
	for _, k := range f.keyOrder {
		if err := f.decideKey(k); err != nil {
			return err
		}
	}
	if err := f.replaceHasOne(); err != nil {
		return err
	}
	f.orphanParents()
	return f.dropOrphans()
}

// replaceHasOne has parents with a has-one let go of the child that they had, where they are given another one.
func (f *planner) replaceHasOne() error {
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
		f.driveOut(k.by.parent, r, k.child)
	}
	return nil
}

// driveOut has a parent let go of the child that it had in its has-one r, for another one.
func (f *planner) driveOut(parent *identity.Entry, r *mapper.Relationship, by *identity.Entry) {
	had := parent.Linked(r)
	if !f.lacksSome(r, []unsafe.Pointer{by.Base}, had) {
		return
	}
	if parent.LinkStale(r) || f.holdsDoubtful(parent, r, had) {
		f.wantFor(parent, r, true) // it may be somebody else's by now
		return
	}
	for _, p := range had {
		if former := f.known.FindAt(r.Target, p); former != nil && former != by && f.living(former) {
			f.orphanReplaced(former, r)
		}
	}
}

// toOne returns the has-one by which the child comes to its parent, nil when it is none, or the child was there already.
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

// orphanReplaced leaves a child that was driven out without a parent, unless it has another one already.
func (f *planner) orphanReplaced(child *identity.Entry, r *mapper.Relationship) {
	k := f.key(child, r)
	if k.fieldsEdited || k.by != nil && k.by != &k.kept {
		return
	}
	k.by, k.updatesFields = &claim{nil, r}, true
	if r.Has(mapper.DeleteOrphan) {
		f.orphan(child)
	}
}

// claimsOf returns the claims of sides that count.
func (f *planner) claimsOf(k *foreignKey) []claim {
	if len(k.claims) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(k.claims), func(c claim) bool { return f.deleted[c.parent] || k.leftFor(c) })
}

func (f *planner) decideKey(k *foreignKey) error {
	claims := f.claimsOf(k)
	switch {
	case len(claims) > 0:
		return f.choose(k, claims)
	case k.fieldsEdited || k.named && len(k.claims) == 0:
		k.updatesFields = true
		return nil
	case len(k.losses)+len(k.claims) > 0:
		return f.release(k)
	case k.kept.by != nil:
		k.by = &k.kept
	}
	return nil
}

// choose takes the claim that all sides agree on.
func (f *planner) choose(k *foreignKey, claims []claim) error {
	first := claims[0]
	for _, c := range claims[1:] {
		if c.parent != first.parent {
			return conflict(k, first, c)
		}
	}
	if k.fieldsEdited && !k.agrees(first) {
		return differ(k, first)
	}
	k.by, k.updatesFields = &first, true
	if first.parent == nil && first.orphans() {
		f.orphan(k.child)
	}
	return nil
}

// agrees reports whether the fields of the key say what a claim says.
func (k *foreignKey) agrees(c claim) bool {
	switch {
	case c.parent == nil:
		return slices.ContainsFunc(k.relation.Held(), func(column *mapper.Column) bool { return column.IsZero(k.child.Base) })
	case !fieldsEdited(k.child, k.columns): // but the type that they refer to
		return c.by.IsOfType(k.child.Base)
	}
	_, key := c.columns()
	return isGiven(c.parent, key) && refers(k.child, k.child.Base, c, c.parent.Base)
}

// differing returns the column that was changed, and says something else than c does: of a key of several, others may be as they were.
func (k *foreignKey) differing(c claim) *mapper.Column {
	foreign, key := c.columns()
	claimed := k.child.Mapping.New()
	for i, column := range foreign {
		if c.parent != nil {
			mapper.Carry(column, claimed, key[i], c.parent.Base)
		}
	}
	said := c.by.Held()
	if c.parent == nil {
		said = c.by.Emptied()
	}
	edited := slices.DeleteFunc(slices.Clone(said), func(column *mapper.Column) bool { return !fieldsEdited(k.child, []*mapper.Column{column}) })
	for _, column := range edited {
		if column == c.by.TypeColumn && !c.by.IsOfType(k.child.Base) || column != c.by.TypeColumn && !column.Equal(claimed, k.child.Base) {
			return column
		}
	}
	return k.columns[0]
}

// differ is the error of a side and the fields of the foreign key, which say different things.
func differ(k *foreignKey, c claim) error {
	child, field := k.child.Mapping.Name(), k.differing(c).Field
	if k.child.State == identity.Pending && keyKnown(k.child) {
		return fmt.Errorf("%w: %s and %s.%s of a new %s differ: change one of them, or Attach or Merge a %s that was read elsewhere",
			ErrConflictingSides, c.by.Name(), child, field, child, child)
	}
	return fmt.Errorf("%w: %s and %s.%s were both changed, and differ: change one of them", ErrConflictingSides, c.by.Name(), child, field)
}

func conflict(k *foreignKey, a, b claim) error {
	return fmt.Errorf("%w: %s and %s give one %s to two parents: take it out of one", ErrConflictingSides, a.by.Name(), b.by.Name(), k.child.Mapping.Name())
}

// release leaves a child without a parent, if it was that of one that lets it go, or came to one that is deleted: it goes along with that,
// or has none.
func (f *planner) release(k *foreignKey) error {
	for _, c := range k.claims {
		if c.parent != nil && c.goesAlong() {
			f.goesWith(k.child, c.parent)
		}
	}
	for _, c := range k.losses {
		if k.child.State != identity.Persistent || c.parent.State != identity.Persistent || refers(k.child, k.child.Snapshot(), c, c.parent.Snapshot()) {
			f.leave(k, c, c.orphans())
			return nil
		}
	}
	for _, c := range k.claims {
		if c.parent != nil {
			f.leave(k, c, c.goesAlong())
			return nil
		}
	}
	return nil
}

// leave leaves a child without a parent by what c says, or deletes it.
func (f *planner) leave(k *foreignKey, c claim, goes bool) {
	if k.by, k.updatesFields = &(claim{nil, c.by}), true; goes {
		f.orphan(k.child)
	}
}

// orphan deletes an entity that is nobody's any more; a new one is not written.
func (f *planner) orphan(e *identity.Entry) {
	switch {
	case e.State == identity.Pending:
		put(&f.dropped, e, true)
	case !f.deleted[e] && !e.KeptByAdd:
		put(&f.deleted, e, true)
		f.deletes = append(f.deletes, e)
	}
}

// dropOrphans drops new entities that were brought by a parent which has let them go.
func (f *planner) dropOrphans() error {
	for _, e := range f.entries {
		if e.State == identity.Pending && e.Brought && !f.referenced[e] && f.owned(e.Mapping) {
			put(&f.dropped, e, true)
		}
	}
	return nil
}

// dropAlong drops what the deletes of what is dropped cascade to, and what hangs on it alone.
func (f *planner) dropAlong() error {
	if len(f.dropped) == 0 {
		return nil
	}
	f.dropPending()
	for _, e := range f.known.BroughtOnlyBy(f.dropped) {
		put(&f.dropped, e, true)
	}
	f.emptyNaming()
	return nil
}

// owned reports whether entities of m are deleted when their parent lets them go.
func (f *planner) owned(m *mapper.Mapping) bool {
	for parent := range f.tables {
		if slices.ContainsFunc(relationships(parent), func(r *mapper.Relationship) bool { return r.Target == m && r.Has(mapper.DeleteOrphan) }) {
			return true
		}
	}
	return false
}

// keyKnown reports whether the client knows an entity's key before the flush.
func keyKnown(e *identity.Entry) bool { return isGiven(e, e.Mapping.Key) }

// isGiven reports whether the client knows columns of an entity before the flush.
func isGiven(e *identity.Entry, columns []*mapper.Column) bool {
	return e.State == identity.Persistent || !slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		return e.Mapping.Maker(c, e.Base) != mapper.Given || e.Assigns(c)
	})
}

// keyMade reports whether the database makes part of an entity's key.
func keyMade(e *identity.Entry) bool {
	return e.State != identity.Persistent && slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool {
		return e.Mapping.Maker(c, e.Base) == mapper.Database || e.Assigns(c)
	})
}

// refers reports whether the child's foreign key, as it stands at base, has the parent's key as it stands at parent.
func refers(child *identity.Entry, base unsafe.Pointer, c claim, parent unsafe.Pointer) bool {
	foreign, key := c.columns()
	if !c.by.IsOfType(base) {
		return false
	}
	scratch := child.Mapping.New()
	for i, column := range foreign {
		if !mapper.Carry(column, scratch, key[i], parent) || !column.Equal(scratch, base) {
			return false
		}
	}
	return true
}

// leftFor reports whether a pointer to one of several types was cleared while another one says to which the child came.
func (k *foreignKey) leftFor(c claim) bool {
	return c.parent == nil && c.by.TypeColumn != nil && slices.ContainsFunc(k.claims, func(other claim) bool {
		return other.parent != nil && other.by.TypeValue != c.by.TypeValue
	})
}
