package persistence

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// update is a row that is updated.
type update struct {
	changes.Row
	values unsafe.Pointer // the struct with the new values
	found  unsafe.Pointer // the struct with the key, and the version, that the row has
}

// change is what UPDATEs of like rows have in common.
type change struct {
	mapping *mapper.Mapping
	columns mapper.Set // from the entities
	checked bool       // the row's version is asked for
	quiet   bool       // nothing but columns is set: another statement on the row does that
}

func (p *Plan) changeOf(u update) change {
	m, e := u.Entry.Mapping, u.Entry
	return change{
		mapping: m, columns: mapper.SetOf(u.Columns), checked: !u.Late && m.Version != nil && u.Of().Loaded.Has(m.Version.Index),
		quiet: u.Late && (e.Doomed || e.State == identity.Pending || p.saved[e]),
	}
}

// counts says whether the UPDATE counts the version up, because the user did not set it.
func (c change) counts() bool { return c.checked && !c.columns.Has(c.mapping.Version.Index) }

// update plans changed entities of one table: first those that change the same columns, together, then those that go
// alone, all by the keys that their rows had.
func (p *Plan) update(_ *mapper.Mapping, rows []changes.Row) error {
	var order []change
	alike := map[change][]update{}
	var alone []update
	for _, r := range rows {
		u, err := p.newUpdate(r)
		if err != nil {
			return err
		}
		if lonely(u) {
			alone = append(alone, u)
			continue
		}
		c := p.changeOf(u)
		if len(alike[c]) == 0 {
			order = append(order, c)
		}
		alike[c] = append(alike[c], u)
	}
	for _, c := range order {
		if err := p.updateAlike(c, alike[c]); err != nil {
			return err
		}
	}
	for _, u := range alone {
		if err := p.updateAlone(u); err != nil {
			return err
		}
	}
	for _, r := range rows {
		p.saved[r.Entry] = true
	}
	return nil
}

// newUpdate fills a row's foreign keys. Those that are late stand beside the entity until everything is written, since its
// other statements are sent without them.
func (p *Plan) newUpdate(r changes.Row) (update, error) {
	u := update{r, r.Entry.Base, r.Of().Snapshot()}
	if r.Late {
		u.values = r.Entry.Mapping.New()
	}
	if r.Late && (p.saved[r.Entry] || u.found == nil) {
		u.found = r.Entry.Base
	}
	if slices.ContainsFunc(r.Fills, func(f changes.Fill) bool { return f.Follows }) {
		u.found = r.Entry.Mapping.Snapshot(u.found)
	}
	for _, f := range r.Fills {
		if f.Follows {
			mapper.Carry(f.Column, u.found, f.Key, f.From.Base)
		}
	}
	return u, p.fill(r, u.values)
}

// lonely says whether a row goes alone: the order in which such rows are written matters, or the statement is its own.
func lonely(u update) bool {
	return u.Replaced != nil || (len(u.Entry.Assigned) > 0 && !u.Late) || slices.ContainsFunc(u.Columns, func(c *mapper.Column) bool {
		return c.PrimaryKey || len(c.Unique) > 0
	})
}

func (p *Plan) updateAlike(c change, updates []update) error {
	page, rowsAlone := 1, []bool(nil)
	if len(updates) > 1 && p.unnests(c.mapping.Table, c.sent()) {
		page = p.options.Page
		rowsAlone = loners(updates[0].Columns, valuesOf(updates), loners(c.mapping.Key, foundOf(updates), nil))
	}
	for from, to := range runs(len(updates), page, rowsAlone) {
		add := p.updateUnnest
		if to-from == 1 {
			add = p.updateOne
		}
		if err := add(c, updates[from:to]); err != nil {
			return err
		}
	}
	return nil
}

// sent is the columns whose values an UPDATE of several rows sends.
func (c change) sent() (columns []*mapper.Column) {
	for i, column := range c.mapping.Columns {
		if column.PrimaryKey || c.columns.Has(i) || (c.checked && column.Version) {
			columns = append(columns, column)
		}
	}
	return columns
}

// updateAlone plans one row, which may get another key.
func (p *Plan) updateAlone(u update) error {
	e, c := u.Entry, p.changeOf(u)
	if err := p.claim(u.Row); err != nil {
		return err
	}
	if len(e.Assigned) > 0 && !u.Late {
		return p.updateAssigned(c, u)
	}
	if len(u.Columns) == 0 && !c.counts() {
		u.Columns = e.Mapping.Key[:1] // a row that is taken over as it is: the key is written as it stands
		c = p.changeOf(u)
	}
	return p.updateOne(c, []update{u})
}

// claim refuses a key that another entity of the session has, and keeps.
func (p *Plan) claim(u changes.Row) error {
	e := u.Entry
	if u.Late || slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool { return e.Assigns(c) || p.isBlank(c, e.Base) }) {
		return nil
	}
	key, old := identity.KeyOf(e.Mapping, e.Base), u.Of().Key
	if key == old {
		return nil
	}
	other := p.known.At(key)
	if p.claimed[key] || (other != nil && !p.moved[other]) {
		return keyTaken(e)
	}
	if p.moved == nil {
		p.moved = map[*identity.Entry]bool{}
	}
	p.claimed[key], p.moved[e] = true, true
	return nil
}

func keyTaken(e *identity.Entry) error {
	return fmt.Errorf("%w: the session has another %s with the key %v", ErrKeyTaken, e.Mapping.Name(), identity.Values(e.Mapping, e.Base))
}

// updateOne is UPDATE of one row, found by the key, and the version, that it had.
func (p *Plan) updateOne(c change, updates []update) error {
	u := updates[0]
	s := p.newUpdating(c, updates)
	columns, where := u.Columns, s.where()
	set, secret := p.values(columns, u.values)
	if c.counts() {
		columns = append(columns[:len(columns):len(columns)], c.mapping.Version)
		set, secret = append(set, s.nextVersions().Index(0).Interface()), padded(secret, len(set)+1)
	}
	keys, hidden := p.values(where, u.found)
	if hidden != nil {
		secret = append(padded(secret, len(set)), hidden...)
	}
	s.expect(s.made)
	return p.add(updateText(p.options.Dialect, c.mapping, columns, s.spelled, where, s.made), append(set, keys...), secret, s.made, s)
}

// padded is secret with room for n arguments.
func padded(secret []bool, n int) []bool {
	return append(secret, make([]bool, n-len(secret))...)
}
