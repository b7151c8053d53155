package persistence

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/mapper"
)

// returned are the rows that a statement answered, in structs that no user sees.
type returned struct {
	mapping *mapper.Mapping
	columns []*mapper.Column
	base    unsafe.Pointer
	count   int
	many    *reflect.Value // the slice at base, where it comes from the mapping's buffer ones
}

// manyRows is from how many rows on their memory is used again.
const manyRows = 16

func newReturned(m *mapper.Mapping, columns []*mapper.Column, count int) returned {
	r := returned{mapping: m, columns: columns, count: count}
	switch {
	case len(columns) == 0:
	case count == 1:
		r.base = m.New()
	case count < manyRows:
		r.base = reflect.MakeSlice(reflect.SliceOf(m.Type), count, count).UnsafePointer()
	default:
		r.many = rowBuffer(m, count)
		r.base = r.many.UnsafePointer()
	}
	return r
}

// rowBuffer returns count zero structs, in the memory of an earlier flush where there is some.
func rowBuffer(m *mapper.Mapping, count int) *reflect.Value {
	buffer, ok := m.RowBuffers.Get().(*reflect.Value)
	if ok && buffer.Cap() >= count {
		*buffer = buffer.Slice(0, count)
		return buffer
	}
	rows := reflect.MakeSlice(reflect.SliceOf(m.Type), count, count)
	return &rows
}

// release gives the memory of the rows back: nobody looks at them any more.
func (r *returned) release() {
	if r.many != nil {
		r.many.Clear()
		r.mapping.RowBuffers.Put(r.many)
		r.many, r.base = nil, nil
	}
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
	reader := decoding.NewReader(rows, layoutOf(r.mapping, r.columns))
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
