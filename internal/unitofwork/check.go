package unitofwork

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/identity"
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
			if row.Removes || row.Late && row.Entry.State == identity.Pending {
				continue // no edits are written; its INSERT, in two statements
			}
			changes := func(c *mapper.Column) bool { return slices.Contains(row.Columns, c) || row.Entry.Assigns(c) }
			if i := slices.IndexFunc(step.Mapping.Fixed, changes); i >= 0 && row.Replaced == nil {
				return refused("%s.%s is createonly, and was changed after its INSERT: put its value back, or refresh the entity",
					step.Mapping.Name(), step.Mapping.Fixed[i].Field)
			}
		}
	}
	return nil
}

// isFixed reports whether only an INSERT writes the column.
func isFixed(c *mapper.Column) bool { return c.CreateOnly }

// fixes reports whether the foreign key is a row's, and its column c stays as it was inserted.
func (k *foreignKey) fixes(c *mapper.Column) bool {
	return c.CreateOnly && k.child.State == identity.Persistent
}

// keepFixed refuses a parent that needs other columns of the foreign key than were inserted.
func (f *planner) keepFixed(k *foreignKey) error {
	r := k.by.by
	if c := r.TypeColumn; c != nil && k.fixes(c) && !r.IsOfType(k.child.Base) {
		return f.wouldChange(k, c)
	}
	foreign, key := k.by.columns()
	for i, c := range foreign {
		if k.fixes(c) && !f.keepsValue(k.child, c, k.by.parent, key[i]) {
			return f.wouldChange(k, c)
		}
	}
	return nil
}

// carries reports whether the child has in its column c what the parent has in key.
func carries(child *identity.Entry, c *mapper.Column, parent *identity.Entry, key *mapper.Column) bool {
	scratch := child.Mapping.New()
	return mapper.Carry(c, scratch, key, parent.Base) && c.Equal(scratch, child.Base)
}

// wouldChange is the error of a foreign key that stays as it was inserted, column c of which something else than an edit of the field would change.
func (f *planner) wouldChange(k *foreignKey, c *mapper.Column) error {
	child, r := k.child.Mapping.Name(), k.by.by
	switch {
	case k.by == &k.kept:
		return wrong("%s.%s is createonly, and the key of the %s that it refers to changes: keep that key, or drop createonly", child, c.Field, k.by.parent.Mapping.Name())
	case k.by.parent != nil:
		return wrong("%s.%s is createonly, and %s leads to another %s than when the %s was inserted: put it back, or drop createonly",
			child, c.Field, r.Name(), k.by.parent.Mapping.Name(), child)
	case k.former != nil && f.deleted[k.former]:
		return wrong("%s.%s is createonly, and would become NULL because the %s that it refers to is deleted: delete the %s as well (cascade=all at %s), "+
			"expunge it where the database follows by itself (passive-deletes there), or drop createonly", child, c.Field, k.former.Mapping.Name(), child, r.Name())
	}
	return wrong("%s.%s is createonly, and would become NULL because %s let the %s go: put it back, delete the %s as well (cascade=all+delete-orphan), or drop createonly",
		child, c.Field, r.Name(), child, child)
}

// checkPadded refuses texts that a char(n) fills up in a key: the row that is read would be another one than the row that was written.
func checkPadded(steps []Step) error {
	for _, step := range steps {
		if step.Verb != Inserts && step.Verb != Updates {
			continue
		}
		for _, c := range step.Mapping.Padded {
			pads := func(row Row) bool {
				return (step.Verb == Inserts || slices.Contains(row.Columns, c)) && !row.Entry.Assigns(c) && c.IsPadded(row.Entry.Base)
			}
			if slices.ContainsFunc(step.Rows, pads) {
				return refused("%s.%s is shorter than its %s, which fills it with blanks, so that the row comes back with another key: "+
					"make the column a varchar or text, or give the key with its blanks", step.Mapping.Name(), c.Field, c.SQLType)
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
