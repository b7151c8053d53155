package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// checkNumbered refuses numbers in columns that nobody but the database numbers.
func checkNumbered(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Inserts && step.Verb != Updates {
			continue
		}
		for _, c := range step.Mapping.Numbered {
			if slices.ContainsFunc(step.Rows, func(row Row) bool { return numbers(step.Verb, &row, c) }) {
				return refusal{c.NumberedError(step.Mapping)}
			}
		}
	}
	return nil
}

// numbers reports whether writing the row gives c a number.
func numbers(verb Verb, row *Row, c *mapper.Column) bool {
	switch {
	case row.Removes, row.Replaced != nil:
		return false
	case verb == Inserts:
		return row.Entry.Assigns(c) || !c.IsZero(row.Entry.Base)
	}
	return row.Entry.Assigns(c) || slices.Contains(row.Columns, c)
}
