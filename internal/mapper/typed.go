package mapper

import (
	"fmt"
	"slices"
	"unsafe"
)

// Typed returns a relationship for each foreign key of m that refers to one of several types: a pointer of m, or where it has none, what
// leads to m from another type whose relationships are resolved. It is not to be changed.
func (m *Mapping) Typed() []*Relationship {
	_, _ = m.Relationships() // mistakes are told where the relationships are used
	if all := m.typed.Load(); all != nil {
		return *all
	}
	return nil
}

// noteTyped notes a relationship that refers to one of several types with the type that holds its foreign key.
func (r *Relationship) noteTyped() {
	if r.TypeColumn == nil || r.ViewOnly {
		return
	}
	holder, foreign := r.Referring()
	var all []*Relationship
	if known := holder.typed.Load(); known != nil {
		all = slices.Clone(*known)
	}
	at := slices.IndexFunc(all, func(other *Relationship) bool {
		_, columns := other.Referring()
		return other.TypeColumn == r.TypeColumn && slices.Equal(columns, foreign)
	})
	switch {
	case at < 0:
		all = append(all, r)
	case r.HoldsKey() && !all[at].HoldsKey(), r.HoldsKey() == all[at].HoldsKey() && r.Owner != all[at].Owner && r.Name() < all[at].Name():
		all[at] = r
	default:
		return
	}
	holder.typed.Store(&all)
}

// HalfTyped returns which column the holder's struct at base has a value in and which it has none in, where the foreign key and the type beside
// it say half of what it refers to; nil where they say all, or nothing.
func (r *Relationship) HalfTyped(base unsafe.Pointer) (has, lacks *Column) {
	_, foreign := r.Referring()
	empty := slices.IndexFunc(foreign, func(c *Column) bool { return c.IsZero(base) })
	switch noType := r.TypeColumn.IsZero(base); {
	case noType && empty < 0:
		return r.Needed(), r.TypeColumn
	case !noType && empty >= 0 && foreign[empty].Nullable():
		return r.TypeColumn, foreign[empty]
	}
	return nil, nil
}

// HalfError says what HalfTyped has found.
func (r *Relationship) HalfError(has, lacks *Column) error {
	holder, _ := r.Referring()
	way := "the pointer " + r.Field
	if !r.HoldsKey() {
		way = "put it into " + r.Name()
	}
	return fmt.Errorf("%s.%s of a %[1]s has a value and %[3]s has none, and both say what it refers to: set both, or neither, or %s, which does",
		holder.Name(), has.Field, lacks.Field, way)
}

// CheckTyped errs where the struct at base says half of what it refers to, and what it lacks is a column that writes reports.
func (m *Mapping) CheckTyped(base unsafe.Pointer, writes func(*Column, unsafe.Pointer) bool) error {
	for _, r := range m.Typed() {
		if has, lacks := r.HalfTyped(base); lacks != nil && writes(lacks, base) && !has.ReadOnly {
			return r.HalfError(has, lacks)
		}
	}
	return nil
}
