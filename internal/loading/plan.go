package loading

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/mapper"
)

// plan is where the columns of a result go.
type plan struct {
	layout  *decoding.Layout
	loaded  mapper.Set // of an entity
	members []*member
	root    *probe       // of an entity itself, for rows that may lack it
	rows    atomic.Int64 // that the last large result had
}

type planKey struct {
	typ     reflect.Type
	first   bool
	extra   bool
	columns string // their names; "" where only their number matters
	width   int
	spans   any // a spanKey; nil: none
	zeros   mapper.Set
}

// spanKey is a list of spans that can be compared: the last one, and those before it.
type spanKey struct {
	before      any // a spanKey; nil: none
	entity      *mapper.Mapping
	from, width int
}

var plans sync.Map // planKey -> *plan, since a backend compiles a layout once

// planOf returns the plan for rows of a statement with columns of these names. joined says that they hold entities that are
// loaded along.
func (s Shape) planOf(of *ast.Statement, names []string, joined bool) (p *plan, err error) {
	var spans []span
	if joined || len(s.members) > 0 {
		if spans, err = spansOf(of, len(names)); err != nil {
			return nil, err
		}
	}
	return s.planFor(names, spans, s.zeros(of, len(names)))
}

// planFor returns the plan for a result with columns of these names, in which spans are the entities, if any, and NULL is the zero value
// of the columns zeros, if any.
func (s Shape) planFor(names []string, spans []span, zeros mapper.Set) (*plan, error) {
	key := planKey{typ: s.typ, first: s.first, extra: s.extra, width: len(names), zeros: zeros}
	if s.record != nil {
		key.columns = strings.Join(names, "\x00")
	}
	for _, sp := range spans {
		key.spans = spanKey{key.spans, sp.entity, sp.from, len(sp.columns)}
	}
	if p, ok := plans.Load(key); ok {
		return p.(*plan), nil
	}
	p, err := s.newPlan(names, spans)
	if err != nil {
		return nil, err
	}
	for i := range names {
		if zeros.Has(i) {
			p.layout.Zero(i)
		}
	}
	kept, _ := plans.LoadOrStore(key, p)
	return kept.(*plan), nil
}

func (s Shape) newPlan(names []string, spans []span) (*plan, error) {
	if s.record != nil {
		return s.recordPlan(names, spans)
	}
	if len(names) != 1 && !s.first {
		return nil, fmt.Errorf("a %s is filled by one column, but %d came: read a struct or builder.Row", s.typ, len(names))
	}
	l := decoding.NewLayout(len(names))
	l.Plain().Types[0] = s.typ
	return &plan{layout: l}, nil
}

func (s Shape) recordPlan(names []string, spans []span) (p *plan, err error) {
	p = &plan{layout: decoding.NewLayout(len(names))}
	if s.entity != nil && len(spans) > 0 {
		spans = spans[1:] // the first is the row's own
	}
	if p.members, err = s.memberPlans(len(names), spans); err != nil {
		return nil, err
	}
	columns := make([]*mapper.Column, len(names))
	for i, name := range names {
		if within(spans, i) {
			continue
		}
		c := s.record.Column(name)
		if c == nil && s.extra {
			continue
		}
		if c == nil {
			return nil, fmt.Errorf("%s has no field for column %q: give one the tag db:%q, name the column with Label, or let rows have more columns by repo.WithExtraColumns", s.record.Type, name, name)
		}
		if p.loaded.Has(c.Index) {
			return nil, twice(name)
		}
		p.loaded = p.loaded.With(c.Index)
		p.layout.Place(i, c)
		columns[i] = c
		if s.entity != nil {
			p.layout.Box(i, &s.entity.Record, c)
		}
	}
	if s.entity == nil {
		return p, nil
	}
	p.root = newProbe(span{entity: s.entity, columns: columns}, len(names))
	return p, keyed(s.entity, p.loaded)
}

// keyed errs when the key of m is not among the columns.
func keyed(m *mapper.Mapping, loaded mapper.Set) error {
	for _, c := range m.Key {
		if !loaded.Has(c.Index) {
			return fmt.Errorf("a %s is known by its key, but column %q is not there: select it as well", m.Name(), c.Name)
		}
	}
	return nil
}
