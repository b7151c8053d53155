package loading

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// plan is where the columns of a result go.
type plan struct {
	layout *backends.Layout
	loaded mapper.Set // of an entity
}

type planKey struct {
	typ     reflect.Type
	columns string
}

var plans sync.Map // planKey -> *plan, since a backend compiles a layout once

// planFor is the plan for a result with columns of these names; first says that all but the first are passed over.
func (s Shape) planFor(names []string, first bool) (*plan, error) {
	key := planKey{s.typ, strings.Join(names, "\x00")}
	if s.record == nil {
		key.columns = fmt.Sprint(len(names))
	}
	if p, ok := plans.Load(key); ok && !first {
		return p.(*plan), nil
	}
	p, err := s.newPlan(names, first)
	if err != nil || first {
		return p, err
	}
	kept, _ := plans.LoadOrStore(key, p)
	return kept.(*plan), nil
}

func (s Shape) newPlan(names []string, first bool) (*plan, error) {
	if s.record != nil {
		return s.recordPlan(names)
	}
	if len(names) != 1 && !first {
		return nil, fmt.Errorf("a %s is filled by one column, but %d came: read a struct or builder.Row", s.typ, len(names))
	}
	l := &backends.Layout{Types: make([]reflect.Type, len(names)), Offsets: make([]uintptr, len(names))}
	l.Types[0] = s.typ
	return &plan{layout: l}, nil
}

func (s Shape) recordPlan(names []string) (*plan, error) {
	p := &plan{layout: &backends.Layout{}}
	for _, name := range names {
		c := s.record.Column(name)
		if c == nil {
			return nil, fmt.Errorf("%s has no field for column %q: give one the tag db:%q, or name the column with Label", s.record.Type, name, name)
		}
		if p.loaded.Has(c.Index) {
			return nil, fmt.Errorf("column %q comes twice: give one of them another name with Label", name)
		}
		p.loaded = p.loaded.With(c.Index)
		p.layout.Types, p.layout.Offsets = append(p.layout.Types, c.Type), append(p.layout.Offsets, c.Offset)
	}
	if s.entity == nil {
		return p, nil
	}
	for _, c := range s.entity.Key {
		if !p.loaded.Has(c.Index) {
			return nil, fmt.Errorf("a %s is known by its key, but column %q is not there: select it as well", s.entity.Name(), c.Name)
		}
	}
	return p, nil
}
