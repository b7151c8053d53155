package identity

import (
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
)

// Entry is what a session knows of one entity.
type Entry struct {
	Mapping *mapper.Mapping
	Entity  any            // the pointer that the user holds
	Base    unsafe.Pointer // the same
	State   State
	Key     Key // of a persistent entity: its row's

	Snapshot unsafe.Pointer // of a persistent entity: a struct with the row's values as last seen
	Loaded   mapper.Set     // the columns of Snapshot that were seen
	Expired  bool           // the next row that arrives is believed

	fresh    bool           // inserted in this transaction
	undo     *undo          // of a fresh one: what the flush put into the entity
	before   unsafe.Pointer // Snapshot when the transaction first wrote the row
	wasKnown mapper.Set     // Loaded then
}

// undo is what columns held before a flush filled them.
type undo struct {
	values  unsafe.Pointer
	columns []*mapper.Column
}

// Changed is the columns whose values differ from the row's, in mapped order. A column that was not loaded counts when the
// entity holds something there.
func (e *Entry) Changed() (columns []*mapper.Column) {
	for i, c := range e.Mapping.Columns {
		if !c.ReadOnly && e.edited(c, e.Loaded.Has(i)) {
			columns = append(columns, c)
		}
	}
	return columns
}

func (e *Entry) edited(c *mapper.Column, loaded bool) bool {
	if loaded {
		return !c.Equal(e.Base, e.Snapshot)
	}
	return !c.IsZero(e.Base)
}

// Receive takes a row that was read: row holds the columns. A column that is known already keeps its value, unless the
// entity is expired; what the user edited stays, and is then a change against the new value. overwrite lets the row win
// over both.
func (e *Entry) Receive(row unsafe.Pointer, columns mapper.Set, overwrite bool) {
	for i, c := range e.Mapping.Columns {
		known := e.Loaded.Has(i)
		if !columns.Has(i) || (known && !e.Expired && !overwrite) {
			continue
		}
		if overwrite || !e.edited(c, known) {
			c.Copy(e.Base, row)
		}
		c.Copy(e.Snapshot, row)
	}
	e.Loaded = e.Loaded.Union(columns)
	if columns == e.Mapping.All {
		e.Expired = false
	}
}

// Written says that the row has the entity's values in columns now, and gives the entity those that the database made:
// made are the columns that row holds.
func (e *Entry) Written(columns []*mapper.Column, row unsafe.Pointer, made []*mapper.Column) {
	if e.before == nil && !e.fresh {
		e.before, e.wasKnown = e.Mapping.Snapshot(e.Snapshot), e.Loaded
	}
	for _, c := range made {
		c.Copy(e.Base, row)
	}
	for _, list := range [][]*mapper.Column{columns, made} {
		for _, c := range list {
			c.Copy(e.Snapshot, e.Base)
			e.Loaded = e.Loaded.With(c.Index)
		}
	}
}

// Inserted says that the entity is a row now, and gives it what the database made. filled are the columns that the flush
// had filled before; a rollback empties them again.
func (e *Entry) Inserted(row unsafe.Pointer, made, filled []*mapper.Column) {
	e.undo = &undo{values: e.Mapping.New(), columns: append(made[:len(made):len(made)], filled...)}
	for _, c := range made {
		c.Copy(e.undo.values, e.Base)
		c.Copy(e.Base, row)
	}
	e.State, e.fresh = Persistent, true
	e.Snapshot, e.Loaded = e.Mapping.Snapshot(e.Base), e.Mapping.All
}

// commit forgets how things were before the transaction.
func (e *Entry) commit() {
	e.fresh, e.undo, e.before = false, nil, nil
}

// putBack gives a fresh entity the values from before its flush.
func (e *Entry) putBack() {
	for _, c := range e.undo.columns {
		c.Copy(e.Base, e.undo.values)
	}
}

// restore gives a persistent entity the values that its row had before the transaction, and expires it.
func (e *Entry) restore() {
	if e.before != nil {
		e.Snapshot, e.Loaded = e.before, e.wasKnown
	}
	for i, c := range e.Mapping.Columns {
		if e.Loaded.Has(i) {
			c.Copy(e.Base, e.Snapshot)
		} else {
			c.SetZero(e.Base)
		}
	}
	e.before, e.Expired = nil, true
	e.Key = KeyOf(e.Mapping, e.Snapshot)
}
