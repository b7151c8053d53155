package persistence

import (
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Bound is a value that a statement gives a column, or compares with it.
type Bound struct {
	Column *mapper.Column
	Value  any
}

// RefusedTag is err, which an UPDATE of the user's was refused with, with the column named whose tag sets it to what is of another type; nil
// where that is not why. Assigned are the columns that the statement sets itself.
func RefusedTag(m *mapper.Mapping, assigned mapper.Set, err error) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) || refusal.Code != mistyped {
		return nil
	}
	parts := otherType.FindStringSubmatch(refusal.Message)
	if parts == nil {
		return nil
	}
	if c := m.Column(parts[1]); c == nil || c.OnUpdate == "" || assigned.Has(c.Index) {
		return nil
	}
	return subject{mapping: m}.explained(err)
}

// mistyped is PostgreSQL's code of what is of another type than its column.
const mistyped = "42804"

// RefusedBound is err, which a statement about values of a table was refused with, with the column named that a value did not fit.
// Where the database computes values as well, it is the one whose tag says the type that is told, or none. A unique violation gets
// its constraint and its column, and the way to set the sequence where counted says that the statement leaves the key to one; and a column that
// is NULL because its tag leaves it out is told so.
func RefusedBound(d render.Dialect, m *mapper.Mapping, bound []Bound, computes, counted bool, err error) error {
	var refusal *backends.Error
	if errors.As(err, &refusal) && refusal.Kind == backends.ErrUniqueViolation {
		s := subject{mapping: m, dialect: d}
		if counted {
			return s.explained(err)
		}
		if violated := s.constrained(*refusal); violated != *refusal {
			return &violated
		}
		return err
	}
	if errors.Is(err, backends.ErrNotNullViolation) {
		return subject{mapping: m, bound: bound, computes: computes}.explained(err)
	}
	if len(bound) == 0 {
		return err
	}
	if IsUnknown(refusal) {
		return subject{mapping: m, bound: bound}.masked(refusal, err)
	}
	if !errors.Is(err, backends.ErrDataException) {
		return err
	}
	return subject{mapping: m, bound: bound, computes: computes}.explained(err)
}
