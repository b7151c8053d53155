package unitofwork

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// refusal is an [ErrInvalid] that has nothing to do with a relationship.
type refusal struct{ error }

// Unwrap implements errors.Is.
func (refusal) Unwrap() error { return ErrInvalid }

func refused(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }

// checkFixed refuses to change a column that only an INSERT writes. A new entity that takes a row over writes all of it.
func checkFixed(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Updates || len(step.Mapping.Fixed) == 0 {
			continue
		}
		for _, row := range step.Rows {
			changes := func(c *mapper.Column) bool { return slices.Contains(row.Columns, c) || row.Entry.Assigns(c) }
			if i := slices.IndexFunc(step.Mapping.Fixed, changes); i >= 0 && row.Replaced == nil {
				return refused("%s.%s is createonly, and was changed after its INSERT: put its value back, or refresh the entity",
					step.Mapping.Name(), step.Mapping.Fixed[i].Field)
			}
		}
	}
	return nil
}

// checkKeys refuses to empty a key. An entity that was overwritten as a whole, *hero = Hero{Name: "x"}, would else take its row
// to the key 0.
func checkKeys(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Updates {
			continue
		}
		for i := range step.Rows {
			if row := &step.Rows[i]; row.emptiesKey() {
				return refused("the key of a %s that is a row has become zero: to change its fields and not its key, set them one by one, or put the key "+
					"into the new value as well; for another row, Add another entity", step.Mapping.Name())
			}
		}
	}
	return nil
}

// emptiesKey reports whether all of the key is zero that was not.
func (r *Row) emptiesKey() bool {
	m := r.Entry.Mapping
	edited := func(c *mapper.Column) bool { return slices.Contains(r.Columns, c) }
	if r.Replaced != nil || r.Removes || !slices.ContainsFunc(m.Key, edited) {
		return false
	}
	filled := func(c *mapper.Column) bool {
		return !c.IsZero(r.Entry.Base) || r.Entry.Assigns(c) || slices.ContainsFunc(r.Fills, func(f Fill) bool { return f.Column == c })
	}
	if slices.ContainsFunc(m.Key, filled) {
		return false
	}
	was := r.Entry.Snapshot()
	return was != nil && slices.ContainsFunc(m.Key, func(c *mapper.Column) bool { return !c.IsZero(was) })
}
