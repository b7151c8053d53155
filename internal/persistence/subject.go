package persistence

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// subject is what a statement wrote: columns of structs.
type subject struct {
	mapping  *mapper.Mapping
	columns  []*mapper.Column
	rows     []unsafe.Pointer
	bound    []Bound          // instead of rows: what a statement of the user's binds
	computes bool             // what was refused may be a value that the database computed
	assigned []*mapper.Column // that the session's Set was given expressions for
	dialect  render.Dialect
	reserved bool // the database has counted up the rows' keys before
	byKey    bool // an upsert, whose conflict is one of the key
}

// assign notes what an entity has the database compute.
func (s *subject) assign(e *identity.Entry) {
	for _, a := range e.Assigned() {
		s.assigned, s.computes = append(s.assigned, a.Column), true
	}
}

// keyTaken reports whether e, a unique violation, is about a key that the rows brought along.
func (s subject) keyTaken(e *backends.Error) bool {
	return (e.Constraint == "" || s.ofKey(e)) && // a table made elsewhere may call it otherwise
		!slices.ContainsFunc(s.mapping.Key, func(c *mapper.Column) bool { return !slices.Contains(s.columns, c) })
}

// ofKey reports whether e names the constraint of the key.
func (s subject) ofKey(e *backends.Error) bool {
	table := s.dialect.LastName(s.mapping.Table)
	return e.Constraint == "pk_"+table || e.Constraint == table+"_pkey"
}

// byNoKey says how rows without a key are found, where e is a unique violation of an upsert by the key: no row agrees in that.
func (s subject) byNoKey(e *backends.Error) string {
	brings := s.mapping.HasKey
	if !s.byKey || e.Kind != backends.ErrUniqueViolation || !slices.ContainsFunc(s.rows, func(row unsafe.Pointer) bool { return !brings(row) }) {
		return ""
	}
	return ": a " + s.mapping.Name() + " without a key agrees with no row in the key, and is inserted: name the columns of the unique index behind it, as in Upsert(ctx, s, row, columns...)"
}

// countsBehind reports whether e, a unique violation, is about a key that the database has counted up itself.
func (s subject) countsBehind(e *backends.Error) bool {
	c := s.mapping.CountedKey()
	if c == nil || !s.dialect.Has(render.Sequences) || !s.ofKey(e) {
		return false
	}
	given := func(row unsafe.Pointer) bool { return !c.IsZero(row) }
	return s.reserved || !slices.Contains(s.columns, c) || !slices.ContainsFunc(s.rows, given)
}

// catchUp says how a sequence goes on behind the keys that are there.
func (s subject) catchUp() string {
	c, table := s.mapping.CountedKey(), s.dialect.TableName(s.mapping.Table)
	return fmt.Sprintf(": %s.%s is counted up by a sequence, which stands behind keys that were given by hand, as fixtures and restored rows are. Set it behind them, once: "+
		"SELECT setval(pg_get_serial_sequence(%s, %s), max(%s)) FROM %s", s.mapping.Name(), c.Field,
		s.dialect.Literal(table), s.dialect.Literal(c.Name), s.dialect.Identifier(c.Name), table)
}
