package decoding

import (
	"reflect"
	"strconv"
	"sync"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/mapper"
)

// Layout says where the columns of a row go. It is not changed after its first use, and may be shared.
type Layout struct {
	plain *backends.Layout // of what stands in the struct itself
	apart []apart          // what goes behind pointers, which are nil where all of it is NULL

	once   sync.Once
	values *backends.Layout // of apart, in a struct of the type values
	typ    reflect.Type
}

// apart is a column of a row that goes behind a pointer.
type apart struct {
	place  int
	column *mapper.Column
}

// NewLayout passes over every column of rows that have so many.
func NewLayout(width int) *Layout { return &Layout{plain: newLayout(width)} }

func newLayout(width int) *backends.Layout {
	return &backends.Layout{Types: make([]reflect.Type, width), Offsets: make([]uintptr, width)}
}

// Plain returns a layout that others may fill, of what stands in the struct itself.
func (l *Layout) Plain() *backends.Layout { return l.plain }

// Place says that column i of a row is read into c.
func (l *Layout) Place(i int, c *mapper.Column) {
	if c.IsBehind() {
		l.apart = append(l.apart, apart{i, c})
		return
	}
	l.plain.Types[i], l.plain.Offsets[i] = c.Type, c.Offset
	if c.NullZero {
		zero(l.plain, i)
	}
}

// Zero says that NULL in column i of a row is a zero value, where what it is read into has no value for NULL.
func (l *Layout) Zero(i int) {
	if t := l.plain.Types[i]; t != nil && !mapper.SaysNull(t) {
		zero(l.plain, i)
	}
}

// zero says that NULL in column i of a row is a zero value.
func zero(l *backends.Layout, i int) {
	if l.Zeros == nil {
		l.Zeros = make([]bool, len(l.Types))
	}
	l.Zeros[i] = true
}

// Box says that column i of a row is read into c of a struct that a mapper.Slab made.
func (l *Layout) Box(i int, r *mapper.Record, c *mapper.Column) {
	if c.IsBehind() {
		return
	}
	if l.plain.Boxes == nil {
		l.plain.Boxes = make([]uintptr, len(l.plain.Types))
	}
	l.plain.Boxes[i] = r.Boxes()[c.Index]
}

// layApart lays out what goes behind pointers: a struct with a pointer for each column, nil where it is NULL, or with the value
// where that says it itself.
func (l *Layout) layApart() {
	fields := make([]reflect.StructField, len(l.apart))
	for i, a := range l.apart {
		fields[i] = reflect.StructField{Name: "Value" + strconv.Itoa(i), Type: a.column.Type}
		if !a.column.SaysNull() {
			fields[i].Type = reflect.PointerTo(a.column.Type)
		}
	}
	l.typ, l.values = reflect.StructOf(fields), newLayout(len(l.plain.Types))
	for i, a := range l.apart {
		l.values.Types[a.place], l.values.Offsets[a.place] = fields[i].Type, l.typ.Field(i).Offset
	}
}
