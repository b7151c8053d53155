package identity

import (
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// undo is what columns held before a flush filled them.
type undo struct {
	columns mapper.Set
	values  unsafe.Pointer // a struct that holds it; nil: they were all zero, as keys and defaults mostly are
}

// record keeps what a column of the struct at base holds, unless an earlier flush filled it.
func (u *undo) record(m *mapper.Mapping, c *mapper.Column, base unsafe.Pointer) {
	if u.columns.Has(c.Index) {
		return
	}
	u.columns = u.columns.With(c.Index)
	if u.values == nil && !c.IsBlank(base) {
		u.values = m.New()
	}
	if u.values != nil {
		c.Copy(u.values, base)
	}
}

// adopt takes over what a later flush has kept, unless an earlier one filled it.
func (u *undo) adopt(m *mapper.Mapping, later *undo) {
	if later.values == nil {
		later.values = m.New()
	}
	for i, c := range m.Columns {
		if later.columns.Has(i) {
			u.record(m, c, later.values)
		}
	}
}

// putBack gives the struct at base what was kept.
func (u *undo) putBack(m *mapper.Mapping, base unsafe.Pointer) {
	for i, c := range m.Columns {
		switch {
		case !u.columns.Has(i):
		case u.values == nil:
			c.SetZero(base)
		default:
			c.Copy(base, u.values)
		}
	}
}

// Keep keeps what a column holds before a flush fills it, for [Entry.Unfill] and for a rollback. It reports whether the flush
// had filled nothing of the entity before.
func (e *Entry) Keep(c *mapper.Column) (first bool) {
	if first = e.filled == nil; first {
		m := e.home
		e.filled = m.take().undos.one(min(max(len(m.order), 1), mostRoom))
	}
	e.filled.record(e.Mapping, c, e.Base)
	return first
}

// Unfill puts back what was kept since the last flush: that one has failed.
func (e *Entry) Unfill() {
	if e.filled != nil {
		e.filled.putBack(e.Mapping, e.Base)
	}
	e.filled = nil
}

// Inserted says that the entity is a row now, and gives it what the database made. A rollback puts back what was there, and
// what was kept.
func (e *Entry) Inserted(row unsafe.Pointer, made []*mapper.Column) {
	if e.home.ending {
		e.State, e.undo, e.filled = Persistent, nil, nil
		copyAll(made, e.Base, row)
		return
	}
	e.home.touch(e)
	if e.undo, e.filled = e.filled, nil; e.undo == nil {
		e.undo = &e.kept.undo
	}
	for _, c := range made {
		e.undo.record(e.Mapping, c, e.Base)
		c.Copy(e.Base, row)
	}
	e.State, e.assigned = Persistent, nil
	e.remember()
	e.load(e.Mapping, e.Mapping.All)
}

// copyAll gives the struct at to columns of that at from.
func copyAll(columns []*mapper.Column, to, from unsafe.Pointer) {
	for _, c := range columns {
		c.Copy(to, from)
	}
}

// putBack gives an inserted entity the values from before its flush.
func (e *Entry) putBack() {
	if e.undo != nil {
		e.undo.putBack(e.Mapping, e.Base)
	}
	e.undo = nil
}
