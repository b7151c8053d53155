package persistence

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// returned are the rows that a statement answered, in structs that no user sees.
type returned struct {
	mapping *mapper.Mapping
	columns []*mapper.Column
	base    unsafe.Pointer
	count   int
}

func newReturned(m *mapper.Mapping, columns []*mapper.Column, count int) returned {
	r := returned{mapping: m, columns: columns, count: count}
	if len(columns) > 0 {
		r.base = reflect.MakeSlice(reflect.SliceOf(m.Type), count, count).UnsafePointer()
	}
	return r
}

// row returns the struct of row i; nil when nothing is returned.
func (r *returned) row(i int) unsafe.Pointer {
	if r.base == nil {
		return nil
	}
	return unsafe.Add(r.base, uintptr(i)*r.mapping.Type.Size())
}

// read takes the rows and returns how many came, which is never more than there is room for.
func (r *returned) read(rows backends.Rows) (int, error) {
	reader := kit.NewReader(rows, layoutOf(r.mapping, r.columns))
	n := 0
	for rows.Next() {
		if n == r.count {
			return n, fmt.Errorf("more than the %d rows expected came back", r.count)
		}
		if err := reader.Read(r.row(n)); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}
