package statement

import (
	"sync/atomic"
	"unsafe"
)

// address is where a prototype has a column.
type address struct {
	field any // a pointer
	node  *Node
}

// columnPlaces is a fast way to most of what addresses has of columns, each the first that came to its place.
var columnPlaces [1 << 11]atomic.Pointer[address]

// ColumnOf is [ColumnAt] where the field's type is known.
func ColumnOf[V any](field *V) *Node {
	if found := columnPlace(unsafe.Pointer(field)).Load(); found != nil {
		if p, ok := found.field.(*V); ok && p == field {
			return found.node
		}
	}
	return ColumnAt(field)
}

func columnPlace(p unsafe.Pointer) *atomic.Pointer[address] {
	return &columnPlaces[uint32(uintptr(p))*0x9e3779b1>>21]
}
