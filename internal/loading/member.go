package loading

import (
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/mapper"
)

// span is the columns of one entity in a row.
type span struct {
	entity  *mapper.Mapping
	columns []*mapper.Column
	from    int // the first one's place
}

// spansOf returns the entities in rows of width columns.
func spansOf(s *ast.Statement, width int) (spans []span, err error) {
	if s == nil {
		return nil, nil
	}
	at := 0
	for _, item := range s.Items() {
		if item.Entity == nil {
			at++
			continue
		}
		spans = append(spans, span{item.Entity, item.Columns, at})
		at += len(item.Columns)
	}
	if len(spans) > 0 && at != width {
		return nil, fmt.Errorf("%d columns came where the statement names %d: beside entities, select each expression by itself", width, at)
	}
	return spans, nil
}

func within(spans []span, column int) bool {
	for _, sp := range spans {
		if sp.from <= column && column < sp.from+len(sp.columns) {
			return true
		}
	}
	return false
}

// member is where one entity of a row goes: into a field of the struct that is the row.
type member struct {
	mapping *mapper.Mapping
	place   int // among the members of the row
	offset  uintptr
	loaded  mapper.Set
	layout  *decoding.Layout // of the entity
	probe   *backends.Layout // of its key as pointers, or without one of every column, nil where an outer join found no row
	keys    reflect.Type     // what the probe fills
}

// memberPlans gives each span the next field of its type.
func (s Shape) memberPlans(width int, spans []span) (list []*member, err error) {
	taken := make([]bool, len(s.members))
	for _, sp := range spans {
		if s.entity != nil {
			list = append(list, newMember(sp, 0, width))
			continue
		}
		field := -1
		for i, m := range s.members {
			if m == sp.entity && !taken[i] && field < 0 {
				field = i
			}
		}
		if field < 0 {
			return nil, fmt.Errorf("%s has no field left for a %s of the row: give it one of type *%s", s.typ, sp.entity.Name(), sp.entity.Name())
		}
		taken[field] = true
		m := newMember(sp, s.record.Members[field].Offset, width)
		m.place = field
		list = append(list, m)
	}
	for i, ok := range taken {
		if !ok {
			return nil, fmt.Errorf("%s.%s is filled by no column: select it with builder.Entity", s.typ, s.record.Members[i].Field)
		}
	}
	return list, nil
}

func newMember(sp span, offset uintptr, width int) *member {
	m := &member{mapping: sp.entity, offset: offset, loaded: mapper.SetOf(sp.columns), layout: decoding.NewLayout(width), probe: decoding.NewLayout(width).Plain()}
	m.keys = reflect.ArrayOf(len(sp.entity.Key), reflect.TypeFor[unsafe.Pointer]())
	if sp.entity.Keyless {
		m.keys = reflect.ArrayOf(len(sp.columns), anyType)
	}
	for i, c := range sp.columns {
		m.layout.Place(sp.from+i, c)
		if sp.entity.Keyless {
			m.probe.Types[sp.from+i], m.probe.Offsets[sp.from+i] = anyType, uintptr(i)*anyType.Size()
		}
		for j, k := range sp.entity.Key {
			if k == c {
				m.probe.Types[sp.from+i] = reflect.PointerTo(c.Type)
				m.probe.Offsets[sp.from+i] = uintptr(j) * unsafe.Sizeof(unsafe.Pointer(nil))
			}
		}
	}
	return m
}

var anyType = reflect.TypeFor[any]()

// memberReader reads one entity of each row.
type memberReader struct {
	*member
	entity decoding.Reader
	key    *kit.Reader
}

func (p *plan) memberReaders(rows backends.Rows) (list []memberReader) {
	for _, m := range p.members {
		list = append(list, memberReader{m, decoding.NewReader(rows, m.layout), kit.NewReader(rows, m.probe)})
	}
	return list
}

// absent reports whether an outer join found no row for the entity: part of its key is NULL or, without a key, all that it has.
func (m memberReader) absent() (bool, error) {
	keys, none := reflect.New(m.keys), 0
	err := m.key.Read(keys.UnsafePointer())
	for i := range m.keys.Len() {
		if keys.Elem().Index(i).IsNil() {
			none++
		}
	}
	if m.mapping.Keyless {
		return none == m.keys.Len(), err
	}
	return none > 0, err
}

// tableOf returns the table of a column that came, "" where only the database knows.
func (c *Cursor) tableOf(column string) string {
	if c.shape.entity != nil {
		return c.shape.entity.Table
	}
	if c.options.Statement == nil {
		return ""
	}
	for _, item := range c.options.Statement.Items() {
		if item.Name == column {
			return item.Table
		}
	}
	return ""
}

// unread is err of reading what, with the table of the column that it blames.
func (c *Cursor) unread(what, table string, err error) error {
	var refusal *backends.Error
	if errors.As(err, &refusal) && refusal.Column != "" && refusal.Table == "" {
		if table == "" {
			table = c.tableOf(refusal.Column)
		}
		named := *refusal
		named.Table, err = table, &named
	}
	return fmt.Errorf("reading %s: %w", what, err)
}
