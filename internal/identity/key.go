package identity

import (
	"cmp"
	"encoding/binary"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/internal/mapper"
)

// Key names a row. Keys are equal exactly when their rows are the same.
type Key struct {
	mapping *mapper.Mapping
	number  int64  // of a key that is one number; unsigned ones by their bits
	text    string // of every other key; the parts of a composite one in one text
}

// IsNumber reports whether k is one whole number, which no database gives back as another that is equal.
func (k Key) IsNumber() bool {
	return k.mapping != nil && len(k.mapping.Key) == 1 && k.mapping.Key[0].IsInteger()
}

// KeyOf returns the key of the entity at p.
func KeyOf(m *mapper.Mapping, p unsafe.Pointer) Key { return KeyBy(m, m.Key, p) }

// KeyBy returns a key of the entity at p that is made of columns, m's own key or others that are unique. It compares with keys
// of the same columns.
func KeyBy(m *mapper.Mapping, columns []*mapper.Column, p unsafe.Pointer) Key {
	if len(columns) == 1 {
		v := part(columns[0], p)
		return Key{m, v.number, v.text}
	}
	var b []byte
	for _, c := range columns {
		b = part(c, p).append(b)
	}
	return Key{mapping: m, text: string(b)}
}

// keyPart is one key column's value in a form that compares.
type keyPart struct {
	form   form
	number int64
	text   string
}

// form is what a key column's value is compared as.
type form uint8

const (
	signed form = iota
	unsigned
	textual
)

// formOf returns the form of a key column's values.
func formOf(c *mapper.Column) form {
	switch k := c.Type.Kind(); {
	case k >= reflect.Uint && k <= reflect.Uint64:
		return unsigned
	case k >= reflect.Bool && k <= reflect.Int64, isTime(c):
		return signed
	}
	return textual
}

// isTime reports whether the column is an instant.
func isTime(c *mapper.Column) bool { return c.Type == reflect.TypeFor[time.Time]() && !c.IsDay() }

func part(c *mapper.Column, p unsafe.Pointer) keyPart {
	at := c.Pointer(p)
	switch c.Type.Kind() {
	case reflect.Int64:
		return keyPart{number: *(*int64)(at)}
	case reflect.String:
		return keyPart{form: textual, text: *(*string)(at)}
	case reflect.Bool:
		return keyPart{number: int64(*(*byte)(at))}
	case reflect.Struct:
		if isTime(c) {
			return keyPart{number: (*time.Time)(at).UnixMicro()}
		}
		return keyPart{form: textual, text: c.DayText(p)}
	}
	v := reflect.NewAt(c.Type, at).Elem()
	switch formOf(c) {
	case unsigned:
		return keyPart{form: unsigned, number: int64(v.Uint())}
	case signed:
		return keyPart{number: v.Int()}
	}
	return keyPart{form: textual, text: string(v.Bytes())}
}

// append adds a part so that no two lists of parts give the same bytes.
func (v keyPart) append(b []byte) []byte {
	switch v.form {
	case signed:
		return binary.BigEndian.AppendUint64(b, uint64(v.number)^1<<63)
	case unsigned:
		return binary.BigEndian.AppendUint64(b, uint64(v.number))
	}
	return append(binary.BigEndian.AppendUint32(b, uint32(len(v.text))), v.text...)
}

// Compare orders the keys of one mapping, the same way in every program, so that sessions lock rows in one order.
// The zero Key, of what is no row yet, is behind all others.
func (k Key) Compare(other Key) int {
	switch {
	case k.mapping == nil && other.mapping == nil:
		return 0
	case k.mapping == nil:
		return 1
	case other.mapping == nil:
		return -1
	case len(k.mapping.Key) == 1 && formOf(k.mapping.Key[0]) == unsigned:
		return cmp.Compare(uint64(k.number), uint64(other.number))
	}
	return cmp.Or(cmp.Compare(k.number, other.number), strings.Compare(k.text, other.text))
}

// OrdersAlike reports whether keys of m compare here as they do in every database: they are numbers, times or UUIDs. How text
// compares is the database's own affair.
func OrdersAlike(m *mapper.Mapping) bool {
	return !slices.ContainsFunc(m.Key, func(c *mapper.Column) bool {
		return formOf(c) == textual && (c.Type.Kind() != reflect.Array || c.Type.Len() != 16)
	})
}

// Values returns the key of the entity at p as Go values, secret ones as ***.
func Values(m *mapper.Mapping, p unsafe.Pointer) []any {
	values := make([]any, len(m.Key))
	for i, c := range m.Key {
		switch {
		case c.Secret:
			values[i] = "***"
		case c.IsSpelled():
			values[i] = reflect.ValueOf(c.Addr(p)).Elem().Interface()
		default:
			values[i] = c.Value(p)
		}
	}
	return values
}
