package unitofwork

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Want is related entities that must be read before anybody knows what a flush writes: nobody has read them, or they were
// expired since.
type Want struct {
	Relation *mapper.Relationship
	Owners   []*identity.Entry
	Edited   bool             // something was taken out of the fields, or the owners get other keys; else the owners are deleted. Beside Expired: the owner was given to another parent
	Columns  []*mapper.Column // in the place of Relation: columns of the owner's own, which foreign keys get
	Expired  bool             // beside Columns: the owner may be gone
}

// cascadeDeletes follows what is to be deleted to what goes with it, or loses its foreign key.
func (f *planner) cascadeDeletes() error {
	f.findMoved()
	for next := 0; next < len(f.deletes) || f.deleteHidden() || f.deleteSpared(); {
		for ; next < len(f.deletes); next++ {
			f.deleteAlong(f.deletes[next])
		}
	}
	f.wantVersioned()
	return f.refuseUnread()
}

func (f *planner) deleteAlong(e *identity.Entry) {
	for _, r := range relationships(e.Mapping) {
		switch {
		case r.Kind == mapper.ManyToMany:
			f.unlinkAll(e, r)
		case r.HoldsKey():
			f.deleteParent(e, r)
		default:
			f.deleteChildren(e, r)
		}
	}
}

// wantVersioned asks for children whose foreign keys one statement would empty where it would write more into rows that the session has: where
// it cannot tell whose they are, and where some of them are deleted by a version that the statement would count.
func (f *planner) wantVersioned() {
	for _, r := range f.unread {
		owners := f.nullified[r]
		if len(owners) == 0 || !countsByItself(r.Target) {
			continue
		}
		parents, doubtful := f.parentsOfDeleted(r)
		_, key := r.Referred()
		f.nullified[r] = slices.DeleteFunc(owners, func(e *identity.Entry) bool {
			read := doubtful || parents[identity.KeyBy(r.Owner, key, e.Snapshot())]
			if read {
				f.want(e, r)
			}
			return read
		})
	}
}

// countsByItself reports whether every UPDATE of a row of m writes more than what it is sent for: a version, or a column tagged onupdate.
func countsByItself(m *mapper.Mapping) bool {
	return slices.ContainsFunc(m.Columns, func(c *mapper.Column) bool { return c.Version || c.OnUpdate != "" })
}

// parentsOfDeleted returns what the foreign key of r has in rows that are deleted by their version, and whether there are rows of which nobody
// knows what it has: it was not read, or they were expired since.
func (f *planner) parentsOfDeleted(r *mapper.Relationship) (parents map[identity.Key]bool, doubtful bool) {
	held := mapper.SetOf(r.Held())
	for _, child := range f.known.EntriesOf(r.Target) {
		if child.State != identity.Persistent {
			continue
		}
		if child.Expired || !held.Within(child.Loaded()) {
			return nil, true
		}
		if k, ok := keyIn(child, r, child.Snapshot()); ok && f.deleted[child] && r.Target.Version != nil {
			put(&parents, k, true)
		}
	}
	return parents, false
}

// findMoved notes which foreign keys were moved to which parents, any of which may be deleted.
func (f *planner) findMoved() {
	if len(f.deletes) == 0 {
		return
	}
	f.findKeys()
	for _, k := range f.keyOrder {
		switch {
		case k.by == nil && k.fieldsEdited && k.child.State == identity.Persistent:
			f.movedByFields = append(f.movedByFields, k)
		case k.by != nil && k.by != &k.kept && k.by.parent != nil:
			put(&f.movedTo, k.by.parent, append(f.movedTo[k.by.parent], k))
		}
	}
}

// isOf reports whether k is the foreign key by which r leads to its child.
func (k *foreignKey) isOf(r *mapper.Relationship) bool {
	return k.child.Mapping == r.Target && mapper.SetOf(k.columns) == mapper.SetOf(r.Remote)
}

// want asks for what r leads to from e, which is deleted.
func (f *planner) want(e *identity.Entry, r *mapper.Relationship) { f.wantFor(e, r, false) }

func (f *planner) wantFor(e *identity.Entry, r *mapper.Relationship, edited bool) {
	at := slices.IndexFunc(f.wants, func(w Want) bool { return w.Relation == r && w.Edited == edited })
	if at < 0 {
		at = len(f.wants)
		f.wants = append(f.wants, Want{Relation: r, Edited: edited})
	}
	f.wants[at].Owners = append(f.wants[at].Owners, e)
}

// wantListAgain asks for a list that was expired, once.
func (f *planner) wantListAgain(e *identity.Entry, r *mapper.Relationship) {
	if !slices.ContainsFunc(f.wants, func(w Want) bool { return w.Relation == r && w.Edited && w.Owners[len(w.Owners)-1] == e }) {
		f.wantFor(e, r, true)
	}
}

// wantColumns asks for columns of e that nobody has read, and a foreign key gets.
func (f *planner) wantColumns(e *identity.Entry, columns []*mapper.Column) {
	if !slices.ContainsFunc(f.wants, func(w Want) bool { return w.Owners[0] == e && slices.Equal(w.Columns, columns) }) {
		f.wants = append(f.wants, Want{Owners: []*identity.Entry{e}, Columns: columns})
	}
}

// wantRow asks for the row of e, which was expired.
func (f *planner) wantRow(e *identity.Entry) {
	if !slices.ContainsFunc(f.wants, func(w Want) bool { return w.Owners[0] == e && w.Expired }) {
		f.wants = append(f.wants, Want{Owners: []*identity.Entry{e}, Columns: e.Mapping.Columns, Expired: true})
	}
}

// noteEditedWants notes whose rows are asked for although a side says where they belong: these may not be gone without a word.
func (f *planner) noteEditedWants() {
	for i, w := range f.wants {
		f.wants[i].Edited = w.Edited || w.Expired && slices.ContainsFunc(f.keysOf[w.Owners[0]], func(k *foreignKey) bool { return len(f.claimsOf(k)) > 0 })
	}
}

// deleteChildren deletes the children of e, or takes their foreign keys away. Those that were deleted before lose theirs, whether or not a
// list shows them, and are not deleted again: see deleteHidden.
func (f *planner) deleteChildren(e *identity.Entry, r *mapper.Relationship) {
	doubted := false
	for _, child := range f.children(e, r) {
		doubted = (empties(r) || !isGone(child)) && f.deleteChild(e, r, child) || doubted
	}
	switch {
	case f.leftToDatabase(e, r):
	case f.hasForgotten(e, r) || doubted && e.LinkLoaded(r):
		f.want(e, r)
	case e.LinkWhole(r):
		if empties(r) && f.hides(e, r) {
			f.writeUnread(&f.nullified, e, r)
		}
	case r.Has(mapper.DeleteWith) || r.Has(mapper.DeleteOrphan) || e.LinkStale(r) || e.Lacks(r) || f.mayBeTakenOver(e, r):
		f.want(e, r)
	case empties(r):
		f.writeUnread(&f.nullified, e, r)
	default:
		f.want(e, r) // whoever is there cannot lose its parent, and is named
	}
}

// empties reports whether the children that r leads to lose their foreign keys when their parent is deleted.
func empties(r *mapper.Relationship) bool {
	emptied := r.Emptied()
	return !r.Has(mapper.DeleteWith) && !r.Has(mapper.DeleteOrphan) && len(emptied) > 0 && !slices.ContainsFunc(emptied, isFixed)
}

// hides reports whether what r leads to from e, which is deleted softly, was loaded without rows that were deleted softly themselves. Of a
// row that goes for good they are read.
func (f *planner) hides(e *identity.Entry, r *mapper.Relationship) bool {
	return e.LinkHides(r) && !f.known.GoesForGood(e)
}

// deleteChild deletes a child of e, or takes its foreign key away. It reports whether the child may have another parent by now, and must be read again.
func (f *planner) deleteChild(e *identity.Entry, r *mapper.Relationship, child *identity.Entry) (doubted bool) {
	k := f.key(child, r)
	if f.deleted[child] && (claim{by: r}).goesAlong() && comesBy(e, r, child) {
		f.goesWith(child, e)
	}
	switch {
	case k.by != nil && k.by.parent != nil && k.by.parent != e && f.living(k.by.parent), f.deleted[child], f.dropped[child]:
	case child.State != identity.Pending && child.State != identity.Persistent:
	case k.fieldsEdited && k.by == nil && !refers(child, child.Base, claim{e, r}, e.Base): // it was moved by its field
	case k.by == nil && !k.fieldsEdited && f.belongsElsewhere(child, e, r) && !comesBy(e, r, child):
		return e.LinkWhole(r) && slices.Contains(e.Linked(r), child.Base) // either its row or the list is out of date
	case k.by == nil && !k.fieldsEdited && child.Expired && (!e.LinkWhole(r) || slices.Contains(linked(e, r), child.Base)):
		return true
	case !child.KeptByAdd && !f.letGo(e, r, child) && (r.Has(mapper.DeleteWith) || r.Has(mapper.DeleteOrphan)):
		f.orphan(child)
		f.goesWith(child, e)
	default:
		k.by, k.updatesFields, k.hangsOnDeleted = &claim{nil, r}, true, child.State == identity.Pending
	}
	return false
}

// comesBy reports whether the child was put into e's field since the last flush.
func comesBy(e *identity.Entry, r *mapper.Relationship, child *identity.Entry) bool {
	return slices.Contains(r.Targets(e.Base), child.Base) && !slices.Contains(e.Linked(r), child.Base)
}

// belongsElsewhere reports whether the child's row, as it was last seen, is not one that r leads to from e, whatever its list still holds.
func (f *planner) belongsElsewhere(child, e *identity.Entry, r *mapper.Relationship) bool {
	if child.State != identity.Persistent || e.State != identity.Persistent || child.Expired || !mapper.SetOf(r.Held()).Within(child.Loaded()) {
		return false
	}
	return !refers(child, child.Snapshot(), claim{e, r}, e.Snapshot())
}

// hasForgotten reports whether r led from e to something that was expunged since.
func (f *planner) hasForgotten(e *identity.Entry, r *mapper.Relationship) bool {
	return slices.ContainsFunc(linked(e, r), func(p unsafe.Pointer) bool { return f.known.FindAt(r.Target, p) == nil })
}

// linked returns all that r led to from e when it was last seen, beside what the field of a has-one holds as well.
func linked(e *identity.Entry, r *mapper.Relationship) []unsafe.Pointer {
	if beside := e.Beside(r); len(beside) > 0 {
		return slices.Concat(e.Linked(r), beside)
	}
	return e.Linked(r)
}

// letGo reports whether e, which is to be deleted, let the child go before, or the child e: it is no orphan to be deleted,
// unless orphans are.
func (f *planner) letGo(e *identity.Entry, r *mapper.Relationship, child *identity.Entry) bool {
	if r.Has(mapper.DeleteOrphan) || !slices.Contains(e.Linked(r), child.Base) && child.State != identity.Persistent || comesBy(e, r, child) {
		return false
	}
	k := f.key(child, r)
	if k.by != nil && k.by.parent == nil {
		return true
	}
	return isKnown(e, r) && slices.Contains(e.Linked(r), child.Base) && !slices.Contains(r.Targets(e.Base), child.Base)
}

// isKnown reports whether the field of r tells what e leads to, as far as that is known.
func isKnown(e *identity.Entry, r *mapper.Relationship) bool {
	return e.LinkLoaded(r) || e.LinkPartly(r) || !r.IsNil(e.Base)
}

// writeUnread has a whole relationship of e dealt with by one statement.
func (f *planner) writeUnread(kind *map[*mapper.Relationship][]*identity.Entry, e *identity.Entry, r *mapper.Relationship) {
	if len((*kind)[r]) == 0 {
		f.unread = append(f.unread, r)
	}
	put(kind, r, append((*kind)[r], e))
}

// children returns the children of e that the session has: those of its list, now and before, where that is not loaded whatever
// refers to it, what is new and names it, and what was moved to it.
func (f *planner) children(e *identity.Entry, r *mapper.Relationship) (children []*identity.Entry) {
	met := map[*identity.Entry]bool{}
	meet := func(child *identity.Entry) {
		if child != nil && !met[child] {
			met[child] = true
			children = append(children, child)
		}
	}
	for _, list := range [][]unsafe.Pointer{r.Targets(e.Base), linked(e, r)} {
		for _, p := range list {
			meet(f.known.FindAt(r.Target, p))
		}
	}
	if loaded := e.LinkLoaded(r); !loaded || e.LinkHides(r) {
		for _, child := range f.referring(r)[keyOf(e, r)] {
			if !loaded || isGone(child) {
				meet(child)
			}
		}
	}
	for _, child := range f.naming(e, r) {
		meet(child)
	}
	for _, k := range f.movedTo[e] {
		if k.isOf(r) {
			meet(k.child)
		}
	}
	for _, k := range f.movedByFields {
		if k.by == nil && k.isOf(r) && refers(k.child, k.child.Base, claim{e, r}, e.Base) {
			meet(k.child)
		}
	}
	return children
}

// referring returns the rows that the session has with the foreign key of r, by the key that they refer to.
func (f *planner) referring(r *mapper.Relationship) map[identity.Key][]*identity.Entry {
	if f.byParent[r] != nil {
		return f.byParent[r]
	}
	index := map[identity.Key][]*identity.Entry{}
	holder, _ := r.Referring()
	for _, child := range f.known.EntriesOf(holder) {
		row := child.Snapshot()
		if child.State != identity.Persistent || row == nil { // of what was just inserted by the last commit nobody keeps the row
			continue
		}
		if key, ok := keyIn(child, r, row); ok {
			index[key] = append(index[key], child)
		}
	}
	put(&f.byParent, r, index)
	return index
}

// unlinkAll takes e out of an association table.
func (f *planner) unlinkAll(e *identity.Entry, r *mapper.Relationship) {
	for _, p := range e.Linked(r) {
		if target := f.known.FindAt(r.Target, p); target != nil {
			f.pair(e, r, target).removed = true
		}
	}
	switch {
	case e.LinkWhole(r) || f.leftToDatabase(e, r):
	case r.Has(mapper.DeleteWith) || e.LinkStale(r):
		f.want(e, r)
	}
	if (!e.LinkLoaded(r) || f.hasForgotten(e, r) || f.hides(e, r)) && !f.leftToDatabase(e, r) {
		f.writeUnread(&f.unlinkedAll, e, r)
	}
	if r.Has(mapper.DeleteWith) {
		f.deleteTargets(e, r)
	}
}

// deleteTargets deletes what an association table leads to, but what was let go, or was deleted before.
func (f *planner) deleteTargets(e *identity.Entry, r *mapper.Relationship) {
	list := e.Linked(r)
	if isKnown(e, r) {
		list = r.Targets(e.Base)
	}
	for _, p := range list {
		if target := f.known.FindAt(r.Target, p); target != nil && !isGone(target) {
			f.orphan(target)
		}
	}
}
