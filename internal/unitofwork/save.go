package unitofwork

import (
	"slices"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// save is a row that is inserted or updated.
type save struct {
	row   Row
	verb  Verb
	late  bool         // it comes behind all rows
	after []dependency // what must be written before
	depth int          // within tables that refer to one another
	step  int          // its place in the sorter's steps
	held  mapper.Set   // edited columns that a late row writes
}

// dependency is a row that must be written before another one.
type dependency struct {
	on *identity.Entry
	by *mapper.Relationship
}

// save plans a row for every entity that differs from its own.
func (f *planner) save() error {
	f.findKeys()
	for i, e := range f.entries {
		if f.unchanged[i] && f.keysOf[e] == nil || !f.living(e) {
			continue
		}
		if len(f.keysOf[e]) == 0 && e.State == identity.Persistent && !e.Modified() {
			continue
		}
		if err := f.saveEntity(e, f.keysOf[e]); err != nil {
			return err
		}
	}
	return nil
}

// findKeys notes which foreign keys of each entity something is said of.
func (f *planner) findKeys() {
	clear(f.keysOf)
	for _, k := range f.keyOrder {
		put(&f.keysOf, k.child, append(f.keysOf[k.child], k))
	}
}

// saveEntity plans a row for e, whose foreign keys of which something is said are keys, and another one for what is written later.
func (f *planner) saveEntity(e *identity.Entry, keys []*foreignKey) error {
	s, late := f.newSave(e), (*save)(nil)
	if len(keys) > 0 {
		late = f.newSave(e)
		late.verb, late.late = Updates, true
	}
	if err := f.agree(keys); err != nil {
		return err
	}
	for _, k := range keys {
		if err := f.planForeignKey(k, s, late); err != nil {
			return err
		}
	}
	if f.shape(s); s.verb != 0 {
		f.noteReturned(e)
		if f.saveOf == nil {
			room := max(1, f.changed-len(f.deletes))
			f.saves, f.saveOf = append(make([]*save, 0, room), f.saves...), make(map[*identity.Entry]*save, room)
		}
		f.saves = append(f.saves, s)
		f.saveOf[e] = s
	}
	switch {
	case late == nil:
	case len(late.row.Fills) > 0:
		late.row.Columns, late.row.Late = columnsOf(late.row.Fills, nil, e.Mapping), s.verb != 0
		f.saves = append(f.saves, late)
	default:
		f.unused = late
	}
	return nil
}

// newSave returns a row of e, in memory for several at once.
func (f *planner) newSave(e *identity.Entry) *save {
	s := f.unused
	if f.unused = nil; s == nil {
		if len(f.saveRoom) == 0 {
			f.saveRoom = make([]save, max(1, min(f.changed-len(f.saves), mostSlab)))
		}
		s, f.saveRoom = &f.saveRoom[0], f.saveRoom[1:]
	}
	*s = save{row: Row{Entry: e}}
	return s
}

// mostSlab is how many rows, or pairs, are made at once.
const mostSlab = 32

// shape says what becomes of an entity: an INSERT, an UPDATE, or nothing.
func (f *planner) shape(s *save) {
	e := s.row.Entry
	if e.State != identity.Pending {
		if s.row.Columns = columnsOf(s.row.Fills, s.changed(), e.Mapping); len(s.row.Columns) > 0 || len(e.Assigned()) > 0 {
			s.verb = Updates
		}
		return
	}
	s.verb = Inserts
	if row := f.rowSwitched(s); row != nil {
		put(&f.replaced, row, true)
		s.verb, s.row.Replaced = Updates, row
		s.row.Columns = columnsOf(s.row.Fills, rowSwitchColumns(e, row), e.Mapping)
	}
}

// columnsOf returns columns and those of fills, in mapped order.
func columnsOf(fills []Fill, columns []*mapper.Column, m *mapper.Mapping) []*mapper.Column {
	if len(fills) == 0 {
		return columns
	}
	set := mapper.SetOf(columns)
	for _, fill := range fills {
		set = set.With(fill.Column.Index)
	}
	all := make([]*mapper.Column, 0, len(columns)+len(fills))
	for i, c := range m.Columns {
		if set.Has(i) {
			all = append(all, c)
		}
	}
	return all
}

// planForeignKey writes down what a foreign key gets: with its row, or later.
func (f *planner) planForeignKey(k *foreignKey, now, late *save) error {
	switch {
	case f.unseen(k):
		f.wantRow(k.child)
		return nil
	case k.by == nil:
		f.restoreShared(k, now)
		f.postponeNamed(k, now, late)
		return nil
	case k.by.parent == nil || !f.living(k.by.parent):
		f.restoreShared(k, now)
		return f.nullify(k, now)
	}
	parent := k.by.parent
	foreign, key := k.by.columns()
	if unread(parent, key) {
		f.wantColumns(parent, key)
		return nil
	}
	s, moves := now, f.changes(parent, key)
	if (parent.State == identity.Pending || moves) && k.by.postpones() && k.waits() {
		s = late
		k.hold(now)
	}
	known := isGiven(parent, key) && !moves
	if known && parent.State == identity.Persistent && k.isSeen() && refers(k.child, k.child.Base, *k.by, parent.Base) {
		return nil
	}
	if err := f.keepFixed(k); err != nil {
		return err
	}
	for i, c := range foreign {
		switch {
		case k.fixes(c), parent == k.child && key[i] == c: // a row that refers to itself shares it with itself
		case s == late && !k.waitsWith(c):
			f.fillShared(k, now, c, key[i])
		default:
			from, own := f.origin(parent, key[i])
			s.row.Fills = append(s.row.Fills, Fill{Column: c, From: from, Key: own})
		}
	}
	if c := k.by.by.TypeColumn; c != nil && !k.fixes(c) {
		s.row.Fills = append(s.row.Fills, Fill{Column: k.by.by.TypeColumn, Type: k.by.by})
	}
	s.after = append(s.after, dependency{parent, k.by.by})
	return nil
}

// isSeen reports whether the child's row has the foreign key that the session has last seen, as far as it can tell: one that was
// expired since may have another.
func (k *foreignKey) isSeen() bool { return k.by == &k.kept || !k.child.Expired }

// unread reports whether there are columns of a row that nobody has read or set.
func unread(e *identity.Entry, columns []*mapper.Column) bool {
	return e.State == identity.Persistent && slices.ContainsFunc(columns, func(c *mapper.Column) bool {
		return !e.Loaded().Has(c.Index) && c.IsZero(e.Base) && !e.Assigns(c)
	})
}

// nullify empties a foreign key.
func (f *planner) nullify(k *foreignKey, s *save) error {
	filled := false
	for _, c := range f.emptiedBy(k) {
		filled = true
		if c.IsZero(k.child.Base) && !unread(k.child, []*mapper.Column{c}) {
			continue
		}
		if k.fixes(c) {
			return f.wouldChange(k, c)
		}
		s.row.Fills = append(s.row.Fills, Fill{Column: c})
	}
	if filled || k.child.State == identity.Pending && !k.hangsOnDeleted && !f.refersToDeleted(k) {
		return nil
	}
	c := k.by.by.Needed()
	return wrong("a %s would be left without its %s, and %s cannot be NULL: make the field a pointer, delete the %s as well (cascade=all+delete-orphan), or give it to another",
		k.child.Mapping.Name(), k.by.by.Name(), c.Field, k.child.Mapping.Name())
}

// refersToDeleted reports whether a new entity's foreign key was given a parent that is deleted: by a pointer, a list or its fields.
func (f *planner) refersToDeleted(k *foreignKey) bool {
	if slices.ContainsFunc(k.claims, func(c claim) bool { return c.parent != nil && !f.living(c.parent) }) {
		return true
	}
	key, named := keyIn(k.child, k.by.by, k.child.Base)
	parent := f.at(k.by.by, key)
	return named && parent != nil && !f.living(parent)
}

// rowSwitched returns the entry whose row a new entity takes over: one that is to be deleted and has its key.
func (f *planner) rowSwitched(s *save) *identity.Entry {
	if len(f.deletes) == 0 {
		return nil
	}
	e := s.row.Entry
	base := e.Base
	for _, c := range e.Mapping.Key {
		at := slices.IndexFunc(s.row.Fills, func(fill Fill) bool { return fill.Column == c })
		if at < 0 {
			if e.Mapping.Maker(c, e.Base) == mapper.Database || e.Assigns(c) {
				return nil
			}
			continue
		}
		fill := s.row.Fills[at]
		if fill.From == nil {
			return nil
		}
		from, own, says := f.originBut([]*identity.Entry{e}, fill.From, fill.Key)
		if !says || !isGiven(from, []*mapper.Column{own}) {
			return nil
		}
		if base == e.Base {
			base = e.Mapping.Snapshot(e.Base)
		}
		mapper.Carry(c, base, own, from.Base)
	}
	other := f.known.At(identity.KeyOf(e.Mapping, base))
	if other == nil || !f.deleted[other] || f.replaced[other] {
		return nil
	}
	return other
}

// rowSwitchColumns returns the columns that a new entity writes into a row: those where it differs, as far as the row is known, and those that an
// UPDATE would set by itself, but not those that it leaves to the database.
func rowSwitchColumns(e, row *identity.Entry) (columns []*mapper.Column) {
	for i, c := range e.Mapping.Columns {
		version := c.Version && c.IsZero(e.Base)
		known := row.Loaded().Has(i) && (!row.Expired || c.PrimaryKey)
		if e.Mapping.Maker(c, e.Base) == mapper.Database || e.Assigns(c) || version || (known && c.OnUpdate == "" && c.Equal(e.Base, row.Snapshot())) {
			continue
		}
		columns = append(columns, c)
	}
	return columns
}
