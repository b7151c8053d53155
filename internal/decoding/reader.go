package decoding

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Reader reads rows into structs. It serves one goroutine, and neither steps nor closes the rows.
type Reader struct {
	plain  kit.Reader
	values *kit.Reader // of what goes behind pointers; nil: nothing does
	layout *Layout
}

// NewReader reads rows by l.
func NewReader(rows backends.Rows, l *Layout) Reader {
	r := Reader{plain: *kit.NewReader(rows, l.plain), layout: l}
	if l.apart != nil {
		l.once.Do(l.layApart)
		r.values = kit.NewReader(rows, l.values)
	}
	return r
}

// Read reads the present row into the struct at base, in which no pointer leads to anything yet.
func (r *Reader) Read(base unsafe.Pointer) error {
	err := r.plain.Read(base)
	if err != nil || r.values == nil {
		return err
	}
	values := reflect.New(r.layout.typ)
	if err := r.values.Read(values.UnsafePointer()); err != nil {
		return err
	}
	r.layout.putBehind(base, values.Elem())
	return nil
}

// putBehind puts values behind the pointers of the struct at base. Where one of several is NULL, its field stays zero.
func (l *Layout) putBehind(base unsafe.Pointer, values reflect.Value) {
	for i, a := range l.apart {
		v := values.Field(i)
		if v.IsZero() {
			continue
		}
		if v.Type() != a.column.Type {
			v = v.Elem()
		}
		reflect.NewAt(a.column.Type, a.column.Reach(base)).Elem().Set(v)
	}
}
