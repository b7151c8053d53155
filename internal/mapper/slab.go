package mapper

import (
	"reflect"
	"strconv"
	"sync"
	"time"
	"unsafe"
)

// mostSlab is how many structs stand in one piece of memory at most.
const mostSlab = 64

// Slab is memory for structs of one record that are read one after the other, in pieces for 1, 2, 4 and so on up to 64, with
// room beside each struct for the values that its pointers lead to. Whoever keeps a struct, or one of those values, keeps its
// piece. The zero value is ready; it serves one goroutine.
type Slab struct {
	next   unsafe.Pointer
	left   int // structs in the piece
	pieces int
}

// Next returns memory for one more struct, empty, of which most are to come at most; 0: nobody knows. No more memory is made than
// those need.
func (s *Slab) Next(r *Record, most int) unsafe.Pointer {
	room := r.layout.of(r)
	if s.left == 0 {
		step := min(s.pieces, len(room.pieces)-1)
		for most > 0 && 1<<step > most {
			step--
		}
		s.pieces++
		s.next, s.left = reflect.New(room.pieces[step]).UnsafePointer(), 1<<step
	}
	p := s.next
	if s.left--; s.left > 0 {
		s.next = unsafe.Add(p, room.size)
	}
	return p
}

// Boxes are, by column, where behind a struct that a [Slab] made there is room for what the column's pointer leads to; 0 for
// none.
func (r *Record) Boxes() []uintptr { return r.layout.of(r).boxes }

// slabLayout is how a struct stands in a slab.
type slabLayout struct {
	once   sync.Once
	size   uintptr
	boxes  []uintptr
	pieces []reflect.Type // arrays of 1, 2, 4 ..
}

func (m *slabLayout) of(r *Record) *slabLayout {
	m.once.Do(func() { m.make(r) })
	return m
}

func (m *slabLayout) make(r *Record) {
	fields := []reflect.StructField{{Name: "Struct", Type: r.Type}}
	places := make([]int, len(r.Columns))
	for i, c := range r.Columns {
		if !c.IsBehind() && c.Type.Kind() == reflect.Pointer && isBoxed(c.Type.Elem()) {
			places[i] = len(fields)
			fields = append(fields, reflect.StructField{Name: "Box" + strconv.Itoa(i), Type: c.Type.Elem()})
		}
	}
	roomy := reflect.StructOf(fields)
	m.size, m.boxes = roomy.Size(), make([]uintptr, len(r.Columns))
	for i, place := range places {
		m.boxes[i] = roomy.Field(place).Offset
	}
	for n := 1; n <= mostSlab; n *= 2 {
		m.pieces = append(m.pieces, reflect.ArrayOf(n, roomy))
	}
}

// isBoxed reports whether a pointer's value stands beside its struct: it is small.
func isBoxed(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return t.Size() == 16 && t.Elem().Kind() == reflect.Uint8
	case reflect.Struct:
		return t == reflect.TypeFor[time.Time]()
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Float64 || t.Kind() == reflect.String
}
