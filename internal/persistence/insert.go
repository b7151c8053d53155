package persistence

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// insert plans the new entities of one table: neighbours of one shape go together.
func (p *Plan) insert(set changes.Insert) error {
	for _, e := range set.Entries {
		p.fill(e)
		if keyIsMade(e) {
			continue
		}
		key := identity.KeyOf(set.Mapping, e.Base)
		if p.claimed[key] || p.known.At(key) != nil {
			return keyTaken(e)
		}
		p.claimed[key] = true
	}
	for rest := set.Entries; len(rest) > 0; {
		made := madeBy(rest[0])
		end := slices.IndexFunc(rest, func(e *identity.Entry) bool { return len(e.Assigned) > 0 || madeBy(e) != made })
		if end < 0 {
			end = len(rest)
		}
		if err := p.insertShape(newShape(set.Mapping, made), rest[:max(end, 1)]); err != nil {
			return err
		}
		rest = rest[max(end, 1):]
	}
	return nil
}

// fill gives an entity what the client makes: keys, and the first version.
func (p *Plan) fill(e *identity.Entry) {
	for _, c := range e.Mapping.Columns {
		if !(c.UUID7 || c.Version) || !c.IsZero(e.Base) || e.Assigns(c) {
			continue
		}
		if c.Version {
			setCount(c, e.Base, 1)
		} else {
			*(*[16]byte)(c.Pointer(e.Base)) = p.options.NextUUID()
		}
		p.filled[e] = append(p.filled[e], c)
	}
}

// madeBy is the columns of an entity that the database makes, or works out.
func madeBy(e *identity.Entry) (made mapper.Set) {
	for i, c := range e.Mapping.Columns {
		if e.Mapping.Made(c, e.Base) || e.Assigns(c) {
			made = made.With(i)
		}
	}
	return made
}

func keyIsMade(e *identity.Entry) bool {
	return slices.ContainsFunc(e.Mapping.Key, func(c *mapper.Column) bool { return e.Mapping.Made(c, e.Base) || e.Assigns(c) })
}

// shape is what the INSERTs of like entities have in common.
type shape struct {
	mapping       *mapper.Mapping
	written, made []*mapper.Column
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
	if len(entries[0].Assigned) > 0 {
		return p.insertAssigned(s, entries[0])
	}
	page, add := 1, p.insertOne
	switch d := p.options.Dialect; {
	case len(entries) == 1 || len(s.written) == 0 || !s.keyed():
	case p.unnests(s.written):
		page, add = p.options.Page, p.insertUnnest
	case !d.Has(statement.ArrayParams) && len(s.made) == 0:
		page, add = min(p.options.Page, max(p.options.MaxParams/len(s.written), 1)), p.insertValues
	}
	for some := range slices.Chunk(entries, max(page, 1)) {
		if len(some) == 1 {
			add = p.insertOne
		}
		if err := add(s, some); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) insertOne(s shape, entries []*identity.Entry) error {
	args, secret := values(s.written, entries[0].Base)
	sql := insertText(p.options.Dialect, s.mapping, s.written, 1, s.made)
	return p.add(sql, args, secret, s.made, p.newInserting(s, entries, s.made))
}

func (p *Plan) insertValues(s shape, entries []*identity.Entry) error {
	var args []any
	var secret []bool
	for _, e := range entries {
		rowArgs, rowSecret := values(s.written, e.Base)
		args, secret = append(args, rowArgs...), append(secret, rowSecret...)
	}
	sql := insertText(p.options.Dialect, s.mapping, s.written, len(entries), nil)
	return p.add(sql, args, secret, nil, p.newInserting(s, entries, nil))
}

func (p *Plan) insertUnnest(s shape, entries []*identity.Entry) error {
	rows := make([]unsafe.Pointer, len(entries))
	for i, e := range entries {
		rows[i] = e.Base
	}
	args := make([]any, len(s.written))
	for i, c := range s.written {
		args[i] = &backends.Column{Type: c.Type, Offset: c.Offset, Rows: rows}
	}
	answered := s.answered()
	sql := unnestText(p.options.Dialect, s.mapping, s.written, answered)
	return p.add(sql, args, secrets(s.written), answered, p.newInserting(s, entries, answered))
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
