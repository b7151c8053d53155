package persistence

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// updating is an UPDATE that was sent.
type updating struct {
	*edit
	updates []update
	plan    *Plan
	answer  returned
	places  []int // for each update, its row in answer
}

func (p *Plan) newUpdating(s *edit, updates []update) *updating {
	return &updating{edit: s, updates: updates, plan: p}
}

func (s *updating) subject() subject {
	written := subject{mapping: s.mapping, columns: s.list, dialect: s.plan.options.Dialect}
	for _, u := range s.updates {
		written.rows = append(written.rows, u.values)
		if u.Row != nil {
			written.assign(u.Entry)
		}
	}
	return written
}

// expect makes room for the columns that come back.
func (s *updating) expect(columns []*mapper.Column) {
	s.answer = newReturned(s.mapping, columns, len(s.updates))
}

func (s *updating) nextVersion(i int) int64 {
	return counted(s.mapping.Version, s.updates[i].found) + 1
}

// nextVersions returns a slice of the versions that the rows get.
func (s *updating) nextVersions() reflect.Value {
	c := s.mapping.Version
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), len(s.updates), len(s.updates))
	for i := range s.updates {
		mapper.SetInteger(list.Index(i), s.nextVersion(i))
	}
	return list
}

func counted(c *mapper.Column, base unsafe.Pointer) int64 {
	v := reflect.NewAt(c.Type, c.Pointer(base)).Elem()
	if v.CanUint() {
		return int64(v.Uint())
	}
	return v.Int()
}

func (s *updating) describe() string {
	if s.updates[0].Removes {
		return "deleting " + s.mapping.Name()
	}
	return "updating " + s.mapping.Name()
}

func (s *updating) expected() int64 { return int64(len(s.updates)) }

// stale is the error of all rows, since nobody can say which are missing.
func (s *updating) stale(matched int64) error {
	rows := make([]unsafe.Pointer, len(s.updates))
	for i, u := range s.updates {
		rows[i] = u.found
	}
	return stale(s.mapping, rows, len(rows), matched)
}

func (s *updating) receive(rows backends.Rows, res backends.Result) (int64, error) {
	if len(s.answer.columns) == 0 {
		return res.RowsAffected, nil
	}
	n, err := s.answer.read(rows)
	switch {
	case err != nil:
		return int64(n), err
	case len(s.updates) > 1:
		err = s.match(n)
	case n == 0:
		err = s.stale(0)
	}
	return int64(n), err
}

// match finds each update's row among those that came back, and says which have none.
func (s *updating) match(rows int) error {
	places, missing := byKey(s.mapping, foundOf(s.updates), rows, s.answer.row)
	if s.places = places; len(missing) == 0 {
		return nil
	}
	return stale(s.mapping, missing, len(s.updates), int64(rows))
}

// row returns where the answer for update i stands; nil when there is none.
func (s *updating) row(i int) unsafe.Pointer {
	switch {
	case s.answer.base == nil && !s.counts():
		return nil
	case s.answer.base == nil:
		return s.mapping.New()
	case s.places != nil:
		i = s.places[i]
	}
	return s.answer.row(i)
}

func (s *updating) deal() {
	for i, u := range s.updates {
		if len(s.made) > 0 {
			s.plan.assign(u.Entry, s.row(i), s.made)
		}
	}
}

func (s *updating) accept(known *identity.Map) {
	made := s.made
	if s.counts() {
		made = append(made[:len(made):len(made)], s.mapping.Version)
	}
	for i, u := range s.updates {
		row := s.row(i)
		if s.counts() {
			s.mapping.Version.SetInteger(row, s.nextVersion(i))
		}
		s.acceptRow(known, u, row, made)
	}
}

// acceptRow gives the entity of u what the database made: row holds the columns made.
func (s *updating) acceptRow(known *identity.Map, u update, row unsafe.Pointer, made []*mapper.Column) {
	switch {
	case u.Replaced != nil:
		known.Gone(u.Replaced)
		u.Entry.Inserted(row, made)
	case u.Late:
		u.Entry.Written(nil, u.values, s.list)
		u.Entry.Written(nil, row, made)
	default:
		u.Entry.Written(s.list, row, made)
	}
	if u.Removes {
		known.Delete(u.Entry)
		return
	}
	u.Entry.Unread(s.unread)
	if s.rekeys || u.Replaced != nil {
		known.Rekey(u.Entry)
	}
}
