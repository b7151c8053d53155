package persistence

import (
	"unsafe"

	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
	"github.com/drey-db/drey/internal/unitofwork"
)

// insert plans the new entities of one table: neighbours of one shape go together.
func (p *Plan) insert(m *mapper.Mapping, rows []unitofwork.Row) error {
	entries, made := p.entriesOf(rows), make([]mapper.Set, len(rows))
	for i := range rows {
		made[i] = p.madeBy(&rows[i])
		p.fillClientMade(&rows[i])
	}
	for i := range rows {
		if err := p.populate(&rows[i], entries[i].Base); err != nil {
			return err
		}
		if err := p.claimInsert(entries[i], made[i]); err != nil {
			return err
		}
		p.noteSaved(entries[i])
	}
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && made[n] == made[0] && len(entries[n].Assigned()) == 0 && len(entries[0].Assigned()) == 0 {
			n++
		}
		if err := p.insertShape(shapeOf(m, made[0]), entries[:n]); err != nil {
			return err
		}
		entries, made = entries[n:], made[n:]
	}
	return nil
}

// fillClientMade gives an entity what the client makes: keys, and the first version.
func (p *Plan) fillClientMade(r *unitofwork.Row) {
	e := r.Entry
	for _, c := range e.Mapping.Own {
		if fills(r, c) || p.isBlank(c, e.Base) || !c.IsZero(e.Base) || e.Assigns(c) {
			continue
		}
		p.recordUndo(e, c)
		c.Make(e.Base, p.options.NextUUID)
	}
}

// madeBy returns the columns of a new row that the database makes, or works out.
func (p *Plan) madeBy(r *unitofwork.Row) (made mapper.Set) {
	for _, c := range r.Entry.Mapping.Left {
		if p.makes(r, c) {
			made = made.With(c.Index)
		}
	}
	for _, a := range r.Entry.Assigned() {
		made = made.With(a.Column.Index)
	}
	return made
}

// claimInsert claims the key of a new row, as soon as it is known. Keys that its own INSERT makes are the database's to
// keep apart.
func (p *Plan) claimInsert(e *identity.Entry, made mapper.Set) error {
	late := false
	for _, c := range e.Mapping.Key {
		if made.Has(c.Index) {
			return nil
		}
		late = late || p.isBlank(c, e.Base)
	}
	if late {
		p.stage().claims = append(p.stage().claims, e)
		return nil
	}
	return p.claimNew(e)
}

// claimNew refuses a key that the session knows, unless its row has left it by an UPDATE before.
func (p *Plan) claimNew(e *identity.Entry) error {
	key := identity.KeyOf(e.Mapping, e.Base)
	if other := p.known.At(key); p.claimed[key] || (other != nil && !p.moved[other]) {
		return keyTaken(e, other)
	}
	put(&p.claimed, key, p.written)
	return nil
}

func (p *Plan) insertShape(s *shape, entries []*identity.Entry) error {
	if err := unreadKey(s.mapping, s.unread); err != nil {
		return err
	}
	if len(entries[0].Assigned()) > 0 {
		return p.insertAssigned(s, entries[0])
	}
	page, add, rowsAlone := 1, p.insertOne, []bool(nil)
	switch d := p.options.Dialect; {
	case len(entries) == 1 || len(s.written) == 0 || !s.keyed || s.byCount && p.options.Uncounted.has(s.mapping):
	case s.textsIn(d).several != "":
		page, add = p.options.Page, p.insertUnnest
		rowsAlone = ungroupable(s.written, basesOf(entries), nil)
	case !d.Has(render.ArrayParams) && len(s.made) == 0:
		page, add = min(p.options.Page, max(p.options.MaxParams/len(s.written), 1)), p.insertValues
	}
	for from, to := range runs(len(entries), page, rowsAlone) {
		add := add
		if to-from == 1 {
			add = p.insertOne
		}
		if err := add(s, entries[from:to]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) insertOne(s *shape, entries []*identity.Entry) error {
	args := p.values(make([]any, 0, len(s.written)), s.written, entries[0].Base)
	return p.add(s.textsIn(p.options.Dialect).one, args, s.secret, s.made, p.newInserting(s, entries, s.made))
}

func (p *Plan) insertValues(s *shape, entries []*identity.Entry) error {
	args, secret := make([]any, 0, len(entries)*len(s.written)), []bool(nil)
	for _, e := range entries {
		args, secret = p.values(args, s.written, e.Base), append(secret, s.secret...)
	}
	sql := insertText(p.options.Dialect, p.options.Dialect.TableName(s.mapping.Table), s.written, len(entries), nil)
	return p.add(sql, args, secret, nil, p.newInserting(s, entries, nil))
}

func (p *Plan) insertUnnest(s *shape, entries []*identity.Entry) error {
	a, rows := newArrays(s.mapping.Table, len(s.written)), basesOf(entries)
	for _, c := range s.written {
		a.addArg(c, p.columnOf(c, rows))
	}
	sql := s.textsIn(p.options.Dialect).several
	if a.unusual {
		sql = a.insertText(p.options.Dialect).returning(s.answered)
	}
	return p.addArrays(a, sql, s.secret, s.answered, p.newInserting(s, entries, s.answered))
}

// basesOf returns the structs of entities.
func basesOf(entries []*identity.Entry) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		list[i] = e.Base
	}
	return list
}
