package persistence

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/changes"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// updating is an UPDATE that was sent.
type updating struct {
	change
	updates []changes.Update
	spelled []*mapper.Column // set to what their tags say
	made    []*mapper.Column // by the database, and read back
	filled  map[*identity.Entry][]*mapper.Column
	answer  returned
	places  []int // for each update, its row in answer
}

func (p *Plan) newUpdating(c change, updates []changes.Update) *updating {
	p.Counted = true
	s := &updating{change: c, updates: updates, filled: p.filled}
	for i, column := range c.mapping.Columns {
		e := updates[0].Entry
		switch {
		case c.columns.Has(i):
		case column.OnUpdate != "" && !e.Assigns(column):
			s.spelled = append(s.spelled, column)
			s.made = append(s.made, column)
		case column.ReadOnly, e.Assigns(column), updates[0].Replaced != nil && c.mapping.Made(column, e.Base):
			s.made = append(s.made, column)
		}
	}
	return s
}

// where are the columns by which rows are found.
func (s *updating) where() []*mapper.Column {
	key := s.mapping.Key
	if s.checked {
		return append(key[:len(key):len(key)], s.mapping.Version)
	}
	return key
}

// expect makes room for the columns that come back.
func (s *updating) expect(columns []*mapper.Column) {
	s.answer = newReturned(s.mapping, columns, len(s.updates))
}

func (s *updating) nextVersion(i int) int64 {
	return counted(s.mapping.Version, s.updates[i].Row().Snapshot) + 1
}

// nextVersions is a slice of the versions that the rows get.
func (s *updating) nextVersions() reflect.Value {
	c := s.mapping.Version
	list := reflect.MakeSlice(reflect.SliceOf(c.Type), len(s.updates), len(s.updates))
	for i := range s.updates {
		setInteger(list.Index(i), s.nextVersion(i))
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

func (s *updating) describe() string { return "updating " + s.mapping.Name() }

func (s *updating) receive(rows backends.Rows, res backends.Result) (int64, error) {
	matched := res.RowsAffected
	if len(s.answer.columns) > 0 {
		n, err := s.answer.read(rows)
		if err != nil {
			return int64(n), err
		}
		matched = int64(n)
	}
	missing := s.match(matched)
	if matched == int64(len(s.updates)) && len(missing) == 0 {
		return matched, nil
	}
	return matched, stale(s.mapping, missing, len(s.updates), matched)
}

// match finds each update's row in the answer, and says which have none. Where rows do not come back, all are meant when
// one is missing.
func (s *updating) match(matched int64) (missing []*identity.Entry) {
	found := map[identity.Key]int{}
	several := len(s.updates) > 1 && len(s.answer.columns) > 0
	for i := range matched {
		if several {
			found[identity.KeyOf(s.mapping, s.answer.row(int(i)))] = int(i)
		}
	}
	for _, u := range s.updates {
		if place, ok := found[u.Row().Key]; ok && several {
			s.places = append(s.places, place)
		} else if several || matched != int64(len(s.updates)) {
			missing = append(missing, u.Row())
		}
	}
	return missing
}

// row is where the answer for update i stands.
func (s *updating) row(i int) unsafe.Pointer {
	if s.answer.base == nil {
		return s.mapping.New()
	} else if s.places != nil {
		i = s.places[i]
	}
	return s.answer.row(i)
}

func (s *updating) accept(known *identity.Map) {
	made := s.made
	if s.counts() {
		made = append(made[:len(made):len(made)], s.mapping.Version)
	}
	for i, u := range s.updates {
		row := s.row(i)
		if s.counts() {
			setCount(s.mapping.Version, row, s.nextVersion(i))
		}
		if u.Replaced != nil {
			known.Replace(u.Replaced)
			u.Entry.Inserted(row, made, s.filled[u.Entry])
		} else {
			u.Entry.Written(u.Columns, row, made)
		}
		known.Rekey(u.Entry)
	}
}

// answered are the columns that come back for several rows: what was made, and the key that tells whose it is.
func (s *updating) answered() (columns []*mapper.Column) {
	for _, c := range s.mapping.Columns {
		if len(s.made) > 0 && (c.PrimaryKey || slices.Contains(s.made, c)) {
			columns = append(columns, c)
		}
	}
	return columns
}
