package sqlxbackend

import (
	"encoding/hex"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends/kit"
)

var errLiteral = errors.New("no array literal")

// literal reads PostgreSQL's array literals: {1,NULL,"a\"b",{...}}.
// Source: PostgreSQL, "Arrays", section "Array Input and Output Syntax".
type literal struct {
	text   string
	at     int
	column *column
}

// isLiteral tells an array literal from a JSON list.
func isLiteral(text string) bool { return strings.HasPrefix(unbounded(text), "{") }

// unbounded returns text without the bounds in front, as in [0:1]={a,b}.
func unbounded(text string) string {
	rest := strings.TrimLeft(text, "[]0123456789:-+")
	if len(rest) < len(text) && text[0] == '[' && strings.HasPrefix(rest, "={") {
		return rest[1:]
	}
	return text
}

// isMultirange reports whether text is one of ranges, which reads like an array. Drivers have no names for all types of such.
func (c *column) isMultirange(text string) bool {
	return (strings.HasPrefix(text, "{[") || strings.HasPrefix(text, "{(")) && !strings.HasPrefix(c.typeName(), "_")
}

// readAll reads the whole text into dest, a slice or an array of the right length.
func (l *literal) readAll(dest reflect.Value) error {
	l.column.inList = true
	defer l.column.leave()
	if err := l.readList(dest); err != nil {
		return err
	}
	if l.at != len(l.text) {
		return errLiteral
	}
	return nil
}

// leave ends the reading of an array.
func (c *column) leave() { c.inList = false }

func (l *literal) readList(dest reflect.Value) error {
	if kit.Reads(dest.Type()) != kit.List || !l.take('{') {
		return errLiteral
	}
	list := reflect.MakeSlice(reflect.SliceOf(dest.Type().Elem()), 0, 1+strings.Count(l.text[l.at:], ","))
	for first := true; !l.take('}'); first = false {
		if !first && !l.take(',') {
			return errLiteral
		}
		list = list.Slice(0, list.Len()+1)
		if list.Len() > list.Cap() {
			return errLiteral
		}
		if err := l.readElement(list.Index(list.Len() - 1)); err != nil {
			return err
		}
	}
	return setList(dest, list)
}

func setList(dest, list reflect.Value) error {
	if dest.Kind() == reflect.Slice {
		dest.Set(list.Convert(dest.Type()))
		return nil
	}
	if list.Len() != dest.Len() {
		return errKind
	}
	reflect.Copy(dest, list)
	return nil
}

func (l *literal) readElement(dest reflect.Value) error {
	if l.at < len(l.text) && l.text[l.at] == '{' {
		return l.readList(kit.Inside(dest))
	}
	text, quoted, err := l.element()
	if err != nil {
		return err
	}
	if !quoted && strings.EqualFold(text, "NULL") {
		return l.column.read(dest, nil)
	}
	t := kit.Unwrapped(dest.Type())
	if t.Kind() == reflect.Float64 || t.Kind() == reflect.Float32 {
		return l.column.read(dest, elementValue(text, l.column.typeName())) // a whole number is read as one
	}
	switch kit.Reads(t) {
	case kit.Document:
		if l.column.typeName() == "BYTEA" { // into json.RawMessage
			return l.column.read(dest, byteaOf(text))
		}
	case kit.Bytes:
		if l.column.typeName() == "BYTEA" {
			return l.column.read(dest, byteaOf(text))
		}
		if raw, ok := strings.CutPrefix(text, `\x`); ok {
			if b, err := hex.DecodeString(raw); err == nil {
				return l.column.read(dest, b)
			}
		}
	case kit.Own, kit.Dynamic:
		return l.column.read(dest, elementValue(text, l.column.typeName()))
	}
	return l.column.read(dest, text)
}

// elementValue returns the text of an array's element as a driver gives a column of its type.
func elementValue(text, typeName string) any {
	switch typeName {
	case "INT2", "INT4", "INT8":
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i
		}
	case float4, "FLOAT8":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	case "BOOL":
		return text == "t"
	case "BYTEA":
		return byteaOf(text)
	case "JSON", "JSONB":
		return []byte(text)
	case "DATE", "TIMESTAMP", "TIMESTAMPTZ":
		if t, err := kit.ParseTime(text); err == nil {
			return t
		}
	}
	return text
}

// byteaOf returns what a bytea is that a session writes in the format hex or escape, as its bytea_output says.
// Source: PostgreSQL, "Binary Data Types".
func byteaOf(text string) []byte {
	if raw, ok := strings.CutPrefix(text, `\x`); ok {
		if b, err := hex.DecodeString(raw); err == nil {
			return b
		}
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\\' && i+1 < len(text) {
			if octal, err := strconv.ParseUint(text[i+1:min(i+4, len(text))], 8, 8); err == nil {
				c, i = byte(octal), i+3
			} else {
				i++ // a backslash is two
			}
		}
		b = append(b, c)
	}
	return b
}

// element returns the next element's text, and whether it stood in quotes.
func (l *literal) element() (text string, quoted bool, err error) {
	if l.take('"') {
		text, err = l.quoted()
		return text, true, err
	}
	length := strings.IndexAny(l.text[l.at:], `,{}"\`)
	if length <= 0 || strings.IndexByte(`{"\`, l.text[l.at+length]) >= 0 {
		return "", false, errLiteral
	}
	text = l.text[l.at : l.at+length]
	l.at += length
	return text, false, nil
}

func (l *literal) quoted() (string, error) {
	var b strings.Builder
	for {
		length := strings.IndexAny(l.text[l.at:], `"\`)
		if length < 0 {
			return "", errLiteral
		}
		plain := l.text[l.at : l.at+length]
		l.at += length
		if l.take('"') {
			if b.Len() == 0 {
				return plain, nil
			}
			b.WriteString(plain)
			return b.String(), nil
		}
		b.WriteString(plain)
		if l.at++; l.at >= len(l.text) {
			return "", errLiteral
		}
		b.WriteByte(l.text[l.at])
		l.at++
	}
}

func (l *literal) take(c byte) bool {
	if l.at < len(l.text) && l.text[l.at] == c {
		l.at++
		return true
	}
	return false
}
