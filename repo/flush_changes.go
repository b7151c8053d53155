package repo

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
	"github.com/drey-db/drey/repo/flush"
)

// Flushed returns what the flush, the bulk write or the statement wrote behind which an AfterFlush hook runs, in the order in which it was sent, with the keys
// and defaults that the database made; outside of such a hook nil. An entity of which a foreign key was written later than its
// row is one change. Rows that one statement took out of an association table, or whose foreign keys it emptied, because their
// owner was deleted and nobody had read them, are not in it. The values are copies.
func (s *Session) Flushed() []flush.Change {
	if s.lock() != nil {
		return nil
	}
	defer s.unlock()
	return slices.Clone(s.flushed)
}

// history is what a flush is about to write.
type history struct {
	changes []recorded
	of      map[*identity.Entry]bool // that have a change
}

// recorded is a change whose values after the flush are not known yet.
type recorded struct {
	flush.Change
	entry *identity.Entry
	old   unsafe.Pointer // a struct with the row's values before; nil for a new row
	seen  mapper.Set     // of old's columns, those that were read
}

// record notes what set writes, before it is sent: all of it, or what entities are told themselves.
func record(set unitofwork.Set, all bool) *history {
	h := &history{of: map[*identity.Entry]bool{}}
	operations := map[unitofwork.Verb]flush.Operation{
		unitofwork.Inserts: flush.Insert, unitofwork.Updates: flush.Update, unitofwork.Deletes: flush.Delete,
		unitofwork.Links: flush.Link, unitofwork.Unlinks: flush.Unlink,
	}
	for _, step := range set.Steps {
		op, known := operations[step.Verb]
		if !known || !all && !hasAfterWriter(step.Mapping) {
			continue
		}
		for _, row := range step.Rows {
			if row.Removes {
				h.row(flush.Delete, row)
			} else {
				h.row(op, row)
			}
		}
		for _, pair := range step.Pairs {
			h.changes = append(h.changes, recorded{entry: pair.Owner, Change: flush.Change{
				Operation: op, Entity: pair.Owner.Entity(), Relationship: step.Relation.Name(), Target: pair.Target.Entity(), Table: step.Relation.Through.Table,
			}})
		}
	}
	return h
}

// row notes a row, once for each entity and operation but a delete.
func (h *history) row(op flush.Operation, row unitofwork.Row) {
	e := row.Entry
	if h.of[e] && op != flush.Delete {
		return
	}
	h.of[e] = true
	r := recorded{entry: e, Change: flush.Change{Operation: op, Entity: e.Entity(), Table: e.Mapping.Table}}
	if was := row.Of().Snapshot(); was != nil {
		r.old, r.seen = e.Mapping.Snapshot(was), row.Of().Loaded()
	}
	h.changes = append(h.changes, r)
}

// finish returns the changes with what the flush has made of them.
func (h *history) finish() []flush.Change {
	list := make([]flush.Change, 0, len(h.changes))
	for _, r := range h.changes {
		m, now := r.entry.Mapping, r.entry.Mapping.Snapshot(r.entry.Base)
		if r.Operation == flush.Delete {
			now = nil
		}
		r.Key = keyIn(m, r.old, now)
		if r.Target == nil {
			r.Columns = r.columns(m, now)
		}
		list = append(list, r.Change)
	}
	return list
}

// keyIn returns the key of a row as it is now or, of one that is gone, as it was.
func keyIn(m *mapper.Mapping, old, now unsafe.Pointer) []any {
	if now == nil {
		now = old
	}
	return identity.Values(m, now)
}

// columns returns what became of the columns, as far as anybody knows: of one that was not read, what was written.
func (r recorded) columns(m *mapper.Mapping, now unsafe.Pointer) (columns []flush.Column) {
	for _, c := range m.Columns {
		old := r.old
		switch {
		case old == nil:
		case r.seen.Has(c.Index):
			if now != nil && c.Equal(old, now) {
				continue
			}
		case now == nil || !r.entry.Loaded().Has(c.Index):
			continue
		default:
			old = nil
		}
		columns = append(columns, flush.Column{Column: c.Name, Field: c.Field, Old: columnValue(c, old), New: columnValue(c, now)})
	}
	return columns
}

// columnValue returns the field of a column in the struct at base, also where the database has something else for it; nil without a
// struct.
func columnValue(c *mapper.Column, base unsafe.Pointer) any {
	switch {
	case base == nil || c.IsAbsent(base):
		return nil
	case c.Secret:
		return "***"
	}
	return reflect.ValueOf(c.Addr(base)).Elem().Interface()
}
