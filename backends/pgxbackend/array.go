package pgxbackend

import (
	"database/sql/driver"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
)

// array is a column of values: elements where pgx knows the array's type, else PostgreSQL's array literal.
type array struct {
	column  *backends.Column
	element element // nil: elements are boxed one by one
}

var (
	_ pgtype.ArrayGetter = array{}
	_ pgtype.TextValuer  = array{}
)

// newArray hides the elements of nested arrays, whose dimensions pgtype wants flat; their literal says as much.
func newArray(column *backends.Column) any {
	if column.Nested() {
		return literal{array{column: column}}
	}
	return array{column, elementOf(column.Type)}
}

func (a array) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(a.column.Len()), LowerBound: 1}}
}

func (a array) Index(i int) any {
	if a.element != nil {
		a.element.read(unsafe.Add(a.column.Rows[i], a.column.Offset))
		return a.element
	}
	if isWire(a.column.Type) {
		return a.column.At(i).Interface()
	}
	v, err := a.column.Argument(i)
	if err != nil {
		return unencodable{err}
	}
	return v
}

func (a array) IndexType() any {
	if a.element != nil {
		return a.element
	}
	base := a.column.Type
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	if isWire(base) {
		return reflect.Zero(base).Interface()
	}
	v, _ := backends.Argument(reflect.Zero(base).Interface())
	return v
}

func (a array) TextValue() (pgtype.Text, error) {
	text, err := a.column.Literal()
	return pgtype.Text{String: text, Valid: true}, err
}

// isWire says whether t, or what it points at, is one of pgtype's own that nobody but pgtype binds.
func isWire(t reflect.Type) bool {
	bare := backends.Bare(t)
	return isNative(bare) && backends.Binds(bare) == backends.NoValue
}

// literal is an array that is only ever sent as text.
type literal struct{ array array }

func (l literal) TextValue() (pgtype.Text, error) { return l.array.TextValue() }

// unencodable carries an error to where pgx asks for the value.
type unencodable struct{ err error }

func (u unencodable) Value() (driver.Value, error) { return nil, u.err }

// element is one place that every value of a column passes through on its way to pgx, so that none is boxed.
type element interface{ read(p unsafe.Pointer) }

// elementOf is the place for values of type t, nil for types that are boxed.
func elementOf(t reflect.Type) element {
	switch t {
	case reflect.TypeFor[int64]():
		return new(int64Element)
	case reflect.TypeFor[int]():
		return new(intElement)
	case reflect.TypeFor[int32]():
		return new(int32Element)
	case reflect.TypeFor[string]():
		return new(stringElement)
	case reflect.TypeFor[float64]():
		return new(float64Element)
	case reflect.TypeFor[bool]():
		return new(boolElement)
	case reflect.TypeFor[time.Time]():
		return new(timeElement)
	}
	if isUUID(t) {
		return new(uuidElement)
	}
	return nil
}

// isUUID says whether a t is 16 bytes that are bound as a UUID. What has a Value method is asked for one: other things are
// of 16 bytes as well.
func isUUID(t reflect.Type) bool {
	if t.Kind() != reflect.Array || t.Len() != 16 || t.Elem().Kind() != reflect.Uint8 {
		return false
	}
	if is, known := uuids.Load(t); known {
		return is.(bool)
	}
	sample := [16]byte{1, 2, 3, 4, 5, 6, 0x77, 8, 0x99, 10, 11, 12, 13, 14, 15, 16}
	id := reflect.New(t).Elem()
	for i, b := range sample {
		id.Index(i).SetUint(uint64(b))
	}
	v, err := backends.Argument(id.Interface())
	is := err == nil && v == "01020304-0506-7708-990a-0b0c0d0e0f10"
	uuids.Store(t, is)
	return is
}

var uuids sync.Map // reflect.Type -> bool

type (
	int64Element   struct{ v int64 }
	intElement     struct{ int64Element }
	int32Element   struct{ int64Element }
	stringElement  struct{ v string }
	float64Element struct{ v float64 }
	boolElement    struct{ v bool }
	timeElement    struct{ v time.Time }
	uuidElement    struct{ v [16]byte }
)

func (e *int64Element) read(p unsafe.Pointer)   { e.v = *(*int64)(p) }
func (e *intElement) read(p unsafe.Pointer)     { e.v = int64(*(*int)(p)) }
func (e *int32Element) read(p unsafe.Pointer)   { e.v = int64(*(*int32)(p)) }
func (e *stringElement) read(p unsafe.Pointer)  { e.v = *(*string)(p) }
func (e *float64Element) read(p unsafe.Pointer) { e.v = *(*float64)(p) }
func (e *boolElement) read(p unsafe.Pointer)    { e.v = *(*bool)(p) }
func (e *uuidElement) read(p unsafe.Pointer)    { e.v = *(*[16]byte)(p) }
func (e *timeElement) read(p unsafe.Pointer) {
	e.v = (*(*time.Time)(p)).UTC().Truncate(backends.TimePrecision)
}

func (e *int64Element) Int64Value() (pgtype.Int8, error) {
	return pgtype.Int8{Int64: e.v, Valid: true}, nil
}
func (e *stringElement) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: e.v, Valid: true}, nil
}
func (e *float64Element) Float64Value() (pgtype.Float8, error) {
	return pgtype.Float8{Float64: e.v, Valid: true}, nil
}
func (e *boolElement) BoolValue() (pgtype.Bool, error) {
	return pgtype.Bool{Bool: e.v, Valid: true}, nil
}
func (e *uuidElement) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: e.v, Valid: true}, nil
}
func (e *timeElement) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: e.v, Valid: true}, nil
}
func (e *timeElement) TimestampValue() (pgtype.Timestamp, error) {
	return pgtype.Timestamp{Time: e.v, Valid: true}, nil
}
func (e *timeElement) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: e.v, Valid: true}, nil
}
