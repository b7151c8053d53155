package backends

import (
	"reflect"
	"sync/atomic"
	"unsafe"
)

// Rows is a cursor, shaped as *sql.Rows, so that sqlx.StructScan and its like take it. It serves one goroutine and is
// closed by whoever asked for it; a second Close does nothing. Scan takes what *sql.Rows takes and, beyond it, slices for
// arrays, structs and maps for JSON, sql.Null of both, and pointers to all of them for NULL. A nil destination skips its
// column. Times arrive in UTC. Through *any a value is nil, bool, int64, float64, string, []byte or time.Time on every
// backend. Columns is asked before the rows are closed or read to their end, and keeps its answer; asked first when they are
// over it is an error.
type Rows interface {
	Columns() ([]string, error)
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Decoder is what [Rows] may also be: it decodes the present row's wire bytes straight into memory. Scan is the portable
// path and gives the same values.
type Decoder interface {
	// Decode writes each column of the present row to its place behind base. base points at memory that holds the layout's
	// types at its offsets; the caller vouches for that.
	Decode(l *Layout, base unsafe.Pointer) error
}

// Layout says where each column of a row goes: column i is a Types[i] at Offsets[i] behind the base; a nil type skips the
// column. A Layout is not changed after its first use and may be shared between goroutines; keep it, because a Decoder
// compiles it once.
type Layout struct {
	Types   []reflect.Type
	Offsets []uintptr

	// Boxes, where they are set, are where behind the base there is room for what a pointer column leads to; 0: there is none. A
	// Decoder may put values there that it would else allocate.
	Boxes []uintptr

	// Zeros, where they are set, are which columns read NULL as their type's zero value, instead of refusing it.
	Zeros []bool

	plan atomic.Pointer[any]
}

// Plan returns what a [Decoder] last kept here with SetPlan; nil before that.
func (l *Layout) Plan() any {
	if p := l.plan.Load(); p != nil {
		return *p
	}
	return nil
}

// SetPlan keeps what a [Decoder] compiled of the layout, for the next row or statement. The last one wins, so a plan
// carries what it was compiled for and is checked before use.
func (l *Layout) SetPlan(plan any) { l.plan.Store(&plan) }
