package mapper

import "slices"

// Emptied returns the columns of the holder that become NULL where the relationship leads nowhere any more: those that may be NULL, and are
// no other foreign key's as well, as a tenant's column is. Where these say nothing by themselves it is all that may be NULL.
func (r *Relationship) Emptied() (columns []*Column) {
	holder, foreign := r.Referring()
	for _, c := range foreign {
		if c.Nullable() && !c.PrimaryKey {
			columns = append(columns, c)
		}
	}
	own := slices.DeleteFunc(slices.Clone(columns), func(c *Column) bool { return holder.sharesForeign(c, SetOf(foreign)) })
	if len(own) > 0 {
		columns = own
	}
	if c := r.TypeColumn; c != nil && c.Nullable() && len(columns) > 0 {
		columns = append(columns, c)
	}
	return columns
}

// Needed returns the column of a foreign key that cannot be NULL which is named to people: one that is its own and no part of its row's key,
// as a tenant's column may be, if there is one.
func (r *Relationship) Needed() *Column {
	holder, foreign := r.Referring()
	at := slices.IndexFunc(foreign, func(c *Column) bool { return !c.PrimaryKey && !holder.sharesForeign(c, SetOf(foreign)) })
	return foreign[max(at, 0)]
}

// sharesForeign reports whether a column of a foreign key is part of another one too.
func (m *Mapping) sharesForeign(c *Column, key Set) bool {
	if c.References != "" && key != SetOf([]*Column{c}) {
		return true
	}
	return slices.ContainsFunc(m.ForeignKeys(), func(other Set) bool { return other != key && other.Has(c.Index) })
}

// ForeignKeys returns the columns of each foreign key that relationships which are resolved name. It is not to be changed.
func (m *Mapping) ForeignKeys() []Set {
	if all := m.foreign.Load(); all != nil {
		return *all
	}
	return nil
}

// noteForeign notes the foreign key of r with the type that holds it. A list that is only read may go by columns that are no key.
func (r *Relationship) noteForeign() {
	if r.Kind == ManyToMany || r.ViewOnly && !r.HoldsKey() {
		return
	}
	holder, foreign := r.Referring()
	if key, known := SetOf(foreign), holder.ForeignKeys(); !slices.Contains(known, key) {
		all := append(slices.Clone(known), key)
		holder.foreign.Store(&all)
	}
}
