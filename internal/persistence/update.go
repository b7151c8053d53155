package persistence

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/unitofwork"
)

// update is a row that is updated.
type update struct {
	*unitofwork.Row
	values unsafe.Pointer // the struct with the new values
	found  unsafe.Pointer // the struct with the key, and the version, that the row has
}

func (p *Plan) changeOf(u update) change {
	m, e := u.Entry.Mapping, u.Entry
	counted := !u.Late && m.Version != nil
	read := counted && u.Of().Loaded().Has(m.Version.Index)
	return change{
		mapping: m, columns: mapper.SetOf(u.Columns), checked: read, unknown: counted && !read,
		quiet: u.Late && (e.ToDelete || e.State == identity.Pending || p.saved[e]), removes: u.Removes,
	}
}

// alike is rows that change the same columns.
type alike struct {
	*edit
	updates []update
}

// update plans changed entities of one table: first those that change the same columns, together, then those that go
// alone, all by the keys that their rows had.
func (p *Plan) update(_ *mapper.Mapping, rows []unitofwork.Row) error {
	together, alone, err := p.divide(rows)
	if err != nil {
		return err
	}
	for _, a := range together {
		if err := p.updateAlike(a); err != nil {
			return err
		}
	}
	for _, u := range alone {
		if err := p.updateAlone(u); err != nil {
			return err
		}
	}
	for i := range rows {
		p.noteSaved(rows[i].Entry)
	}
	return nil
}

// divide tells rows that go together from those that go alone.
func (p *Plan) divide(rows []unitofwork.Row) (together []alike, alone []update, err error) {
	var places map[change]int
	last := -1
	for i := range rows {
		u, err := p.newUpdate(&rows[i])
		if err != nil {
			return nil, nil, err
		}
		c := p.changeOf(u)
		switch {
		case u.special():
			alone = append(alone, u)
			continue
		case last >= 0 && together[last].change == c:
		case editOf(c).unique:
			alone = append(alone, u)
			continue
		default:
			together, last = placed(together, &places, c)
		}
		if together[last].updates == nil && last == 0 {
			together[last].updates = make([]update, 0, len(rows))
		}
		together[last].updates = append(together[last].updates, u)
	}
	return together, alone, nil
}

// placed returns the place of what changes c among those that go together, a new one where it is the first.
func placed(together []alike, places *map[change]int, c change) ([]alike, int) {
	at, met := (*places)[c]
	if met {
		return together, at
	}
	if *places == nil {
		*places = map[change]int{}
	}
	at = len(together)
	(*places)[c] = at
	return append(together, alike{edit: editOf(c)}), at
}

// newUpdate fills a row's foreign keys. Those that are late stand beside the entity until everything is written, since its
// other statements are sent without them.
func (p *Plan) newUpdate(r *unitofwork.Row) (update, error) {
	u := update{r, r.Entry.Base, r.Of().Identified()}
	if r.Removes {
		p.remove(r.Entry)
	}
	if r.Late {
		u.values, u.found = r.Entry.Mapping.New(), r.Of().Snapshot()
	}
	if r.Late && (p.saved[r.Entry] || u.found == nil) {
		u.found = r.Entry.Base
	}
	if len(r.Follows) > 0 {
		u.found = r.Entry.Mapping.Snapshot(u.found)
	}
	for _, f := range r.Follows {
		mapper.Carry(f.Column, u.found, f.Key, f.From.Base)
	}
	return u, p.populate(r, u.values)
}

// remove puts the moment of its deletion into an entity, in UTC and in microseconds, as databases keep it. Where the row says that it was
// deleted before, that moment stays.
func (p *Plan) remove(e *identity.Entry) {
	c := e.Mapping.SoftDelete
	p.recordUndo(e, c)
	if was := e.Snapshot(); c.IsZero(was) {
		c.SetTime(e.Base, p.moment())
	} else {
		c.Copy(e.Base, was)
	}
}

// special reports whether the statement on a row is its own.
func (u update) special() bool { return u.Replaced != nil || u.assigns() }

// assigns reports whether the statement on a row sets what is assigned to its entity: a delete writes no edits, and what is late follows
// a statement that has.
func (u update) assigns() bool { return len(u.Entry.Assigned()) > 0 && !u.Late && !u.Removes }

func (p *Plan) updateAlike(a alike) error {
	page, rowsAlone := 1, []bool(nil)
	if len(a.updates) > 1 && a.textsIn(p.options.Dialect).several != "" {
		page = p.options.Page
		rowsAlone = ungroupable(a.list, valuesOf(a.updates), ungroupable(a.mapping.Key, foundOf(a.updates), nil))
	}
	for from, to := range runs(len(a.updates), page, rowsAlone) {
		add := p.updateUnnest
		if to-from == 1 {
			add = p.updateOne
		}
		if err := add(a.edit, a.updates[from:to]); err != nil {
			return err
		}
	}
	return nil
}

// updateAlone plans one row, which may get another key.
func (p *Plan) updateAlone(u update) error {
	e, c := u.Entry, p.changeOf(u)
	if err := p.claim(u.Row); err != nil {
		return err
	}
	if len(u.Columns) == 0 && !c.counts() && !u.assigns() {
		c.columns = c.columns.With(e.Mapping.Key[0].Index) // a row that is taken over as it is: the key is written as it stands
	}
	if !u.special() {
		return p.updateOne(editOf(c), []update{u})
	}
	s := newEdit(c, &u)
	if err := s.checkDefaults(p.options.Dialect); err != nil {
		return err
	}
	if u.assigns() {
		return p.updateAssigned(s, u)
	}
	return p.updateOne(s, []update{u})
}

// claim refuses a key that another entity of the session has, and keeps.
func (p *Plan) claim(u *unitofwork.Row) error {
	e := u.Entry
	if u.Late || slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool { return e.Assigns(c) || p.isBlank(c, e.Base) }) {
		return nil
	}
	key, old := identity.KeyOf(e.Mapping, e.Base), u.Of().Key()
	if key == old {
		return nil
	}
	other := p.known.At(key)
	if p.claimed[key] || (other != nil && !p.moved[other]) {
		return keyTaken(e, other)
	}
	put(&p.claimed, key, p.written)
	put(&p.moved, e, 0)
	return nil
}

func keyTaken(e, by *identity.Entry) error {
	return &KeyTakenError{by, fmt.Sprintf("the session has another %s with the key %v: edit that one, or Merge yours into it; else flush its change or deletion first, or give one of them a third key in between", e.Mapping.Name(), identity.Values(e.Mapping, e.Base))}
}

// updateOne is UPDATE of one row, found by the key, and the version, that it had.
func (p *Plan) updateOne(s *edit, updates []update) error {
	u, one := updates[0], p.newUpdating(s, updates)
	args := p.values(make([]any, 0, len(s.list)+len(s.where)+1), s.list, u.values)
	if s.counts() {
		args = append(args, one.nextVersions().Index(0).Interface())
	}
	args = p.values(args, s.where, u.found)
	one.expect(s.made)
	return p.add(s.textsIn(p.options.Dialect).one, args, s.secret, s.made, one)
}

// padded returns secret with room for n arguments.
func padded(secret []bool, n int) []bool {
	return append(secret, make([]bool, n-len(secret))...)
}
