package backends

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

// TimePrecision is what every backend stores of a time: what is finer is cut off, as PostgreSQL stores microseconds.
const TimePrecision = time.Microsecond

// Argument gives v the form in which every backend binds it, one of nil, bool, int64, float64, string, []byte, time.Time
// or *[Column]:
//
//   - bool, every integer and float width, string and []byte, also of named types, as their value; a uint64 beyond int64
//     as its decimal digits;
//   - time.Time in UTC, cut to [TimePrecision];
//   - a driver.Valuer as its value, which of a pgtype.Date and its like is a day's text; a pointer as what it points at; nil pointers, slices and maps as NULL;
//   - other slices and arrays as an array, a *Column; [16]byte as a UUID's text, other byte arrays as []byte;
//   - json.RawMessage, maps and structs as JSON text; types with MarshalText (but no MarshalJSON) as that text.
//
// Channels, functions and complex numbers are ErrUnsupported.
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
	case driver.Valuer:
		return valuerArgument(v)
	}
	return reflectArgument(reflect.ValueOf(v))
}

func valuerArgument(v driver.Valuer) (any, error) {
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil, nil
	}
	value, err := v.Value()
	if err != nil {
		return nil, &Error{Kind: ErrDataException, Message: fmt.Sprintf("a %T gave no value", v), Err: err}
	}
	if t, ok := value.(time.Time); ok && isDay(v) {
		return dayText(t), nil
	}
	if _, again := value.(driver.Valuer); again {
		if _, column := value.(*Column); !column {
			return nil, unsupportedArgument(reflect.TypeOf(v))
		}
	}
	return Argument(value)
}

func reflectArgument(rv reflect.Value) (any, error) {
	switch rv.Kind() {
	case reflect.Bool:
		return rv.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return rv.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return unsignedArgument(rv.Uint()), nil
	case reflect.Float32, reflect.Float64:
		return rv.Float(), nil
	case reflect.String:
		return rv.String(), nil
	case reflect.Pointer:
		return pointerArgument(rv)
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Struct:
		return compositeArgument(rv)
	}
	return nil, unsupportedArgument(rv.Type())
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
	if text, ok := textArgument(rv); ok {
		return text()
	}
	return Argument(rv.Elem().Interface())
}

func compositeArgument(rv reflect.Value) (any, error) {
	if (rv.Kind() == reflect.Slice || rv.Kind() == reflect.Map) && rv.IsNil() {
		return nil, nil
	}
	if text, ok := textArgument(rv); ok {
		return text()
	}
	if t := rv.Type(); t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		return rv.Bytes(), nil
	} else if t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8 {
		return byteArrayArgument(rv), nil
	}
	if _, ok := rv.Interface().(json.Marshaler); !ok && rv.Kind() != reflect.Map && rv.Kind() != reflect.Struct {
		return ColumnOf(rv), nil
	}
	doc, err := json.Marshal(rv.Interface())
	if err != nil {
		return nil, &Error{Kind: ErrDataException, Message: fmt.Sprintf("a %s does not marshal to JSON", rv.Type()), Err: err}
	}
	return string(doc), nil
}

// textArgument answers how to write rv as text when its own MarshalText says so. Numbers, strings and times are bound as
// such, and JSON goes first where both are there.
func textArgument(rv reflect.Value) (text func() (any, error), ok bool) {
	if base := baseType(rv.Type()); base == reflect.TypeFor[time.Time]() || base.Kind() < reflect.Array || base.Kind() == reflect.String {
		return nil, false
	}
	m, ok := rv.Interface().(encoding.TextMarshaler)
	if _, isJSON := m.(json.Marshaler); !ok || (isJSON && baseType(rv.Type()).Kind() == reflect.Map) {
		return nil, false
	}
	return func() (any, error) {
		b, err := m.MarshalText()
		if err != nil {
			return nil, &Error{Kind: ErrDataException, Message: fmt.Sprintf("a %T gave no text", m), Err: err}
		}
		return string(b), nil
	}, true
}

func baseType(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func byteArrayArgument(rv reflect.Value) any {
	b := make([]byte, rv.Len())
	reflect.Copy(reflect.ValueOf(b), rv)
	if len(b) == 16 {
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	}
	return b
}

func unsupportedArgument(t reflect.Type) error {
	return &Error{Kind: ErrUnsupported, Message: fmt.Sprintf("a %s is no SQL value: give it a Value method (driver.Valuer)", t)}
}
