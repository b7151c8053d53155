package loading

import (
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
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
	probe   *probe
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
	m := &member{mapping: sp.entity, offset: offset, loaded: mapper.SetOf(sp.columns), layout: decoding.NewLayout(width), probe: newProbe(sp, width)}
	for i, c := range sp.columns {
		m.layout.Place(sp.from+i, c)
	}
	return m
}

// memberReader reads one entity of each row.
type memberReader struct {
	*member
	probeReader
	entity decoding.Reader
}

func (p *plan) memberReaders(rows backends.Rows) (list []memberReader) {
	for _, m := range p.members {
		list = append(list, memberReader{m, m.probe.reader(rows), decoding.NewReader(rows, m.layout)})
	}
	return list
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
