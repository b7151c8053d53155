package loading

import (
	"reflect"

	"github.com/drey-db/drey/internal/mapper"
)

// Shape is how the rows of a query read as one Go type. It is immutable and may be shared.
type Shape struct {
	typ     reflect.Type
	entity  *mapper.Mapping // of a pointer to an entity
	record  *mapper.Record  // of an entity, and of another struct
	untyped bool            // []any
}

// ShapeOf is how rows read as t: a pointer to a struct is an entity, another struct is filled by column name, a slice of
// any takes every column, and anything else is the only column. Mistakes in a mapping are an *mapper.Error.
func ShapeOf(t reflect.Type) (s Shape, err error) {
	s.typ = t
	switch {
	case t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[any]():
		s.untyped = true
	case t.Kind() == reflect.Pointer && !mapper.IsValue(t.Elem()):
		if s.entity, err = mapper.Of(t.Elem()); err == nil {
			s.record = &s.entity.Record
		}
	case !mapper.IsValue(t):
		s.record, err = mapper.RecordOf(t)
	}
	return s, err
}

// Entity is the entity that rows are, nil when they are none.
func (s Shape) Entity() *mapper.Mapping { return s.entity }
