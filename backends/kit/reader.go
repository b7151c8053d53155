package kit

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
)

// Reader reads rows into memory by a [backends.Layout]: rows that are a [backends.Decoder] decode, others scan. It serves one goroutine, and
// neither steps nor closes the rows.
type Reader struct {
	rows    backends.Rows
	layout  *backends.Layout
	decoder backends.Decoder // nil: the rows scan
	dest    []any            // of Scan, used again for each row
}

// NewReader reads rows by l.
func NewReader(rows backends.Rows, l *backends.Layout) *Reader {
	r := &Reader{rows: rows, layout: l}
	if r.decoder, _ = rows.(backends.Decoder); r.decoder != nil {
		return r
	}
	r.dest = make([]any, len(l.Types))
	for i, t := range l.Types {
		if t == nil {
			r.dest[i] = new(any)
		}
	}
	return r
}

// Read writes the present row behind base, as [backends.Decoder] does.
func (r *Reader) Read(base unsafe.Pointer) error {
	if r.decoder != nil {
		return r.decoder.Decode(r.layout, base)
	}
	for i, t := range r.layout.Types {
		if t != nil {
			r.dest[i] = reflect.NewAt(t, unsafe.Add(base, r.layout.Offsets[i])).Interface()
		}
	}
	if r.layout.Zeros == nil {
		return r.rows.Scan(r.dest...)
	}
	return r.readZeros()
}

// readZeros reads where NULL may be a zero value: into a pointer first.
func (r *Reader) readZeros() error {
	places := make([]any, len(r.dest))
	for i, zero := range r.layout.Zeros {
		if places[i] = r.dest[i]; zero {
			r.dest[i] = reflect.New(reflect.PointerTo(r.layout.Types[i])).Interface()
		}
	}
	if err := r.rows.Scan(r.dest...); err != nil {
		return err
	}
	for i, zero := range r.layout.Zeros {
		if !zero {
			continue
		}
		place, read := reflect.ValueOf(places[i]).Elem(), reflect.ValueOf(r.dest[i]).Elem()
		if place.SetZero(); !read.IsNil() {
			place.Set(read.Elem())
		}
	}
	return nil
}
