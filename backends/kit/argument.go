package kit

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/drey-db/drey/backends"
)

// TimePrecision is what every backend stores of a time: what is finer is cut off, as PostgreSQL stores microseconds.
const TimePrecision = time.Microsecond

// Argument gives v the form in which every backend binds it, one of nil, bool, int64, float64, string, []byte, time.Time
// or *[Column]:
//
//   - bool, every integer and float width, string and []byte, also of named types, as their value; a uint64 beyond int64
//     as its decimal digits;
//   - time.Time in UTC, cut to [TimePrecision];
//   - a driver.Valuer as its value, which of a pgtype.Date and its like is a day's text; a pointer as what it points at;
//     sql.Null[T] as its T; nil pointers, slices and maps, and what is not valid, as NULL;
//   - other slices and arrays as an array, a *Column; [16]byte as a UUID's text, other byte arrays as []byte;
//   - json.RawMessage, maps and structs as JSON text; types with MarshalText (but maps with MarshalJSON) as that text.
//
// Methods count whether they are declared on the type or on its pointer. Channels, functions and complex numbers are
// ErrUnsupported.
func Argument(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, int64, float64, string:
		return v, nil
	case *Column:
		return v, nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case int:
		return int64(v), nil
	case time.Time:
		return v.UTC().Truncate(TimePrecision), nil
	case json.RawMessage:
		if v == nil {
			return nil, nil
		}
		return string(v), nil
	}
	return argumentOf(reflect.ValueOf(v))
}

// argumentOf returns Argument of what stands in rv.
func argumentOf(rv reflect.Value) (any, error) {
	switch Binds(rv.Type()) {
	case Dynamic:
		if rv.IsNil() {
			return nil, nil
		}
		return argumentOf(rv.Elem())
	case Reference:
		return pointerArgument(rv)
	case Optional:
		if !rv.Field(1).Bool() {
			return nil, nil
		}
		return argumentOf(rv.Field(0))
	case Own:
		return valuerArgument(rv)
	case Basic:
		return basicArgument(rv), nil
	case Instant:
		return rv.Interface().(time.Time).UTC().Truncate(TimePrecision), nil
	case NoValue:
		return nil, unsupportedArgument(rv.Type())
	}
	return compositeArgument(rv)
}

func basicArgument(rv reflect.Value) any {
	switch {
	case rv.Kind() == reflect.Bool:
		return rv.Bool()
	case rv.CanInt():
		return rv.Int()
	case rv.CanUint():
		return unsignedArgument(rv.Uint())
	case rv.CanFloat():
		return widened(rv)
	}
	return rv.String()
}

func unsignedArgument(u uint64) any {
	if u > math.MaxInt64 {
		return strconv.FormatUint(u, 10)
	}
	return int64(u)
}

func pointerArgument(rv reflect.Value) (any, error) {
	if rv.IsNil() {
		return nil, nil
	}
	if c, ok := rv.Interface().(*Column); ok {
		return c, nil
	}
	return argumentOf(rv.Elem())
}

// compositeArgument binds what is nil where it is nothing.
func compositeArgument(rv reflect.Value) (any, error) {
	if (rv.Kind() == reflect.Slice || rv.Kind() == reflect.Map) && rv.IsNil() {
		return nil, nil
	}
	switch Binds(rv.Type()) {
	case Text:
		return textArgument(rv)
	case Document:
		return documentArgument(rv)
	case List:
		return ColumnOf(rv), nil
	}
	if rv.Kind() == reflect.Slice {
		return rv.Bytes(), nil
	}
	return byteArrayArgument(rv), nil
}

func byteArrayArgument(rv reflect.Value) any {
	array := reflect.New(rv.Type()).Elem() // only what can be addressed has Bytes, also of a named type
	array.Set(rv)
	b := array.Bytes()
	if len(b) == 16 {
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	}
	return b
}

func unsupportedArgument(t reflect.Type) error {
	if IsNative(t) {
		return &backends.Error{Kind: backends.ErrUnsupported, Message: fmt.Sprintf("a %s is bound by pgxbackend alone: bind its text", t)}
	}
	return &backends.Error{Kind: backends.ErrUnsupported, Message: fmt.Sprintf("a %s is no SQL value: give it a Value method (driver.Valuer)", t)}
}

// widened returns a float as a float64. A float32 is the one that its shortest decimal says, as databases print it: 0.1 stays 0.1 in
// a numeric.
func widened(rv reflect.Value) float64 {
	f := rv.Float()
	if rv.Kind() != reflect.Float32 || math.IsInf(f, 0) || math.IsNaN(f) {
		return f
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', -1, 32), 64)
	if err != nil {
		return f
	}
	return short
}
