package persistence

import (
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// change is what UPDATEs of like rows have in common.
type change struct {
	mapping *mapper.Mapping
	columns mapper.Set // from the entities
	checked bool       // the row's version is asked for
}

func changeOf(u changes.Update) change {
	m := u.Entry.Mapping
	return change{m, mapper.SetOf(u.Columns), m.Version != nil && u.Row().Loaded.Has(m.Version.Index)}
}

// counts says whether the UPDATE counts the version up, because the user did not set it.
func (c change) counts() bool { return c.checked && !c.columns.Has(c.mapping.Version.Index) }

// update plans changed entities: of each table first those that change the same columns, together, then those that go
// alone, all by the keys that their rows had.
func (p *Plan) update(updates []changes.Update) error {
	for len(updates) > 0 {
		m := updates[0].Entry.Mapping
		end := slices.IndexFunc(updates, func(u changes.Update) bool { return u.Entry.Mapping != m })
		if end < 0 {
			end = len(updates)
		}
		if err := p.updateTable(updates[:end]); err != nil {
			return err
		}
		updates = updates[end:]
	}
	return nil
}

func (p *Plan) updateTable(updates []changes.Update) error {
	var order []change
	alike := map[change][]changes.Update{}
	var alone []changes.Update
	for _, u := range updates {
		if lonely(u) {
			alone = append(alone, u)
			continue
		}
		c := changeOf(u)
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
	return nil
}

// lonely says whether a row goes alone: the order in which such rows are written matters, or the statement is its own.
func lonely(u changes.Update) bool {
	return u.Replaced != nil || len(u.Entry.Assigned) > 0 || slices.ContainsFunc(u.Columns, func(c *mapper.Column) bool {
		return c.PrimaryKey || len(c.Unique) > 0
	})
}

func (p *Plan) updateAlike(c change, updates []changes.Update) error {
	page, unnested := 1, p.unnests(c.sent())
	if unnested {
		page = p.options.Page
	}
	for some := range slices.Chunk(updates, max(page, 1)) {
		add := p.updateUnnest
		if len(some) == 1 {
			add = p.updateOne
		}
		if err := add(c, some); err != nil {
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
func (p *Plan) updateAlone(u changes.Update) error {
	e, c := u.Entry, changeOf(u)
	if err := p.claim(u); err != nil {
		return err
	}
	if len(e.Assigned) > 0 {
		return p.updateAssigned(c, u)
	}
	if len(u.Columns) == 0 && !c.counts() {
		u.Columns = e.Mapping.Key[:1] // a row that is taken over as it is: the key is written as it stands
		c = changeOf(u)
	}
	return p.updateOne(c, []changes.Update{u})
}

// claim refuses a key that another entity of the session has, and keeps.
func (p *Plan) claim(u changes.Update) error {
	e := u.Entry
	if slices.ContainsFunc(e.Mapping.Key, e.Assigns) {
		return nil
	}
	key, old := identity.KeyOf(e.Mapping, e.Base), u.Row().Key
	if key == old {
		return nil
	}
	other := p.known.At(key)
	if p.claimed[key] || (other != nil && !p.moved[other]) {
		return keyTaken(e)
	}
	p.claimed[key], p.moved[e] = true, true
	return nil
}

func keyTaken(e *identity.Entry) error {
	return fmt.Errorf("%w: the session has another %s with the key %v", ErrKeyTaken, e.Mapping.Name(), identity.Values(e.Mapping, e.Base))
}

// updateOne is UPDATE of one row, found by the key, and the version, that it had.
func (p *Plan) updateOne(c change, updates []changes.Update) error {
	u := updates[0]
	s := p.newUpdating(c, updates)
	columns, where := u.Columns, s.where()
	set, secret := values(columns, u.Entry.Base)
	if c.counts() {
		columns = append(columns[:len(columns):len(columns)], c.mapping.Version)
		set, secret = append(set, s.nextVersions().Index(0).Interface()), padded(secret, len(set)+1)
	}
	keys, hidden := values(where, u.Row().Snapshot)
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
