package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// postponeNamed writes a foreign key later than its row where its tag allows, and its fields alone name a row that is there only behind
// another statement of the flush.
func (f *planner) postponeNamed(k *foreignKey, now, late *save) {
	if !k.fieldsEdited || !(claim{by: k.relation}).postpones() || slices.ContainsFunc(k.columns, k.child.Assigns) || !k.waits() {
		return
	}
	key, ok := keyIn(k.child, k.relation, k.child.Base)
	parent := f.comingAt(k.relation)[key]
	if !ok || parent == nil || parent == k.child || !f.living(parent) {
		return
	}
	k.hold(now)
	foreign, referred := claim{by: k.relation}.columns()
	for i, c := range foreign {
		if k.waitsWith(c) {
			late.row.Fills = append(late.row.Fills, Fill{Column: c, From: parent, Key: referred[i]})
		}
	}
}

// waits reports whether a foreign key has a column that may be NULL until it is written late: one such column is enough to refer to nothing.
func (k *foreignKey) waits() bool { return slices.ContainsFunc(k.columns, k.waitsWith) }

// waitsWith reports whether a column of a foreign key that is written late is NULL until then.
func (k *foreignKey) waitsWith(c *mapper.Column) bool { return c.Nullable() && !k.shares(c) }

// fillShared gives the row its column c of a foreign key of which others are written late: what the parent's key has, or will have from
// the row that gives it that. Rows that refer to each other alone have what the fields of one say.
func (f *planner) fillShared(k *foreignKey, now *save, c, key *mapper.Column) {
	from, own, says := f.originBut([]*identity.Entry{k.child}, k.by.parent, key)
	if !says {
		if from, own = k.by.parent, key; !c.IsZero(k.child.Base) || key.IsZero(from.Base) {
			return
		}
	}
	known := isGiven(from, []*mapper.Column{own})
	if known && k.child.State == identity.Persistent && carries(k.child, c, from, own) {
		return
	}
	now.row.Fills = append(now.row.Fills, Fill{Column: c, From: from, Key: own})
	if !known {
		now.after = append(now.after, dependency{from, k.by.by})
	}
}

// comingAt returns the rows that get what the foreign key of r refers to by this flush, new ones and those that change it, by that.
func (f *planner) comingAt(r *mapper.Relationship) map[identity.Key]*identity.Entry {
	name := referredOf(r)
	index, known := f.coming[name]
	if !known {
		m, columns := r.Referred()
		for _, e := range f.known.EntriesOf(m) {
			if e.State == identity.Pending && isGiven(e, columns) || changes(e, columns) && !slices.ContainsFunc(columns, e.Assigns) {
				put(&index, identity.KeyBy(m, columns, e.Base), e)
			}
		}
		put(&f.coming, name, index)
	}
	return index
}

// hold keeps a foreign key that is written late out of the statement on its row, with what the fields have: an INSERT writes NULL, and an
// UPDATE nothing, or NULL where it moves a column that another foreign key shares.
func (k *foreignKey) hold(now *save) {
	empty := k.child.State == identity.Pending || slices.ContainsFunc(k.columns, func(c *mapper.Column) bool { return k.shares(c) && k.child.Edited(c) })
	for _, c := range k.columns {
		switch {
		case !k.waitsWith(c):
		case !empty:
			now.held = now.held.With(c.Index)
		case !c.IsZero(k.child.Base):
			now.row.Fills = append(now.row.Fills, Fill{Column: c})
		}
	}
}

// shares reports whether a column of the foreign key is one of another key as well, or of the row's own.
func (k *foreignKey) shares(c *mapper.Column) bool {
	return c.PrimaryKey || sharesColumn(k.child.Mapping, k.columns, c)
}

// sharesColumn reports whether a column of a foreign key of m is one of another foreign key as well.
func sharesColumn(m *mapper.Mapping, key []*mapper.Column, c *mapper.Column) bool {
	return slices.ContainsFunc(relationships(m), func(r *mapper.Relationship) bool {
		return r.HoldsKey() && slices.Contains(r.Local, c) && mapper.SetOf(r.Local) != mapper.SetOf(key)
	})
}

// changed returns what was edited of the row, without what is written late.
func (s *save) changed() []*mapper.Column {
	columns := s.row.Entry.Changed()
	if s.held == (mapper.Set{}) {
		return columns
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c *mapper.Column) bool { return s.held.Has(c.Index) })
}
