package kit

import (
	"reflect"
	"strconv"
	"time"
	"unsafe"
)

// Texts returns c with each element as the text that PostgreSQL reads it from where it stands alone: a list as its array
// literal, nil as NULL. A column whose values are arrays travels so, since an array has no arrays for elements.
func (c *Column) Texts() (*Column, error) {
	texts, list := make([]string, c.Len()), make([]*string, c.Len())
	var buf []byte
	for i := range list {
		text, null, err := c.appendText(buf[:0], i)
		if err != nil {
			return nil, err
		}
		if buf = text; !null {
			texts[i] = string(text)
			list[i] = &texts[i]
		}
	}
	return ColumnOf(reflect.ValueOf(list)), nil
}

// Document returns c as a JSON list of objects, each with the element's text under name, or null. PostgreSQL's
// jsonb_populate_recordset reads a JSON string as the column's type reads a literal.
func (c *Column) Document(name string) (string, error) {
	buf, start := append(make([]byte, 0, 48*c.Len()+2), '['), appendJSON([]byte{'{'}, []byte(name))
	var text []byte
	for i := range c.Len() {
		if i > 0 {
			buf = append(buf, ',')
		}
		element, null, err := c.appendText(text[:0], i)
		if err != nil {
			return "", err
		}
		buf = append(append(buf, start...), ':')
		if text = element; null {
			buf = append(buf, "null"...)
		} else {
			buf = appendJSON(buf, text)
		}
		buf = append(buf, '}')
	}
	buf = append(buf, ']')
	return unsafe.String(unsafe.SliceData(buf), len(buf)), nil // it is nobody else's
}

// appendText writes element i as it stands alone, and reports whether it is NULL.
func (c *Column) appendText(buf []byte, i int) (text []byte, null bool, err error) {
	p := unsafe.Add(c.Rows[i], c.Offset)
	if c.Type.Kind() == reflect.Slice && plainElement(c.Type) {
		return appendSlice(buf, c.Type.Elem(), p)
	}
	v, err := c.Argument(i)
	if err != nil {
		return nil, false, err
	}
	if text, null, err = appendAlone(buf, v); err == nil {
		err = Storable(string(text))
	}
	return text, null, err
}

// plainElement reports whether t is []string, []int or []int64, which need no look at each element.
func plainElement(t reflect.Type) bool {
	return t == reflect.TypeFor[[]string]() || t == reflect.TypeFor[[]int64]() || t == reflect.TypeFor[[]int]()
}

// appendSlice writes the slice of elements at p as an array literal.
func appendSlice(buf []byte, element reflect.Type, p unsafe.Pointer) (text []byte, null bool, err error) {
	s := *(*[]byte)(p) // the header alone is read: every slice begins alike
	first, n := unsafe.Pointer(unsafe.SliceData(s)), len(s)
	if s == nil {
		return buf, true, nil
	}
	buf = append(buf, '{')
	for i := range n {
		if i > 0 {
			buf = append(buf, ',')
		}
		if buf, err = appendElement(buf, element, unsafe.Add(first, uintptr(i)*element.Size())); err != nil {
			return nil, false, err
		}
	}
	buf = append(buf, '}')
	if element.Kind() == reflect.String {
		err = Storable(unsafe.String(unsafe.SliceData(buf), len(buf)))
	}
	return buf, false, err
}

func appendAlone(buf []byte, v any) (text []byte, null bool, err error) {
	switch v := v.(type) {
	case nil:
		return buf, true, nil
	case bool:
		return strconv.AppendBool(buf, v), false, nil
	case int64:
		return strconv.AppendInt(buf, v, 10), false, nil
	case float64:
		return AppendFloat(buf, v), false, nil
	case string:
		return append(buf, v...), false, nil
	case []byte:
		return append(buf, bytesText(v)...), false, nil
	case time.Time:
		return append(buf, TimeText(v)...), false, nil
	case *Column:
		if err := v.Rectangular(); err != nil {
			return nil, false, err
		}
		buf, err = v.appendLiteral(buf)
		return buf, false, err
	}
	return nil, false, unsupportedArgument(reflect.TypeOf(v))
}

// appendJSON writes text as a JSON string. What is no UTF-8 stays as it is, for the database to refuse.
func appendJSON(buf, text []byte) []byte {
	buf = append(buf, '"')
	from := 0
	for i, c := range text {
		if c != '"' && c != '\\' && c >= ' ' {
			continue
		}
		buf = append(append(buf, text[from:i]...), '\\')
		if from = i; c < ' ' {
			buf = append(buf, 'u', '0', '0', '0'+c>>4, "0123456789abcdef"[c&15])
			from++
		}
	}
	return append(append(buf, text[from:]...), '"')
}
