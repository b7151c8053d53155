package repo

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// Operation is what a flush did to a row.
type Operation string

// The operations.
const (
	OperationInsert Operation = "insert"
	OperationUpdate Operation = "update"
	OperationDelete Operation = "delete"
	OperationLink   Operation = "link"   // a row came into an association table
	OperationUnlink Operation = "unlink" // a row left one

	OperationInsertAll Operation = "insert all" // of [InsertAll], and so on: rows that were written without being looked at
	OperationUpdateAll Operation = "update all"
	OperationUpsertAll Operation = "upsert all"
	OperationDeleteAll Operation = "delete all"
)

// Change is one row that a flush wrote, or all rows of one bulk write, as hooks are told of it: [AfterWriter] of their own,
// AfterFlush by [Session.Flushed].
type Change struct {
	Operation    Operation
	Entity       any            // the pointer; of a link, the end that holds the relationship's field; of a bulk write, the slice that it was given
	Key          []any          // of Entity's row, in mapped order
	Columns      []ColumnChange // in mapped order: of an insert all, of an update those that differ, of a delete all; of a link and a bulk write none
	Relationship string         // of a link: the field, as in Hero.Toys
	Target       any            // of a link: the pointer at the other end
}

// ColumnChange is a column before and after a flush. The value of a column tagged secret is ***.
type ColumnChange struct {
	Column   string // in the database
	Field    string // in Go
	Old, New any    // of the field's type; Old of an insert and New of a delete are nil
}

// String returns the change in words, for people. What is secret is ***.
func (c Change) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.Operation, c.name())
	if c.Target != nil {
		fmt.Fprintf(&b, " %s %s", c.Relationship, reflect.TypeOf(c.Target).Elem().Name())
	}
	for i, column := range c.Columns {
		separator := ","
		if i == 0 {
			separator = ":"
		}
		fmt.Fprintf(&b, "%s %s %v -> %v", separator, column.Column, shownValue(column.Old), shownValue(column.New))
	}
	return b.String()
}

// name returns what the change is about: a type, and which row of it.
func (c Change) name() string {
	rows := reflect.ValueOf(c.Entity)
	t := rows.Type().Elem()
	if rows.Kind() == reflect.Slice {
		return fmt.Sprintf("%d %s", rows.Len(), t.Elem().Name())
	}
	return fmt.Sprintf("%s %v", t.Name(), c.Key)
}

// Flushed returns what the flush, or the bulk write, wrote behind which an AfterFlush hook runs, in the order in which it was sent, with the keys
// and defaults that the database made; outside of such a hook nil. An entity of which a foreign key was written later than its
// row is one change. Rows that one statement took out of an association table, or whose foreign keys it emptied, because their
// owner was deleted and nobody had read them, are not in it. The values are copies.
func (s *Session) Flushed() []Change {
	if s.lock() != nil {
		return nil
	}
	defer s.using.Unlock()
	return slices.Clone(s.flushed)
}

// history is what a flush is about to write.
type history struct {
	changes []recorded
	of      map[*identity.Entry]bool // that have a change
}

// recorded is a change whose values after the flush are not known yet.
type recorded struct {
	Change
	entry *identity.Entry
	old   unsafe.Pointer // a struct with the row's values before; nil for a new row
}

// record notes what set writes, before it is sent: all of it, or what entities are told themselves.
func record(set unitofwork.Set, all bool) *history {
	h := &history{of: map[*identity.Entry]bool{}}
	operations := map[unitofwork.Verb]Operation{
		unitofwork.Inserts: OperationInsert, unitofwork.Updates: OperationUpdate, unitofwork.Deletes: OperationDelete,
		unitofwork.Links: OperationLink, unitofwork.Unlinks: OperationUnlink,
	}
	for _, step := range set.Steps {
		op, told := operations[step.Verb]
		if !told || !all && !tellsOf(step.Mapping) {
			continue
		}
		for _, row := range step.Rows {
			if row.Removes {
				h.row(OperationDelete, row)
			} else {
				h.row(op, row)
			}
		}
		for _, pair := range step.Pairs {
			h.changes = append(h.changes, recorded{entry: pair.Owner, Change: Change{
				Operation: op, Entity: pair.Owner.Entity(), Relationship: step.Relation.Name(), Target: pair.Target.Entity(),
			}})
		}
	}
	return h
}

// row notes a row, once for each entity and operation but a delete.
func (h *history) row(op Operation, row unitofwork.Row) {
	e := row.Entry
	if h.of[e] && op != OperationDelete {
		return
	}
	h.of[e] = true
	r := recorded{entry: e, Change: Change{Operation: op, Entity: e.Entity()}}
	if was := row.Of().Snapshot(); was != nil {
		r.old = e.Mapping.Snapshot(was)
	}
	h.changes = append(h.changes, r)
}

// finish returns the changes with what the flush has made of them.
func (h *history) finish() []Change {
	list := make([]Change, 0, len(h.changes))
	for _, r := range h.changes {
		m, now := r.entry.Mapping, r.entry.Mapping.Snapshot(r.entry.Base)
		if r.Operation == OperationDelete {
			now = nil
		}
		r.Key = keyIn(m, r.old, now)
		if r.Target == nil {
			r.Columns = columnChanges(m, r.old, now)
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

func columnChanges(m *mapper.Mapping, old, now unsafe.Pointer) (columns []ColumnChange) {
	for _, c := range m.Columns {
		if old != nil && now != nil && c.Equal(old, now) {
			continue
		}
		columns = append(columns, ColumnChange{Column: c.Name, Field: c.Field, Old: columnValue(c, old), New: columnValue(c, now)})
	}
	return columns
}

// columnValue returns a column of the struct at base, nil without one.
func columnValue(c *mapper.Column, base unsafe.Pointer) any {
	switch {
	case base == nil:
		return nil
	case c.Secret:
		return "***"
	}
	return c.Value(base)
}
