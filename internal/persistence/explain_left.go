package persistence

import (
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// leftOut explains a column that is NULL because an INSERT leaves it to the database, as its tag says, which makes no value for it.
func (s subject) leftOut(e *backends.Error) (message string, columns []*mapper.Column) {
	c := s.mapping.Column(e.Column)
	if c == nil || e.Table != s.dialect.LastName(s.mapping.Table) || !s.leaves(c) {
		return "", nil
	}
	columns = []*mapper.Column{c}
	message = e.Message + ": " + s.names(columns) + " is left to the database"
	switch {
	case c.ReadOnly:
		return message + " by readonly, and the column has no default: give it one, or drop readonly", columns
	case c == s.mapping.CountedKey() && !c.Identity:
		return message + ", as an integer key without a value is, and the column is not counted up: make it an identity, or give the key a value", columns
	case c.Identity:
		return message + " by identity, and the column is not counted up: make it an identity, or drop that", columns
	}
	return message + ", as omitzero says of a zero value, and the column has no default: give it one, or drop omitzero", columns
}

// leaves reports whether a row of s brings no value for c because of its tag.
func (s subject) leaves(c *mapper.Column) bool {
	if !c.ReadOnly && !c.Identity && !c.OmitZero && c != s.mapping.CountedKey() {
		return false
	}
	if s.rows == nil {
		return !s.computes && !slices.ContainsFunc(s.bound, func(b Bound) bool { return b.Column == c })
	}
	return c.ReadOnly || slices.ContainsFunc(s.rows, func(row unsafe.Pointer) bool { return c.IsZero(row) })
}
