package persistence

import (
	"fmt"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/mapper"
)

// Reread is a SELECT of rows that a stage has inserted, whose keys came back in an order that says nothing: no sequence counts
// them. What was written tells whose is whose; rows in which it is the same are each other's equals.
type Reread struct {
	Stmt   backends.Stmt
	Secret []bool // which arguments no log may show

	insert *inserting
	read   returned
}

// Rereads returns what must be read before Close, once every statement of the stage was answered.
func (s *Stage) Rereads() (list []Reread) {
	for _, one := range s.steps {
		if insert, ok := one.(*inserting); ok && insert.mixed {
			list = append(list, insert.reread())
		}
	}
	return list
}

func (s *inserting) reread() Reread {
	m, key := s.shape.mapping, s.shape.mapping.Key[0]
	columns := append([]*mapper.Column{}, s.shape.written...)
	columns = m.ColumnsIn(mapper.SetOf(append(columns, key)))
	t := &sqlBuilder{dialect: s.plan.options.Dialect}
	t.WriteString("SELECT ")
	t.list(columns, t.name)
	t.WriteString(" FROM " + t.dialect.TableName(m.Table) + " WHERE ")
	t.name(key)
	t.WriteString(" = ANY(")
	t.mark()
	t.WriteString(")")
	keys := &kit.Column{Type: key.Type, Offset: key.Offset}
	for i := range s.entries {
		keys.Rows = append(keys.Rows, s.answer.row(i))
	}
	return Reread{
		Stmt: backends.Stmt{SQL: t.String(), Args: []any{keys}, Rows: true}, Secret: secrets([]*mapper.Column{key}),
		insert: s, read: newReturned(m, columns, len(s.entries)),
	}
}

// Receive takes the rows and finds for each entity a row that holds what was written for it.
func (r Reread) Receive(rows backends.Rows) error {
	s := r.insert
	n, err := r.read.read(rows)
	if err != nil {
		return err
	}
	free := make([]bool, n)
	for i := range free {
		free[i] = true
	}
	s.places = make([]int, len(s.entries))
	for i, e := range s.entries {
		at := 0
		for at < n && !(free[at] && sameIn(s.shape.written, e.Base, r.read.row(at))) {
			at++
		}
		if at == n {
			return r.Unknown()
		}
		free[at] = false
		s.places[i] = s.placeOf(r.read.row(at))
	}
	return nil
}

// Unknown is the error where nothing tells whose key is whose.
func (r Reread) Unknown() error {
	m := r.insert.shape.mapping
	return &backends.Error{Kind: backends.ErrUnsupported, Stmt: -1, Message: fmt.Sprintf(
		"the keys that the database made for %d rows of %s neither ascend nor descend, so no sequence counts them, and the rows do not "+
			"hold what was written, so whose is whose cannot be told: give %s.%s its default=, or make keys in the program; rows of %s go one "+
			"by one from now on, so roll back and flush again",
		len(r.insert.entries), m.Name(), m.Name(), m.Key[0].Field, m.Name())}
}

// sameIn reports whether two structs have the same values in columns.
func sameIn(columns []*mapper.Column, a, b unsafe.Pointer) bool {
	for _, c := range columns {
		if !c.Equal(a, b) {
			return false
		}
	}
	return true
}

// placeOf returns the place in the answer of the row with the key of the struct at row.
func (s *inserting) placeOf(row unsafe.Pointer) int {
	key := identity.KeyOf(s.shape.mapping, row)
	for i := range s.entries {
		if s.key(i) == key {
			return i
		}
	}
	return 0 // not reached: the rows were asked for by these keys
}
