package identity

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// KeyFor returns the key of the row that parts name, with arguments that name it to the database; see [Convert]. The commonest
// key, one int64, needs no struct.
func KeyFor(m *mapper.Mapping, parts []any) (k Key, args []any, err error) {
	if len(parts) == 1 && len(m.Key) == 1 && m.Key[0].Type == reflect.TypeFor[int64]() {
		if n, ok := parts[0].(int64); ok {
			return Key{mapping: m, number: n}, parts, nil
		}
	}
	p, err := Convert(m, parts)
	if err != nil {
		return Key{}, nil, err
	}
	return KeyOf(m, p), Arguments(m, p), nil
}

// Arguments returns the key of the entity at p as arguments.
func Arguments(m *mapper.Mapping, p unsafe.Pointer) []any {
	args := make([]any, len(m.Key))
	for i, c := range m.Key {
		args[i] = c.Value(p)
	}
	return args
}

// Convert gives key parts the Go types of m's key columns and returns a struct that holds nothing else. Parts that do not
// fit, or are too few or too many, are an error.
func Convert(m *mapper.Mapping, parts []any) (unsafe.Pointer, error) {
	if len(parts) != len(m.Key) {
		return nil, fmt.Errorf("the key of %s is %s: give %d of these, not %d", m.Name(), keyFields(m), len(m.Key), len(parts))
	}
	p := m.New()
	for i, c := range m.Key {
		if !assign(reflect.NewAt(c.Type, c.Pointer(p)).Elem(), reflect.ValueOf(parts[i])) {
			return nil, fmt.Errorf("the key %s.%s is of type %s, which this %T is not: give it one", m.Name(), c.Field, c.Type, parts[i])
		}
	}
	return p, nil
}

// keyFields returns the fields of m's key with their types, in order.
func keyFields(m *mapper.Mapping) string {
	fields := make([]string, len(m.Key))
	for i, c := range m.Key {
		fields[i] = fmt.Sprintf("%s (%s)", c.Field, c.Type)
	}
	return strings.Join(fields, ", ")
}

// assign stores v in dst when that loses nothing: in a type of the same kind, in a wider or narrower integer that holds
// it, in bytes, or by reading text.
func assign(dst, v reflect.Value) bool {
	switch {
	case !v.IsValid():
		return false
	case v.Type().AssignableTo(dst.Type()):
		dst.Set(v)
	case isInteger(v.Kind()) && isInteger(dst.Kind()):
		return assignInteger(dst, v)
	case v.Kind() == reflect.String && assignText(dst, v.String()):
	case v.Kind() == dst.Kind() && v.CanConvert(dst.Type()):
		dst.Set(v.Convert(dst.Type()))
	case isBytes(v) && dst.Kind() == reflect.Array && dst.Type().Elem().Kind() == reflect.Uint8 && v.Len() == dst.Len():
		copy(dst.Bytes(), v.Bytes()) // they may be of named types
	case isBytes(v) && isBytes(dst):
		dst.SetBytes(v.Bytes())
	default:
		return false
	}
	return true
}

func isInteger(k reflect.Kind) bool { return reflect.Int <= k && k <= reflect.Uint64 }

func isBytes(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
}

func assignInteger(dst, v reflect.Value) bool {
	if v.CanInt() && dst.CanInt() {
		dst.SetInt(v.Int())
		return dst.Int() == v.Int()
	}
	if v.CanInt() && v.Int() < 0 {
		return false
	}
	u := uint64(0)
	if v.CanInt() {
		u = uint64(v.Int())
	} else {
		u = v.Uint()
	}
	if dst.CanUint() {
		dst.SetUint(u)
		return dst.Uint() == u
	}
	dst.SetInt(int64(u))
	return dst.Int() >= 0 && uint64(dst.Int()) == u
}

func assignText(dst reflect.Value, text string) bool {
	if u, ok := dst.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return u.UnmarshalText([]byte(text)) == nil
	}
	return false
}
