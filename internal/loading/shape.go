package loading

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// Shape is how the rows of a query read as one Go type. It is immutable and may be shared.
type Shape struct {
	typ     reflect.Type
	entity  *mapper.Mapping   // of a pointer to an entity
	record  *mapper.Record    // of an entity, and of another struct
	members []*mapper.Mapping // of the record's members
	untyped bool              // []any, or a map[string]any
	first   bool              // only the first column is wanted, whatever stands beside it
	apart   bool              // typ is a pointer to a struct that is no entity
	extra   bool              // rows may have columns that no field takes
}

// ShapeFor is [ShapeOf] for the rows of s. Where they are those of a struct that is no entity, a pointer to one is a row.
func ShapeFor(t reflect.Type, s *ast.Statement) (Shape, error) {
	if !s.ReadsRecords() || t.Kind() != reflect.Pointer || mapper.IsValue(t.Elem()) || mapper.IsEntity(t.Elem()) {
		return ShapeOf(t)
	}
	record, err := mapper.RecordOf(t.Elem())
	return Shape{typ: t, record: record, apart: true}, err
}

// ShapeOf returns how rows read as t: a pointer to a struct is an entity, another struct is filled by column name and, field by
// field, with the entities that a row holds, a slice of any and a map[string]any take every column, and anything else is the only column.
// Mistakes in a mapping are an *mapper.Error.
func ShapeOf(t reflect.Type) (s Shape, err error) {
	s.typ = t
	switch {
	case isUntyped(t), isNamed(t):
		s.untyped = true
	case t.Kind() == reflect.Pointer && !mapper.IsValue(t.Elem()):
		if s.entity, err = EntityOf(t.Elem()); err == nil {
			s.record = &s.entity.Record
		} else if !mapper.IsEntity(t.Elem()) {
			err = fmt.Errorf("a pointer is read as an entity: leave out the star to read rows, as in builder.As[%s]; else: %w", t.Elem(), err)
		}
	case !mapper.IsValue(t):
		if s.record, err = mapper.RecordOf(t); err == nil {
			s.members, err = mappingsOf(s.record)
		}
	}
	return s, err
}

// ScalarOf returns how the first column reads as t, whatever stands beside it: an entity reads its own, and any other struct is
// JSON.
func ScalarOf(t reflect.Type) (Shape, error) {
	if isUntyped(t) || t.Kind() == reflect.Pointer && mapper.IsEntity(t.Elem()) {
		return ShapeOf(t)
	}
	return Shape{typ: t, first: true}, nil
}

func isUntyped(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[any]()
}

// isNamed reports whether t is a row's values by the names of their columns.
func isNamed(t reflect.Type) bool { return t == reflect.TypeFor[map[string]any]() }

// EntityOf returns the mapping of an entity, its relationships checked. Mistakes are *mapper.Error.
func EntityOf(t reflect.Type) (*mapper.Mapping, error) {
	m, err := mapper.Of(t)
	if err == nil {
		_, err = m.Relationships()
	}
	return m, err
}

func mappingsOf(r *mapper.Record) (list []*mapper.Mapping, err error) {
	for _, member := range r.Members {
		m, err := EntityOf(member.Entity)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// Entity returns the entity that rows are, nil when they are none.
func (s Shape) Entity() *mapper.Mapping { return s.entity }

// EntitiesIn adds to list the addresses of the entities in a row, as Next answers it: of the row itself or, where it holds
// entities, of those members.
func (s Shape) EntitiesIn(row any, members []int, list []unsafe.Pointer) []unsafe.Pointer {
	base := pointer(row)
	if base == nil {
		return list // an outer join did not find it
	}
	if s.entity != nil {
		return append(list, base)
	}
	for _, i := range members {
		if p := *(*unsafe.Pointer)(unsafe.Add(base, s.record.Members[i].Offset)); p != nil {
			list = append(list, p)
		}
	}
	return list
}

// Holds reports whether rows are, or hold, entities of m.
func (s Shape) Holds(m *mapper.Mapping) bool { return s.entity == m || slices.Contains(s.members, m) }

// zeros returns which columns of rows that are no entities have NULL for the zero value, as the statement selects them.
func (s Shape) zeros(of *ast.Statement, width int) mapper.Set {
	if s.entity != nil || of == nil {
		return mapper.Set{}
	}
	return of.NullZeros(width)
}

// Untyped reports whether rows are values in the order of the columns, or by their names.
func (s Shape) Untyped() bool { return s.untyped }

// Scalar reports whether rows are their first column, whatever stands beside it.
func (s Shape) Scalar() bool { return s.first }

// Typed reports whether rows are entities, or hold some.
func (s Shape) Typed() bool { return s.entity != nil || len(s.members) > 0 }
