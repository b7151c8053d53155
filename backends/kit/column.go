package kit

import (
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/drey-db/drey/backends"
)

// Column is an argument that is one SQL array: a column of many rows, whose values are read where they stand, without
// boxing them first. Element i is a Type at Offset behind Rows[i]. Bound as *Column; drivers of database/sql get its
// [Column.Literal], a native backend reads the memory itself. The rows must not change until the statement was sent.
type Column struct {
	Type   reflect.Type
	Offset uintptr
	Rows   []unsafe.Pointer
}

// ColumnOf returns the Column of a slice or array.
func ColumnOf(list reflect.Value) *Column {
	if list.Kind() == reflect.Array && !list.CanAddr() {
		addressable := reflect.New(list.Type()).Elem()
		addressable.Set(list)
		list = addressable
	}
	c := &Column{Type: list.Type().Elem(), Rows: make([]unsafe.Pointer, list.Len())}
	for i := range c.Rows {
		c.Rows[i] = list.Index(i).Addr().UnsafePointer()
	}
	return c
}

// Len returns how many elements c has.
func (c *Column) Len() int { return len(c.Rows) }

// At returns element i, in place.
func (c *Column) At(i int) reflect.Value {
	return reflect.NewAt(c.Type, unsafe.Add(c.Rows[i], c.Offset)).Elem()
}

// Value makes a Column a driver.Valuer: its Literal.
func (c *Column) Value() (driver.Value, error) { return c.Literal() }

// Literal returns c as PostgreSQL writes arrays: {1,2,NULL}, {"a","b"}. Lists of lists must be [Column.Rectangular].
func (c *Column) Literal() (string, error) {
	if err := c.Rectangular(); err != nil {
		return "", err
	}
	buf, err := c.appendLiteral(make([]byte, 0, 2+8*len(c.Rows)))
	return string(buf), err
}

// Argument returns element i in the form that [Argument] gives it.
func (c *Column) Argument(i int) (any, error) { return argumentOf(c.At(i)) }

// JSON returns c as a JSON list, for databases without arrays.
func (c *Column) JSON() (string, error) {
	list := make([]any, len(c.Rows))
	for i := range list {
		list[i] = c.At(i).Addr().Interface()
	}
	doc, err := json.Marshal(list)
	if err != nil {
		return "", NotJSON("a list of "+c.Type.String(), err)
	}
	return string(doc), nil
}

func (c *Column) appendLiteral(buf []byte) (_ []byte, err error) {
	buf = append(buf, '{')
	for i := range c.Rows {
		if i > 0 {
			buf = append(buf, ',')
		}
		if buf, err = appendElement(buf, c.Type, unsafe.Add(c.Rows[i], c.Offset)); err != nil {
			return nil, err
		}
	}
	return append(buf, '}'), nil
}

// appendElement writes the t at p as an element of an array. The commonest types go without boxing.
func appendElement(buf []byte, t reflect.Type, p unsafe.Pointer) ([]byte, error) {
	switch t {
	case reflect.TypeFor[int64]():
		return strconv.AppendInt(buf, *(*int64)(p), 10), nil
	case reflect.TypeFor[int]():
		return strconv.AppendInt(buf, int64(*(*int)(p)), 10), nil
	case reflect.TypeFor[string]():
		return appendQuoted(buf, *(*string)(p)), nil
	}
	v, err := argumentOf(reflect.NewAt(t, p).Elem())
	if err != nil {
		return nil, err
	}
	if doc, ok := v.([]byte); ok && isDocument(doc) && Binds(Unwrapped(t)) == Own {
		return appendQuoted(buf, string(doc)), nil
	}
	return appendArgument(buf, v)
}

// isDocument reports whether bytes that a Value method gave are JSON, which many give as bytes, rather than a bytea.
func isDocument(b []byte) bool {
	return len(b) > 0 && strings.IndexByte(`{["`, b[0]) >= 0 && json.Valid(b)
}

func appendArgument(buf []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(buf, "NULL"...), nil
	case bool:
		return strconv.AppendBool(buf, v), nil
	case int64:
		return strconv.AppendInt(buf, v, 10), nil
	case float64:
		return AppendFloat(buf, v), nil
	case string:
		return appendQuoted(buf, v), nil
	case []byte:
		return appendQuoted(buf, bytesText(v)), nil
	case time.Time:
		return appendQuoted(buf, TimeText(v)), nil
	case *Column:
		return v.appendLiteral(buf)
	}
	return nil, unsupportedArgument(reflect.TypeOf(v))
}

// TimeText returns t as PostgreSQL reads it, which counts the years before 1 as BC: the text that lib/pq binds by itself.
func TimeText(t time.Time) string {
	const layout = "-01-02 15:04:05.999999Z07:00"
	if year := t.Year(); year <= 0 {
		return fmt.Sprintf("%04d", 1-year) + t.Format(layout) + " BC"
	}
	return fmt.Sprintf("%04d", t.Year()) + t.Format(layout)
}

// PlainBytes reports whether b is the same text to a bytea column as to one of text: ASCII without a NUL or a backslash.
// Source: PostgreSQL, "Binary Data Types", the escape format.
func PlainBytes(b []byte) bool {
	for _, c := range b {
		if c == 0 || c == '\\' || c > 127 {
			return false
		}
	}
	return true
}

// bytesText returns b as a bytea reads it, and as it stands wherever another type reads that alike.
func bytesText(b []byte) string {
	if PlainBytes(b) {
		return string(b)
	}
	return `\x` + hex.EncodeToString(b)
}

// Storable refuses text that PostgreSQL cannot store: with a NUL byte in it, which some drivers send all the same and lose
// the connection over.
func Storable(text string) error {
	if strings.IndexByte(text, 0) >= 0 {
		return &backends.Error{Kind: backends.ErrDataException, Message: "text with a NUL byte is nothing that PostgreSQL stores: bind bytes for a bytea column"}
	}
	return nil
}

func appendQuoted(buf []byte, s string) []byte {
	buf = append(buf, '"')
	from := 0
	for i := range len(s) {
		if c := s[i]; c == '"' || c == '\\' {
			buf = append(append(buf, s[from:i]...), '\\')
			from = i
		}
	}
	return append(append(buf, s[from:]...), '"')
}
