package loading

import (
	"reflect"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// newLayout passes over every column.
func newLayout(width int) *backends.Layout {
	return &backends.Layout{Types: make([]reflect.Type, width), Offsets: make([]uintptr, width)}
}

// place says that column i of the layout is read into c.
func place(l *backends.Layout, i int, c *mapper.Column) {
	l.Types[i], l.Offsets[i] = c.Type, c.Offset
	if !c.NullZero {
		return
	}
	if l.Zeros == nil {
		l.Zeros = make([]bool, len(l.Types))
	}
	l.Zeros[i] = true
}

// boxed says that column i of the layout is read into c of a struct that a mapper.Slab made.
func boxed(l *backends.Layout, i int, r *mapper.Record, c *mapper.Column) {
	if l.Boxes == nil {
		l.Boxes = make([]uintptr, len(l.Types))
	}
	l.Boxes[i] = r.Boxes()[c.Index]
}
