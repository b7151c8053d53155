package prototype

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
)

// address is where a prototype has a column.
type address struct {
	field  any // a pointer
	column *ast.Column
}

// slots are a fast way to most of the columns in addresses, each the first that came to its slot.
var slots [1 << 11]atomic.Pointer[address]

func slot(p unsafe.Pointer) *atomic.Pointer[address] {
	return &slots[uint32(uintptr(p))*0x9e3779b1>>21]
}

// ColumnOf is [ColumnAt] where the field's type is known.
func ColumnOf[V any](field *V) *ast.Node {
	if found := slot(unsafe.Pointer(field)).Load(); found != nil {
		if p, ok := found.field.(*V); ok && p == field {
			return &found.column.Node
		}
	}
	return ColumnAt(field)
}

// ColumnAt returns the column that field, a pointer into a prototype, names. For any other pointer it returns a node that
// says what is wrong when it is rendered.
func ColumnAt(field any) *ast.Node {
	switch found, _ := addresses.Load(field); n := found.(type) {
	case *ast.Column:
		return &n.Node
	case *ast.Relation:
		return ast.Invalidf("%s.%s is a relationship, not a column: join it, or load it with SelectIn", n.Table.Mapping.Name(), n.Field)
	}
	return ast.Invalid(noColumn(field))
}

// noColumn returns why a pointer names no column. It is the slow path.
func noColumn(field any) error {
	what := reflect.TypeOf(field).Elem()
	if reflect.ValueOf(field).IsNil() {
		return fmt.Errorf("Col(*%s) is given nil: give it the address of a field, in the value that builder.Model or builder.Alias answered", what)
	}
	if t, ok := TableOf(field); ok {
		return fmt.Errorf("Col(*%s) is given a whole %s: give it the address of a field", what, t.Mapping.Name())
	}
	p := reflect.ValueOf(field).Pointer()
	var err error
	tables.Range(func(_, value any) bool {
		t := value.(*ast.Table)
		first := uintptr(start(t))
		if first <= p && p < first+t.Mapping.Type.Size() {
			err = fmt.Errorf("Col(*%s) points into a prototype of %s, but at no column: the field is left out, part of a column's value, or a struct whose fields are columns, of which it takes one: &prototype.Home.City", what, t.Mapping.Name())
		}
		return err == nil
	})
	if err == nil {
		err = fmt.Errorf("Col(*%s) points outside every prototype: take the address in the value that builder.Model or builder.Alias answered, not in a copy of it, nor in an entity", what)
	}
	return err
}
