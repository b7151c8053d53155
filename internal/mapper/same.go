package mapper

import (
	"reflect"
	"unsafe"
)

// sameness proves quickly that two structs hold the same: neighbouring columns are compared as memory, and only what can be
// edited in place is looked at deeper.
type sameness struct {
	spans []span
	deep  []deepColumn
	far   []*Column // behind pointers
}

// span is memory of columns that an assignment copies whole.
type span struct{ offset, size uintptr }

// deepColumn is a column whose value holds memory that may be changed in place.
type deepColumn struct {
	column *Column
	same   equal
}

// Same reports whether every column has the same value in the structs at a and b. It allocates nothing where memory tells.
func (r *Record) Same(a, b unsafe.Pointer) bool {
	for _, s := range r.same.spans {
		if !sameMemory(unsafe.Add(a, s.offset), unsafe.Add(b, s.offset), s.size) {
			return r.sameValues(a, b)
		}
	}
	for _, d := range r.same.deep {
		if !d.same(unsafe.Add(a, d.column.Offset), unsafe.Add(b, d.column.Offset)) {
			return false
		}
	}
	for _, c := range r.same.far {
		if !c.Equal(a, b) {
			return false
		}
	}
	return true
}

// sameValues compares column by column: memory that differs may hold equal values, such as 0 and -0.
func (r *Record) sameValues(a, b unsafe.Pointer) bool {
	for _, c := range r.Columns {
		if !c.Equal(a, b) {
			return false
		}
	}
	return true
}

func sameMemory(a, b unsafe.Pointer, size uintptr) bool {
	return unsafe.String((*byte)(a), size) == unsafe.String((*byte)(b), size)
}

func samenessOf(columns []*Column) (s sameness) {
	for _, c := range columns {
		if c.IsBehind() {
			s.far = append(s.far, c)
			continue
		}
		if sharesMemory(c.Type, map[reflect.Type]bool{}) {
			s.deep = append(s.deep, deepColumn{c, deepEqualFor(c.Type, c.equal)})
			continue
		}
		if last := len(s.spans) - 1; last >= 0 && s.spans[last].offset+s.spans[last].size == c.Offset {
			s.spans[last].size += c.Type.Size()
		} else {
			s.spans = append(s.spans, span{c.Offset, c.Type.Size()})
		}
	}
	return s
}

// deepEqualFor returns exact with a look at the memory of pointers and slices before it.
func deepEqualFor(t reflect.Type, exact equal) equal {
	if t.Kind() != reflect.Pointer && t.Kind() != reflect.Slice || sharesMemory(t.Elem(), map[reflect.Type]bool{}) {
		return exact
	}
	size := t.Elem().Size()
	if t.Kind() == reflect.Pointer {
		return func(a, b unsafe.Pointer) bool {
			x, y := *(*unsafe.Pointer)(a), *(*unsafe.Pointer)(b)
			if x == nil || y == nil {
				return x == y
			}
			return sameMemory(x, y, size) || exact(a, b)
		}
	}
	return func(a, b unsafe.Pointer) bool {
		x, y := *(*[]byte)(a), *(*[]byte)(b)
		if len(x) != len(y) || (x == nil) != (y == nil) {
			return false
		}
		return len(x) == 0 || sameMemory(unsafe.Pointer(unsafe.SliceData(x)), unsafe.Pointer(unsafe.SliceData(y)), uintptr(len(x))*size) || exact(a, b)
	}
}
