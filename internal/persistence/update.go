package persistence

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// StaleError says that a row that was to be written is not there as it was read.
type StaleError struct {
	Mapping           *mapper.Mapping
	Key               []any // secret parts as ***
	Expected, Matched int64
}

// Error names the entity, its key and the counts.
func (e *StaleError) Error() string {
	return fmt.Sprintf("%s %v was changed or removed by somebody else: %d of %d rows matched; roll back and read it again",
		e.Mapping.Name(), e.Key, e.Matched, e.Expected)
}

// updating is an UPDATE of one row that was sent.
type updating struct {
	entry   *identity.Entry
	written []*mapper.Column
	made    []*mapper.Column // what answer's row holds for the entity
	answer  returned
}

// update plans one changed entity. It is found by the key, and the version, that its row had.
func (p *Plan) update(u changes.Update) error {
	e, m := u.Entry, u.Entry.Mapping
	s := &updating{entry: e, written: u.Columns}
	set, secret := values(u.Columns, e.Base)
	columns, where := u.Columns, m.Key
	var versioned []*mapper.Column
	if m.Version != nil && e.Loaded.Has(m.Version.Index) {
		where = append(where[:len(where):len(where)], m.Version)
		if !slices.Contains(u.Columns, m.Version) {
			versioned = []*mapper.Column{m.Version}
			columns = append(columns[:len(columns):len(columns)], m.Version)
		}
	}
	spelled, back := p.madeByUpdate(m, u.Columns)
	s.answer = newReturned(m, back, 1)
	s.made = append(back[:len(back):len(back)], versioned...)
	if len(versioned) > 0 {
		set, secret = append(set, s.nextVersion()), padded(secret, len(set)+1)
	}
	keys, hidden := values(where, e.Snapshot)
	if hidden != nil {
		secret = append(padded(secret, len(set)), hidden...)
	}
	p.Counted = true
	return p.add(updateText(p.options.Dialect, m, columns, spelled, where, back), append(set, keys...), secret, back, s)
}

// madeByUpdate is what an UPDATE of columns makes the database set, and what comes back.
func (p *Plan) madeByUpdate(m *mapper.Mapping, columns []*mapper.Column) (spelled, back []*mapper.Column) {
	for _, c := range m.Columns {
		if c.OnUpdate != "" && !slices.Contains(columns, c) {
			spelled, back = append(spelled, c), append(back, c)
		} else if c.ReadOnly {
			back = append(back, c)
		}
	}
	return spelled, back
}

// nextVersion counts up the version that was read, in the row that the entity is given on success.
func (s *updating) nextVersion() any {
	c := s.entry.Mapping.Version
	if s.answer.base == nil {
		s.answer.base = s.entry.Mapping.New()
	}
	row := s.answer.row(0)
	setCount(c, row, counted(c, s.entry.Snapshot)+1)
	return c.Value(row)
}

func counted(c *mapper.Column, base unsafe.Pointer) int64 {
	v := reflect.NewAt(c.Type, c.Pointer(base)).Elem()
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

// padded is secret with room for n arguments.
func padded(secret []bool, n int) []bool {
	return append(secret, make([]bool, n-len(secret))...)
}

func (s *updating) describe() string { return "updating " + s.entry.Mapping.Name() }

func (s *updating) receive(rows backends.Rows, res backends.Result) (int64, error) {
	matched := res.RowsAffected
	if len(s.answer.columns) > 0 {
		n, err := s.answer.read(rows)
		if err != nil {
			return int64(n), err
		}
		matched = int64(n)
	}
	if matched == 1 {
		return matched, nil
	}
	m := s.entry.Mapping
	return matched, &StaleError{Mapping: m, Key: identity.Values(m, s.entry.Snapshot), Expected: 1, Matched: matched}
}

func (s *updating) accept(known *identity.Map) {
	s.entry.Written(s.written, s.answer.row(0), s.made)
	known.Rekey(s.entry)
}
