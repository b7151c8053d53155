package persistence

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// insert plans the new entities of one table: neighbours of one shape go together.
func (p *Plan) insert(m *mapper.Mapping, rows []changes.Row) error {
	made := make([]mapper.Set, len(rows))
	for i, r := range rows {
		made[i] = p.madeBy(r)
		p.fillOwn(r)
	}
	for i, r := range rows {
		if err := p.fill(r, r.Entry.Base); err != nil {
			return err
		}
		if err := p.claimInsert(r.Entry, made[i]); err != nil {
			return err
		}
		p.saved[r.Entry] = true
	}
	entries := entriesOf(rows)
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && made[n] == made[0] && len(entries[n].Assigned) == 0 && len(entries[0].Assigned) == 0 {
			n++
		}
		if err := p.insertShape(newShape(m, made[0]), entries[:n]); err != nil {
			return err
		}
		entries, made = entries[n:], made[n:]
	}
	return nil
}

// fillOwn gives an entity what the client makes: keys, and the first version.
func (p *Plan) fillOwn(r changes.Row) {
	e := r.Entry
	for _, c := range e.Mapping.Columns {
		if !(c.UUID7 || c.Version) || fills(r, c) || p.isBlank(c, e.Base) || !c.IsZero(e.Base) || e.Assigns(c) {
			continue
		}
		p.keep(e, c)
		if c.Version {
			setCount(c, e.Base, 1)
		} else {
			*(*[16]byte)(c.Pointer(e.Base)) = p.options.NextUUID()
		}
	}
}

// madeBy is the columns of a new row that the database makes, or works out.
func (p *Plan) madeBy(r changes.Row) (made mapper.Set) {
	for i, c := range r.Entry.Mapping.Columns {
		if p.makes(r, c) {
			made = made.With(i)
		}
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
		return keyTaken(e)
	}
	p.claimed[key] = true
	return nil
}

// shape is what the INSERTs of like entities have in common.
type shape struct {
	mapping       *mapper.Mapping
	written, made []*mapper.Column
	unread        []*mapper.Column // made as well, and not read back
}

func newShape(m *mapper.Mapping, made mapper.Set) shape {
	s := shape{mapping: m}
	for i, c := range m.Columns {
		if made.Has(i) {
			s.made = append(s.made, c)
		} else {
			s.written = append(s.written, c)
		}
	}
	s.made, s.unread = m.ReadBack(s.made)
	return s
}

// byCount says that rows find their entities by keys that the database counted up; else by keys that were sent.
func (s shape) byCount() bool {
	return s.mapping.CountedKey() != nil && slices.Contains(s.made, s.mapping.CountedKey())
}

// keyed says whether returned rows can find their entities when several go together.
func (s shape) keyed() bool {
	return s.byCount() || !slices.ContainsFunc(s.mapping.Key, func(c *mapper.Column) bool { return slices.Contains(s.made, c) })
}

// answered are the columns that come back for several rows: what was made, and the key that tells whose it is.
func (s shape) answered() (columns []*mapper.Column) {
	for _, c := range s.mapping.Columns {
		if len(s.made) > 0 && (c.PrimaryKey || slices.Contains(s.made, c)) {
			columns = append(columns, c)
		}
	}
	return columns
}

func (p *Plan) insertShape(s shape, entries []*identity.Entry) error {
	if err := unreadKey(s.mapping, s.unread); err != nil {
		return err
	}
	if len(entries[0].Assigned) > 0 {
		return p.insertAssigned(s, entries[0])
	}
	page, add, rowsAlone := 1, p.insertOne, []bool(nil)
	switch d := p.options.Dialect; {
	case len(entries) == 1 || len(s.written) == 0 || !s.keyed() || s.byCount() && p.options.Uncounted.has(s.mapping):
	case p.unnests(s.mapping.Table, s.written):
		page, add = p.options.Page, p.insertUnnest
		rowsAlone = loners(s.written, basesOf(entries), nil)
	case !d.Has(statement.ArrayParams) && len(s.made) == 0:
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

func (p *Plan) insertOne(s shape, entries []*identity.Entry) error {
	args, secret := p.values(s.written, entries[0].Base)
	sql := insertText(p.options.Dialect, s.mapping, s.written, 1, s.made)
	return p.add(sql, args, secret, s.made, p.newInserting(s, entries, s.made))
}

func (p *Plan) insertValues(s shape, entries []*identity.Entry) error {
	var args []any
	var secret []bool
	for _, e := range entries {
		rowArgs, rowSecret := p.values(s.written, e.Base)
		args, secret = append(args, rowArgs...), append(secret, rowSecret...)
	}
	sql := insertText(p.options.Dialect, s.mapping, s.written, len(entries), nil)
	return p.add(sql, args, secret, nil, p.newInserting(s, entries, nil))
}

func (p *Plan) insertUnnest(s shape, entries []*identity.Entry) error {
	a, answered := arrays{table: s.mapping.Table}, s.answered()
	rows := basesOf(entries)
	for _, c := range s.written {
		a.addArg(c, p.columnOf(c, rows))
	}
	return p.addArrays(&a, a.insertText(p.options.Dialect).returning(answered), answered, p.newInserting(s, entries, answered))
}

// basesOf are the structs of entities.
func basesOf(entries []*identity.Entry) []unsafe.Pointer {
	list := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		list[i] = e.Base
	}
	return list
}

// setCount stores n in a column that counts.
func setCount(c *mapper.Column, base unsafe.Pointer, n int64) {
	setInteger(reflect.NewAt(c.Type, c.Pointer(base)).Elem(), n)
}

// setInteger stores n in an integer of any kind.
func setInteger(v reflect.Value, n int64) {
	if v.CanUint() {
		v.SetUint(uint64(n))
	} else {
		v.SetInt(n)
	}
}
