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
		for _, r := range relationships(step.Mapping) {
			if r.TypeColumn == nil || !r.HoldsKey() || r.ViewOnly {
				continue
			}
			for i := range step.Rows {
				if has, lacks := step.Rows[i].halfTyped(r); lacks != nil {
					return refused("%s.%s of a %[1]s has a value and %[3]s has none, and both say what it refers to: set both, or neither, or the pointer %[4]s, which does",
						step.Mapping.Name(), has.Field, lacks.Field, r.Field)
				}
			}
		}
	}
	return nil
}

// halfTyped returns which column of the foreign key of r, and of the type that it refers to, the row has a value for, and which it lacks; nil
// where it has both, or neither, or they are not written.
func (r *Row) halfTyped(of *mapper.Relationship) (has, lacks *mapper.Column) {
	key, typ := of.Local[0], of.TypeColumn
	if r.Replaced != nil || r.Removes || r.sets(key) || r.sets(typ) {
		return nil, nil
	}
	if r.Entry.State == identity.Persistent && !slices.Contains(r.Columns, key) && !slices.Contains(r.Columns, typ) {
		return nil, nil // as the row has it
	}
	switch noKey, noType := key.IsZero(r.Entry.Base), typ.IsZero(r.Entry.Base); {
	case noType && !noKey:
		return key, typ
	case noKey && !noType && key.Nullable():
		return typ, key
	}
	return nil, nil
}

// sets reports whether the flush gives the column a value that the struct does not have.
func (r *Row) sets(c *mapper.Column) bool {
	return r.Entry.Assigns(c) || slices.ContainsFunc(r.Fills, func(f Fill) bool { return f.Column == c })
}
