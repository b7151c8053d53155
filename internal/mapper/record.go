package mapper

import (
	"reflect"
	"strings"
	"sync"
	"unsafe"
)

// Record is a struct type seen as a row: fields that are filled by column name.
type Record struct {
	Type    reflect.Type
	Columns []*Column // in field order, embedded structs where they stand
	Members []Member  // fields that hold a whole entity each, in field order

	names  map[string]*Column
	ways   []way // of pointers to columns
	same   sameness
	pack   packing
	layout *slabLayout
}

// Member is a field *T of a record where T is an entity.
type Member struct {
	Field  string       // in Go
	Offset uintptr      // behind the struct's address
	Entity reflect.Type // T
}

// Column returns the column of that name, nil when there is none.
func (r *Record) Column(name string) *Column { return r.names[name] }

// New allocates a struct and returns its address.
func (r *Record) New() unsafe.Pointer { return reflect.New(r.Type).UnsafePointer() }

// Prototype allocates a struct of which every column has an address.
func (r *Record) Prototype() unsafe.Pointer {
	p := r.New()
	for _, c := range r.Columns {
		c.Reach(p)
	}
	return p
}

// Pointer returns p as a pointer to the struct type.
func (r *Record) Pointer(p unsafe.Pointer) any { return reflect.NewAt(r.Type, p).Interface() }

// Snapshot copies the columns of the struct at p into a new one.
func (r *Record) Snapshot(p unsafe.Pointer) unsafe.Pointer {
	s := r.New()
	for _, c := range r.Columns {
		if c.IsBehind() {
			c.copyIntoEmpty(s, p)
		} else {
			c.Copy(s, p)
		}
	}
	return s
}

// Shallow copies the struct at p, a snapshot: what its fields lead to is shared, since a snapshot changes field by field and
// never in place.
func (r *Record) Shallow(p unsafe.Pointer) unsafe.Pointer {
	s := reflect.New(r.Type)
	s.Elem().Set(at(r.Type, p))
	return s.UnsafePointer()
}

// Error is every mistake in the mapping of one type.
type Error struct {
	Type     reflect.Type
	Mistakes []string // each names its field and the way out
}

// Error lists the mistakes, one a line.
func (e *Error) Error() string {
	return "mapping " + e.Type.String() + ":\n\t" + strings.Join(e.Mistakes, "\n\t")
}

var records sync.Map // reflect.Type -> *Record

// RecordOf maps a struct type without asking for a table or a key. Mistakes come back together as an *Error.
func RecordOf(t reflect.Type) (*Record, error) {
	if r, ok := records.Load(t); ok {
		return r.(*Record), nil
	}
	b := newBuilder(t, Names{})
	b.gathers = true
	r := b.record()
	if err := b.err(); err != nil {
		return nil, err
	}
	kept, _ := records.LoadOrStore(t, r)
	return kept.(*Record), nil
}
