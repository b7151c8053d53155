package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// checkTyped refuses rows whose fields say half of what they refer to, where that is one of several types: a key and no type, or a type and no
// key.
func checkTyped(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Inserts && step.Verb != Updates {
			continue
		}
		for _, r := range step.Mapping.Typed() {
			held := r.Held()
			for i := range step.Rows {
				if has, lacks := step.Rows[i].halfTyped(r, held); lacks != nil {
					return refusal{r.HalfError(has, lacks)}
				}
			}
		}
	}
	return nil
}

// halfTyped returns which column of the foreign key of a relationship, and of the type that it refers to, which are held, the row has a
// value for, and which it lacks; nil where it has both, or neither, or they are not written, or were not read.
func (r *Row) halfTyped(of *mapper.Relationship, held []*mapper.Column) (has, lacks *mapper.Column) {
	if r.Removes || slices.ContainsFunc(held, r.sets) {
		return nil, nil
	}
	if r.Entry.State == identity.Persistent && !slices.ContainsFunc(held, func(c *mapper.Column) bool { return slices.Contains(r.Columns, c) }) {
		return nil, nil // as the row has it
	}
	if has, lacks = of.HalfTyped(r.Entry.Base); lacks == nil || r.leaves(lacks) {
		return nil, nil
	}
	return has, lacks
}

// leaves reports whether nobody knows what the row has in a column that the struct has no value for: it was not read, or the database makes it.
func (r *Row) leaves(c *mapper.Column) bool {
	if r.Entry.State == identity.Persistent {
		return !r.Entry.Loaded().Has(c.Index)
	}
	return !r.Entry.Mapping.Inserts(c, r.Entry.Base)
}

// sets reports whether the flush gives the column a value that the struct does not have.
func (r *Row) sets(c *mapper.Column) bool {
	return r.Entry.Assigns(c) || slices.ContainsFunc(r.Fills, func(f Fill) bool { return f.Column == c })
}
