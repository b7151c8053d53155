package identity

import (
	"cmp"
	"encoding/binary"
	"reflect"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Key names a row. Keys are equal exactly when their rows are the same.
type Key struct {
	mapping *mapper.Mapping
	value   any // int64, uint64 or string; the parts of a composite key in one string
}

// KeyOf is the key of the entity at p.
func KeyOf(m *mapper.Mapping, p unsafe.Pointer) Key {
	if len(m.Key) == 1 {
		return Key{m, part(m.Key[0], p)}
	}
	var b []byte
	for _, c := range m.Key {
		b = appendPart(b, part(c, p))
	}
	return Key{m, string(b)}
}

// part is one key column's value in a form that compares.
func part(c *mapper.Column, p unsafe.Pointer) any {
	if c.Type == reflect.TypeFor[time.Time]() && !c.IsDay() {
		return (*time.Time)(c.Pointer(p)).UnixMicro()
	}
	v := reflect.NewAt(c.Type, c.Pointer(p)).Elem()
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Struct:
		return c.DayText(p)
	case reflect.Bool:
		if v.Bool() {
			return int64(1)
		}
		return int64(0)
	case reflect.Slice, reflect.Array:
		return string(v.Bytes())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return v.Uint()
	}
	return v.Int()
}

// appendPart adds a part so that no two lists of parts give the same bytes.
func appendPart(b []byte, part any) []byte {
	switch v := part.(type) {
	case int64:
		return binary.BigEndian.AppendUint64(b, uint64(v)^1<<63)
	case uint64:
		return binary.BigEndian.AppendUint64(b, v)
	}
	s := part.(string)
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// Compare orders the keys of one mapping, the same way in every program, so that sessions lock rows in one order.
// The zero Key, of what is no row yet, is behind all others.
func (k Key) Compare(other Key) int {
	switch {
	case k.value == nil && other.value == nil:
		return 0
	case k.value == nil:
		return 1
	case other.value == nil:
		return -1
	}
	switch v := k.value.(type) {
	case int64:
		return cmp.Compare(v, other.value.(int64))
	case uint64:
		return cmp.Compare(v, other.value.(uint64))
	}
	return strings.Compare(k.value.(string), other.value.(string))
}

// Values is the key of the entity at p as Go values, secret ones as ***.
func Values(m *mapper.Mapping, p unsafe.Pointer) []any {
	values := make([]any, len(m.Key))
	for i, c := range m.Key {
		if values[i] = c.Value(p); c.Secret {
			values[i] = "***"
		}
	}
	return values
}
