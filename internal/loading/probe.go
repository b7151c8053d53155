package loading

import (
	"reflect"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/decoding"
	"github.com/drey-db/drey/internal/mapper"
)

// probe is what tells whether a row holds an entity, where an outer join may have found none.
type probe struct {
	mapping *mapper.Mapping
	layout  *backends.Layout // of its key as pointers, or without one of every column
	keys    reflect.Type     // what the layout fills
}

var anyType = reflect.TypeFor[any]()

// newProbe returns what looks for the entity of sp in rows of width columns.
func newProbe(sp span, width int) *probe {
	p := &probe{mapping: sp.entity, layout: decoding.NewLayout(width).Plain()}
	p.keys = reflect.ArrayOf(len(sp.entity.Key), reflect.TypeFor[unsafe.Pointer]())
	if sp.entity.Keyless {
		p.keys = reflect.ArrayOf(len(sp.columns), anyType)
	}
	for i, c := range sp.columns {
		if c == nil {
			continue
		}
		if sp.entity.Keyless {
			p.layout.Types[sp.from+i], p.layout.Offsets[sp.from+i] = anyType, uintptr(i)*anyType.Size()
		}
		for j, k := range sp.entity.Key {
			if k == c {
				p.layout.Types[sp.from+i] = reflect.PointerTo(c.Type)
				p.layout.Offsets[sp.from+i] = uintptr(j) * unsafe.Sizeof(unsafe.Pointer(nil))
			}
		}
	}
	return p
}

// probeReader looks into each row.
type probeReader struct {
	probe *probe
	key   *kit.Reader
}

func (p *probe) reader(rows backends.Rows) probeReader {
	return probeReader{p, kit.NewReader(rows, p.layout)}
}

// absent reports whether an outer join found no row for the entity: part of its key is NULL or, without a key, all that it has.
func (r probeReader) absent() (bool, error) {
	keys, none := reflect.New(r.probe.keys), 0
	err := r.key.Read(keys.UnsafePointer())
	for i := range r.probe.keys.Len() {
		if keys.Elem().Index(i).IsNil() {
			none++
		}
	}
	if r.probe.mapping.Keyless {
		return none == r.probe.keys.Len(), err
	}
	return none > 0, err
}
