package pgxconn

import (
	"encoding/xml"
	"errors"
	"math"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends/kit"
)

// element is one place that every value of a column passes through on its way to pgx, so that none is boxed. It has the
// methods that pgtype asks of what its binary form is right for, and no others; what another type is to make of it stands
// in the literal.
type element interface{ read(p unsafe.Pointer) }

// elementOf returns the place for values of type t, nil for types that are boxed.
func elementOf(t reflect.Type) element {
	switch t {
	case reflect.TypeFor[int64]():
		return new(int64Element)
	case reflect.TypeFor[int]():
		return new(intElement)
	case reflect.TypeFor[int32]():
		return new(int32Element)
	case reflect.TypeFor[float64]():
		return new(float64Element)
	case reflect.TypeFor[bool]():
		return new(boolElement)
	case reflect.TypeFor[time.Time]():
		return new(timeElement)
	}
	switch {
	case t.Kind() == reflect.String && kit.Binds(t) == kit.Basic:
		return new(textElement)
	case isUUID(t):
		return new(uuidElement)
	}
	return nil
}

// isUUID reports whether a t is 16 bytes that are bound as a UUID. What has a Value method is asked for one: other things are
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
	v, err := kit.Argument(id.Interface())
	is := err == nil && v == "01020304-0506-7708-990a-0b0c0d0e0f10"
	uuids.Store(t, is)
	return is
}

var uuids sync.Map // reflect.Type -> bool

type (
	int64Element struct {
		textual
		v int64
	}
	intElement     struct{ int64Element }
	int32Element   struct{ int64Element }
	float64Element struct {
		textual
		v float64
	}
	boolElement struct {
		textual
		v bool
	}
	timeElement struct {
		textual
		v time.Time
	}
	uuidElement struct {
		textual
		v [16]byte
	}
	textElement struct {
		textual
		v string
	}
	bytesElement []byte
)

// textual keeps pgtype from making JSON of an element for an array of json, and XML for one of xml: the literal says what stands
// there.
type textual struct{}

var errTextual = errors.New("the element goes as text")

func (textual) MarshalJSON() ([]byte, error)      { return nil, errTextual }
func (bytesElement) MarshalJSON() ([]byte, error) { return nil, errTextual }

func (textual) MarshalXML(*xml.Encoder, xml.StartElement) error      { return errTextual }
func (bytesElement) MarshalXML(*xml.Encoder, xml.StartElement) error { return errTextual }

func (e *int64Element) read(p unsafe.Pointer)   { e.v = *(*int64)(p) }
func (e *intElement) read(p unsafe.Pointer)     { e.v = int64(*(*int)(p)) }
func (e *int32Element) read(p unsafe.Pointer)   { e.v = int64(*(*int32)(p)) }
func (e *float64Element) read(p unsafe.Pointer) { e.v = *(*float64)(p) }
func (e *boolElement) read(p unsafe.Pointer)    { e.v = *(*bool)(p) }
func (e *textElement) read(p unsafe.Pointer)    { e.v = *(*string)(p) }
func (e *uuidElement) read(p unsafe.Pointer)    { e.v = *(*[16]byte)(p) }
func (e *timeElement) read(p unsafe.Pointer) {
	e.v = (*(*time.Time)(p)).UTC().Truncate(kit.TimePrecision)
}

func (e *int64Element) Int64Value() (pgtype.Int8, error) {
	return pgtype.Int8{Int64: e.v, Valid: true}, nil
}

// Float64Value returns for float4 too, which pgtype would make infinite, or zero, of what it cannot hold.
func (e *float64Element) Float64Value() (pgtype.Float8, error) {
	if outsized(e.v) {
		return pgtype.Float8{}, errTextual
	}
	return pgtype.Float8{Float64: e.v, Valid: true}, nil
}

// outsized reports whether a float4 holds no number near v.
func outsized(v float64) bool {
	size := math.Abs(v)
	return size > math.MaxFloat32 && !math.IsInf(v, 0) || size != 0 && size < math.SmallestNonzeroFloat32
}

func (e *boolElement) BoolValue() (pgtype.Bool, error) {
	return pgtype.Bool{Bool: e.v, Valid: true}, nil
}

func (e *uuidElement) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: e.v, Valid: true}, nil
}

// TextValue returns for types whose binary form is their text, as text and varchar. What else would be made of it is read from
// the literal.
func (e *textElement) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: e.v, Valid: true}, kit.Storable(e.v)
}

func (e bytesElement) BytesValue() ([]byte, error) { return e, nil }

func (e *timeElement) TimestamptzValue() (pgtype.Timestamptz, error) {
	return pgtype.Timestamptz{Time: e.v, Valid: true}, e.near()
}

func (e *timeElement) TimestampValue() (pgtype.Timestamp, error) {
	return pgtype.Timestamp{Time: e.v, Valid: true}, e.near()
}

func (e *timeElement) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: e.v, Valid: true}, e.near()
}

// near is nil of a time that pgtype counts right.
func (e *timeElement) near() error {
	if kit.IsFar(e.v) {
		return errTextual
	}
	return nil
}
