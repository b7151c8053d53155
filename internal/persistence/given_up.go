package persistence

import (
	"errors"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// givenUp is err with the next move where it is a unique violation of what another row of the flush gives up, but not before.
func (p *Plan) givenUp(by subject, err error) error {
	var refusal *backends.Error
	if !errors.Is(err, backends.ErrUniqueViolation) || !errors.As(err, &refusal) {
		return err
	}
	columns := by.mapping.UniqueColumns(by.dialect.LastName(by.mapping.Table), refusal.Constraint)
	if len(columns) == 0 || slices.Equal(columns, by.mapping.Key) || !p.givesUp(by, columns) {
		return err
	}
	explained := *refusal
	explained.Message += ": another " + by.mapping.Name() + " gives it up in the same flush, whose rows are put in and changed before others go: " +
		"let that one go alone, Flush, and then give its place away"
	return &explained
}

// givesUp reports whether the flush deletes, or changes, a row that has in columns what a row of by gets.
func (p *Plan) givesUp(by subject, columns []*mapper.Column) bool {
	for _, s := range p.set.Steps {
		if s.Mapping != by.mapping || s.Verb != unitofwork.Deletes && s.Verb != unitofwork.Updates {
			continue
		}
		for i := range s.Rows {
			e := s.Rows[i].Of()
			was := e.Snapshot()
			if was == nil || s.Verb == unitofwork.Updates && !changesAny(e, columns) {
				continue
			}
			if slices.ContainsFunc(by.rows, func(row unsafe.Pointer) bool { return agree(columns, was, row) }) {
				return true
			}
		}
	}
	return false
}

func changesAny(e *identity.Entry, columns []*mapper.Column) bool {
	return slices.ContainsFunc(columns, e.Edited)
}

// agree reports whether two structs have the same in columns.
func agree(columns []*mapper.Column, a, b unsafe.Pointer) bool {
	return !slices.ContainsFunc(columns, func(c *mapper.Column) bool { return !c.Equal(a, b) })
}
