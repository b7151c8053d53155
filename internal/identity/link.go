package identity

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// link is what a session knows of one relationship of an entity.
type link struct {
	loaded  bool             // targets is all that the database had
	partly  bool             // targets was read, and may be less than that
	stale   bool             // expired: the next load is believed
	hidden  bool             // what filters hide is among targets
	targets []unsafe.Pointer // as last seen; of one that is not loaded, those that are known to be there, nil: nothing was read
}

// relationships returns those of an entity's type. A type with mistakes in them never gets into a session.
func relationships(e *Entry) []*mapper.Relationship {
	all, _ := e.Mapping.Relationships()
	return all
}

// LinkLoaded reports whether everything at the other end of r is known: it was loaded, or the entity is new.
func (e *Entry) LinkLoaded(r *mapper.Relationship) bool {
	return e.State == Pending || e.linked(r).loaded
}

// LinkPartly reports whether some of what is at the other end of the list r was read, by a filter or a join, and is in
// Linked.
func (e *Entry) LinkPartly(r *mapper.Relationship) bool {
	return r.Many() && e.linked(r).partly && len(e.linked(r).targets) > 0
}

// LinkStale reports whether a load of r is believed although r is loaded: the entity was expired since.
func (e *Entry) LinkStale(r *mapper.Relationship) bool { return e.linked(r).stale }

// LinkWhole reports whether everything at the other end of r is known, and nothing has put that in doubt since.
func (e *Entry) LinkWhole(r *mapper.Relationship) bool { return e.LinkLoaded(r) && !e.LinkStale(r) }

// LinkHidden says that what filters hide was read along with the rest of what r leads to.
func (e *Entry) LinkHidden(r *mapper.Relationship) {
	l := e.linked(r)
	l.hidden = true
	e.relink(r, l)
}

// LinkHides reports whether rows at the other end of r may be missing in Linked because they were deleted softly, though everything that a
// query shows of it is known.
func (e *Entry) LinkHides(r *mapper.Relationship) bool {
	return e.LinkLoaded(r) && r.Target.SoftDelete != nil && !e.linked(r).hidden
}

// Linked returns what r led to when it was last seen. It is not to be changed.
func (e *Entry) Linked(r *mapper.Relationship) []unsafe.Pointer { return e.linked(r).targets }

// Link says that the database has what the field of r holds; partly: and maybe more. After a rollback an
// entity that came in the same transaction still holds it, expired.
func (e *Entry) Link(r *mapper.Relationship, partly bool) { e.LinkTo(r, r.Targets(e.Base), partly) }

// LinkTo is Link for a field that holds targets, which nobody changes any more. Of several the field of a has-one holds the first. Pairs that the
// transaction may have written itself are gone after a rollback, and so from the field.
func (e *Entry) LinkTo(r *mapper.Relationship, targets []unsafe.Pointer, partly bool) {
	doubtful := e.home.wrotePairs(r)
	if doubtful || e.linked(r).targets != nil || !e.home.new(e) {
		e.home.touch(e)
	}
	if targets == nil {
		targets = []unsafe.Pointer{}
	}
	if !r.Many() {
		shown := min(len(targets), 1)
		e.setBeside(r, targets[shown:])
		targets = targets[:shown]
	}
	e.relink(r, link{loaded: !partly, partly: partly, targets: targets})
	if !doubtful {
		e.home.recall(e, r)
	}
}

// Doubt has targets that stand in the field of r be an addition, where r was not read since it was expired, or their rows say that it
// does not lead to them.
func (e *Entry) Doubt(r *mapper.Relationship, targets []unsafe.Pointer) {
	l := e.linked(r)
	doubted := func(p unsafe.Pointer) bool {
		return slices.Contains(targets, p) && (!e.LinkWhole(r) || e.parted(r, e.home.FindAt(r.Target, p)))
	}
	if slices.ContainsFunc(l.targets, doubted) {
		e.home.touch(e)
		l.targets = slices.DeleteFunc(slices.Clone(l.targets), doubted)
		e.relink(r, l)
	}
}

// LinkAll says that the database has what the fields of relationships hold, as far as the map has it too and nothing
// contradicts it; what it does not have is an addition.
func (e *Entry) LinkAll() {
	for _, r := range relationships(e) {
		targets := []unsafe.Pointer{}
		for _, p := range r.Targets(e.Base) {
			if other := e.home.FindAt(r.Target, p); other != nil && other.State == Persistent && e.related(r, other) {
				targets = append(targets, p)
			}
		}
		if !r.IsNil(e.Base) {
			e.relink(r, link{loaded: len(targets) == len(r.Targets(e.Base)), targets: targets})
		}
	}
}

// related reports whether the foreign key of r, if there is one, ties the rows of e and other together.
func (e *Entry) related(r *mapper.Relationship, other *Entry) bool {
	holder, held, foreign, key := other, e, r.Remote, r.Local
	switch {
	case r.Kind == mapper.ManyToMany:
		return true
	case r.HoldsKey():
		holder, held, foreign, key = e, other, r.Local, r.Remote
	}
	if !r.IsOfType(holder.Snapshot()) {
		return false
	}
	row := holder.Mapping.New()
	for i, c := range foreign {
		if !mapper.Carry(c, row, key[i], held.Snapshot()) || !c.Equal(row, holder.Snapshot()) {
			return false
		}
	}
	return true
}

// Unlink empties the field of r. Nothing is known of it any more, but where an empty foreign key says that there is nothing.
func (e *Entry) Unlink(r *mapper.Relationship) {
	e.home.touch(e)
	e.unlink(r)
}

func (e *Entry) unlink(r *mapper.Relationship) {
	e.relink(r, link{loaded: r.HoldsKey() && keyless(r, e.Base)})
	setTargets(r, e.Base, nil)
}

// unlinkMoved unlinks pointers that lead to what they were last seen to lead to, where the row says another one: row holds the columns. A
// rollback undoes it where that is said.
func (e *Entry) unlinkMoved(row unsafe.Pointer, columns mapper.Set, undone bool) {
	for _, r := range e.Mapping.Written() {
		if r.HoldsKey() && len(e.Linked(r)) > 0 && r.One(e.Base) == e.Linked(r)[0] && e.moved(r, row, columns) {
			if undone {
				e.home.touch(e)
			}
			e.unlink(r)
		}
	}
}

// moved reports whether a row says of r another key, or type, than was last seen: row holds the columns.
func (e *Entry) moved(r *mapper.Relationship, row unsafe.Pointer, columns mapper.Set) bool {
	return slices.ContainsFunc(r.Held(), func(c *mapper.Column) bool {
		return columns.Has(c.Index) && e.Loaded().Has(c.Index) && !c.Equal(e.Snapshot(), row)
	})
}

// relink replaces what is known of r. What a journal keeps stays.
func (e *Entry) relink(r *mapper.Relationship, l link) { e.links = e.relinked(e.links, r, l) }

// linksOf returns a place for n links, in memory that grows with the number of entries.
func (m *Map) linksOf(n int) []link {
	return m.take().links.some(n, n*min(max(len(m.order)/4, 1), mostRoomy))
}

// relinked returns the first of a copy of links with another one for r.
func (e *Entry) relinked(links *link, r *mapper.Relationship, l link) *link {
	n := len(relationships(e))
	copied := e.home.linksOf(n)
	if links != nil {
		copy(copied, unsafe.Slice(links, n))
	}
	copied[r.Index] = l
	return &copied[0]
}

// sameTargets reports whether two lists hold the same, in whatever order; a is without repetitions.
func sameTargets(a, b []unsafe.Pointer) bool {
	if slices.Equal(a, b) {
		return true
	}
	if len(a) != len(b) {
		return false
	}
	known := make(map[unsafe.Pointer]bool, len(a))
	for _, p := range a {
		known[p] = true
	}
	return !slices.ContainsFunc(b, func(p unsafe.Pointer) bool {
		there := known[p]
		known[p] = false
		return !there
	})
}

// AcceptLinks notes what the fields of relationships hold, after a flush: the rows are so. inserted says that the entity was
// new, whose collections are known from then on.
func (e *Entry) AcceptLinks(inserted bool) {
	if inserted && e.home.ending {
		return
	}
	for _, r := range e.Mapping.Written() {
		l := e.linked(r)
		if !inserted && (l.loaded || r.Many() || len(l.targets) == 0) && r.Holds(e.Base, l.targets) {
			continue
		}
		now, loaded := r.Targets(e.Base), l.loaded
		if inserted {
			loaded = len(now) > 0 || !r.HoldsKey() || keyless(r, e.Base)
		} else if !r.Many() && len(now) > 0 {
			loaded = true
		}
		if r.Many() && !loaded && len(now) == 0 && len(l.targets) > 0 {
			r.SetList(e.Base, nil) // what was known of is gone, and an empty list would say that there is nothing
		}
		if loaded != l.loaded || !slices.Equal(now, l.targets) {
			e.home.touch(e)
			e.relink(r, link{loaded: loaded, partly: l.partly && !loaded && len(now) > 0, stale: l.stale, targets: now})
		}
	}
}

// AcceptView notes what the field of r, which is only read, holds after a flush that deleted some of it.
func (e *Entry) AcceptView(r *mapper.Relationship) {
	e.home.touch(e)
	l := e.linked(r)
	l.targets = r.Targets(e.Base)
	e.relink(r, l)
}

// keyless reports whether the foreign key of r is empty, so that there is nothing at the other end.
func keyless(r *mapper.Relationship, base unsafe.Pointer) bool {
	return slices.ContainsFunc(r.Local, func(c *mapper.Column) bool { return c.IsZero(base) })
}

// setTargets gives the field of r the targets.
func setTargets(r *mapper.Relationship, base unsafe.Pointer, targets []unsafe.Pointer) {
	switch {
	case !r.Many() && len(targets) == 0:
		r.SetOne(base, nil)
	case !r.Many():
		r.SetOne(base, targets[0])
	default:
		r.SetList(base, slices.Clone(targets))
	}
}

// RevertLinks gives the fields of relationships what was last seen, and has the next load believed. A field whose list is
// the same keeps its order. New entities in it stay e's by their own field, where there is one; what only the list knew of,
// and nobody added, is forgotten.
func (e *Entry) RevertLinks(list []*mapper.Relationship) {
	for _, r := range list {
		for _, p := range r.Targets(e.Base) {
			if !r.HoldsKey() && !r.ViewOnly && !slices.Contains(e.Linked(r), p) {
				e.letGo(r, p)
			}
		}
	}
	e.revertLinks(list)
}

// letGo has the entity at p, if it is new, lead to e by itself before e's field forgets it.
func (e *Entry) letGo(r *mapper.Relationship, p unsafe.Pointer) {
	other, back := e.home.FindAt(r.Target, p), r.Inverse
	switch {
	case other == nil || other.State != Pending:
	case back == nil && other.Brought:
		e.home.Abandon(other)
	case back == nil || slices.Contains(back.Targets(p), e.Base):
	case back.Many():
		back.SetList(p, append(slices.Clone(back.List(p)), e.Base))
	case back.IsNil(p):
		back.SetOne(p, e.Base)
	}
}

func (e *Entry) revertLinks(list []*mapper.Relationship) {
	for _, r := range list {
		l, now := e.linked(r), r.Targets(e.Base)
		if r.HoldsNil(e.Base) || !sameTargets(l.targets, now) || e.emptiedOne(r) {
			setTargets(r, e.Base, l.targets)
		}
		if l.loaded && !l.stale {
			l.stale = true
			e.relink(r, l)
		}
	}
}

// prune takes out of relationships what is no row any more, and what was read there of rows that are what they were again, and refer to
// something else: undone are those, and of each whether it is gone.
func (m *Map) prune(undone map[unsafe.Pointer]bool) {
	if len(undone) == 0 {
		return
	}
	for _, e := range m.Entries() {
		_, back := undone[e.Base]
		for _, r := range relationships(e) {
			e.pruneOne(r, func(p unsafe.Pointer) bool {
				gone, itBack := undone[p]
				return gone || (back || itBack) && e.parted(r, m.FindAt(r.Target, p))
			})
		}
	}
}

// parted reports whether two rows say that r does not lead from e to other.
func (e *Entry) parted(r *mapper.Relationship, other *Entry) bool {
	if e.State != Persistent || other == nil || other.State != Persistent || r.Kind == mapper.ManyToMany {
		return false
	}
	holder := other
	if r.HoldsKey() {
		holder = e
	}
	return mapper.SetOf(r.Held()).Within(holder.Loaded()) && !e.related(r, other)
}

func (e *Entry) pruneOne(r *mapper.Relationship, gone func(unsafe.Pointer) bool) {
	l := e.linked(r)
	if !slices.ContainsFunc(l.targets, gone) {
		return
	}
	l.targets = slices.DeleteFunc(slices.Clone(l.targets), gone)
	left := slices.DeleteFunc(r.Targets(e.Base), gone)
	if !l.loaded && len(left) == 0 {
		l, left = link{}, nil // nothing is known any more
	}
	e.relink(r, l)
	setTargets(r, e.Base, left)
}

// fields keeps what the fields of relationships hold, for one that is new.
func (e *Entry) fields() (kept [][]unsafe.Pointer) {
	for _, r := range relationships(e) {
		kept = append(kept, r.Targets(e.Base))
	}
	return kept
}

// refill puts back what fields kept, where it differs.
func (e *Entry) refill(kept [][]unsafe.Pointer) {
	for i, r := range relationships(e) {
		if !slices.Equal(kept[i], r.Targets(e.Base)) {
			setTargets(r, e.Base, kept[i])
		}
	}
}
