package identity

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// State is where an entity stands in a session.
type State uint8

// The states. What a session does not know is Transient to it.
const (
	Transient State = iota
	Pending
	Persistent
	Deleted  // its row is deleted, and that is not committed
	Detached // it was persistent here
)

// Entry is what a session knows of one entity.
type Entry struct {
	Mapping *mapper.Mapping
	Base    unsafe.Pointer // the pointer that the user holds
	row

	State     State
	Expired   bool // the next row that arrives is believed
	ToDelete  bool // of a persistent entity: the next flush deletes its row
	ByCascade bool // of one to be deleted: only because another one is, unless the flush finds that it was moved away
	Brought   bool // of a pending entity: another one led to it; nobody added it
	KeptByAdd bool // it was to be deleted along with another one, and was added again: it stays without that
	out       bool // it left the map
	packed    bool // its snapshot is bytes

	home     *Map
	assigned *[]Assignment // what the next flush writes in place of the entity's own values; nil: nothing
	serial   uint64        // ascends as entries come
	kept     *memento      // by the innermost journal that has seen the entry change; nil: none has
	undo     *undo         // of one that was inserted in this transaction: what flushes put into the entity
	filled   *undo         // by the flush that is under way; nil: nothing
}

// Entity returns the pointer that the user holds.
func (e *Entry) Entity() any { return e.Mapping.Pointer(e.Base) }

// Key is, of a persistent entity, its row's.
func (e *Entry) Key() Key { return e.key(e.Mapping) }

// Loaded returns the columns of Snapshot that were seen.
func (e *Entry) Loaded() mapper.Set {
	if e.loaded == nil {
		return mapper.Set{}
	}
	return *e.loaded
}

// Lacks reports whether a column by which r leads from a persistent entity was not read, so that nobody knows where it leads.
func (e *Entry) Lacks(r *mapper.Relationship) bool { return e.Lacking(r) != nil }

// Lacking returns an error that names the column that Lacks found, nil without one.
func (e *Entry) Lacking(r *mapper.Relationship) error {
	if e.State != Persistent {
		return nil
	}
	at := slices.IndexFunc(r.Local, func(c *mapper.Column) bool { return !e.Loaded().Has(c.Index) && c.IsZero(e.Base) })
	if at < 0 {
		return nil
	}
	return fmt.Errorf("%s needs %s.%s, which was not loaded: refresh it", r.Name(), r.Owner.Name(), r.Local[at].Field)
}

// Snapshot returns, of a persistent entity, a struct with the row's values as last seen; nil of any other.
func (e *Entry) Snapshot() unsafe.Pointer {
	if e.packed {
		e.snapshot, e.packed = e.Mapping.Unpack(packedAt(e.snapshot)), false
	}
	return e.snapshot
}

// KeyHolder returns a struct that holds the key of the row: the entity, unless its key was edited, else the snapshot.
func (e *Entry) KeyHolder() unsafe.Pointer {
	if KeyOf(e.Mapping, e.Base) == e.Key() || e.Snapshot() == nil {
		return e.Base
	}
	return e.snapshot
}

// Identified returns a struct that holds the key and the version of the row: the entity, unless one of them was edited, else
// the snapshot.
func (e *Entry) Identified() unsafe.Pointer {
	edited, known := e.changedBytes()
	if v := e.Mapping.Version; !known || v != nil && edited.Has(v.Index) || slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool { return edited.Has(c.Index) }) {
		return e.Snapshot()
	}
	return e.Base
}

// untouched reports whether a row that was loaded whole is, byte for byte, what the entity holds. Where it cannot tell at a
// glance it answers no.
func (e *Entry) untouched() bool {
	return e.packed && e.whole() && e.Mapping.SamePacked(packedAt(e.snapshot), e.Base)
}

// whole reports whether every column of the row was seen.
func (e *Entry) whole() bool { return e.loaded == &e.Mapping.All }

// Assignment is a value that the database works out for a column.
type Assignment struct {
	Column *mapper.Column
	Value  any // as whoever writes it understands it
}

// Assign gives a column a value for the next flush. The last one wins.
func (e *Entry) Assign(c *mapper.Column, value any) {
	list := e.Assigned()
	for i := range list {
		if list[i].Column == c {
			list[i].Value = value
			return
		}
	}
	list = append(list, Assignment{c, value})
	e.assigned = &list
}

// Assigned returns what the next flush writes in place of the entity's own values.
func (e *Entry) Assigned() []Assignment {
	if e.assigned == nil {
		return nil
	}
	return *e.assigned
}

// Assigns reports whether the column has a value for the next flush.
func (e *Entry) Assigns(c *mapper.Column) bool {
	for _, a := range e.Assigned() {
		if a.Column == c {
			return true
		}
	}
	return false
}

// Modified reports whether a flush would update the row.
func (e *Entry) Modified() bool {
	if e.same() {
		return false
	}
	return e.assigned != nil || len(e.Changed()) > 0
}

// same reports whether nothing of a row that was loaded whole differs from it, or is to be worked out by the database.
func (e *Entry) same() bool {
	if e.assigned != nil || !e.whole() {
		return false
	}
	if e.packed {
		edited, known := e.changedBytes()
		return known && edited == (mapper.Set{}) || !known && e.equal()
	}
	return e.equal()
}

// equal reports whether a row that was loaded whole has the values that the entity holds.
func (e *Entry) equal() bool {
	return e.whole() && e.snapshot != nil && e.Mapping.Same(e.Base, e.Snapshot())
}

// changedBytes returns the columns of a row that was loaded whole whose values differ from it, as far as the bytes of its snapshot tell
// that; known is false where they do not.
func (e *Entry) changedBytes() (edited mapper.Set, known bool) {
	if !e.packed || !e.whole() || e.Expired && e.Mapping.HasOptional() {
		return mapper.Set{}, false
	}
	return e.Mapping.Edited(packedAt(e.snapshot), e.Base)
}

// Changed returns the columns whose values differ from the row's, in mapped order, without those that are assigned. A column
// that was not loaded counts when the entity holds something there, or a struct where none was known.
func (e *Entry) Changed() []*mapper.Column {
	var changed mapper.Set
	edited, known := e.changedBytes()
	if known && edited == (mapper.Set{}) || !known && e.equal() {
		return nil
	}
	for i, c := range e.Mapping.Columns {
		if !c.ReadOnly && (known && edited.Has(i) || !known && e.edited(c, e.Loaded().Has(i))) && !e.Assigns(c) {
			changed = changed.With(i)
		}
	}
	if changed == (mapper.Set{}) {
		return nil
	}
	return e.Mapping.ColumnsIn(changed)
}

// Edited reports whether a column of a persistent entity differs from the row's.
func (e *Entry) Edited(c *mapper.Column) bool { return e.edited(c, e.Loaded().Has(c.Index)) }

func (e *Entry) edited(c *mapper.Column, loaded bool) bool {
	if loaded { // of an expired row nobody knows which columns behind a pointer that was made nil are NULL
		return !c.Equal(e.Base, e.Snapshot()) || e.Expired && c.IsGone(e.Base, e.Snapshot())
	}
	return !c.IsZero(e.Base) || c.IsBehind() && e.Snapshot() != nil && (c.IsGone(e.Base, e.snapshot) || c.IsGone(e.snapshot, e.Base))
}

// Receive takes a row that was read: row holds the columns. A column that is known already keeps its value, unless the
// entity is expired; what the user edited stays, and is then a change against the new value. overwrite lets the row win
// over both. It reports whether anything was taken. A row that is believed in the place of an earlier one is what a rollback goes back to, unless
// this transaction may have written it by then.
func (e *Entry) Receive(row unsafe.Pointer, columns mapper.Set, overwrite bool) (took bool) {
	renews := (e.Expired || overwrite) && !e.home.textSent
	if e.Expired || overwrite {
		e.unlinkMoved(row, columns, !renews)
	}
	for i, c := range e.Mapping.Columns {
		known := e.Loaded().Has(i)
		if !columns.Has(i) || (known && !e.Expired && !overwrite) {
			continue
		}
		if !renews {
			e.home.touch(e)
		}
		if overwrite || !e.edited(c, known) {
			c.Copy(e.Base, row)
		}
		e.own()
		c.Copy(e.snapshot, row)
		took = true
	}
	e.load(e.Mapping, e.Loaded().Union(columns))
	if columns == e.Mapping.All {
		e.Expired = false
	}
	if took {
		e.Mapping.DropEmpty(columns, e.Base, row)
		e.Mapping.DropEmpty(columns, e.snapshot, row)
	}
	return took
}

// own makes Snapshot the entry's alone, before it is written.
func (e *Entry) own() {
	if e.Snapshot(); e.shares() {
		e.snapshot = e.Mapping.Shallow(e.snapshot)
	}
}

// Written says that the row has the entity's values in columns now, and gives the entity those that the database made:
// made are the columns that row holds.
func (e *Entry) Written(columns []*mapper.Column, row unsafe.Pointer, made []*mapper.Column) {
	if e.home.ending {
		e.undo, e.filled = nil, nil
		copyAll(made, e.Base, row)
		return
	}
	e.home.touch(e)
	anew := e.within(columns, made)
	e.assigned = nil
	if e.undo != nil && e.filled != nil {
		e.undo.adopt(e.Mapping, e.filled)
	}
	e.filled = nil
	for _, c := range made {
		if e.undo != nil {
			e.undo.record(e.Mapping, c, e.Base)
		}
		c.Copy(e.Base, row)
	}
	if anew {
		e.remember()
		return
	}
	e.own()
	for _, list := range [...][]*mapper.Column{columns, made} {
		for _, c := range list {
			c.Copy(e.snapshot, e.Base)
			e.load(e.Mapping, e.Loaded().With(c.Index))
		}
	}
	e.Mapping.DropEmpty(e.Mapping.All, e.snapshot, e.Base)
}

// within reports whether the entity differs from its row in some of these columns at most: once they are written, it is
// what the row has.
func (e *Entry) within(columns, made []*mapper.Column) bool {
	edited, known := e.changedBytes()
	return known && edited.Within(mapper.SetOf(columns).Union(mapper.SetOf(made)))
}

// Revert drops what the user edited in columns, and what is assigned to them: the entity has the row's values again, as
// last seen.
func (e *Entry) Revert(columns mapper.Set) {
	if e.unassign(columns); e.untouched() {
		return
	}
	for i, c := range e.Mapping.Columns {
		switch {
		case !columns.Has(i):
		case e.Loaded().Has(i):
			c.Copy(e.Base, e.Snapshot())
		default:
			c.SetZero(e.Base)
		}
	}
	if e.snapshot != nil {
		e.Mapping.DropEmpty(columns, e.Base, e.snapshot)
	}
}

// unassign drops what is assigned to columns.
func (e *Entry) unassign(columns mapper.Set) {
	var kept []Assignment
	for _, a := range e.Assigned() {
		if !columns.Has(a.Column.Index) {
			kept = append(kept, a)
		}
	}
	if e.assigned = nil; kept != nil {
		e.assigned = &kept
	}
}

// Expire drops what the user edited; the next row that arrives is believed. What is to be deleted still is.
func (e *Entry) Expire() {
	e.Revert(e.Mapping.All)
	e.RevertLinks(relationships(e))
	e.Expired = true
}

// restart is Expire after a rollback: nothing is to be deleted any more, and what is pending leaves by itself.
func (e *Entry) restart() {
	e.Revert(e.Mapping.All)
	e.revertLinks(relationships(e))
	e.Expired, e.ToDelete, e.ByCascade, e.KeptByAdd = true, false, false, false
}
