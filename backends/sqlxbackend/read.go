package sqlxbackend

import (
	"database/sql"
	"encoding"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/backends/kit"
)

// read puts src, as a driver gave it, into dest.
func (c *column) read(dest reflect.Value, src any) error {
	form := kit.Reads(dest.Type())
	switch form {
	case kit.Instant:
		return c.readTime(dest, src)
	case kit.Dynamic:
		if dest.NumMethod() == 0 {
			return c.readAny(dest, src)
		}
	case kit.Optional:
		return c.readNull(dest, src)
	case kit.Own:
		return c.readScanner(dest.Addr().Interface().(sql.Scanner), src)
	}
	if src == nil {
		return c.readNothing(dest)
	}
	switch form {
	case kit.Reference:
		return c.readPointer(dest, src)
	case kit.Basic:
		return c.readScalar(dest, src)
	case kit.Bytes:
		return c.readByteList(dest, src)
	}
	return c.readComposite(dest, src, form)
}

func (c *column) readPointer(dest reflect.Value, src any) error {
	if isNullDocument(dest.Type().Elem(), src) {
		dest.SetZero()
		return nil
	}
	inner := reflect.New(dest.Type().Elem())
	if err := c.read(inner.Elem(), src); err != nil {
		return err
	}
	dest.Set(inner)
	return nil
}

// isNullDocument reports whether src is JSON's null on its way to what a pointer to a document points to.
func isNullDocument(t reflect.Type, src any) bool {
	if t.Kind() != reflect.Struct && t.Kind() != reflect.Map || kit.Reads(t) != kit.Document {
		return false
	}
	text, isText := textOf(src)
	return isText && strings.TrimSpace(text) == "null"
}

// readNothing puts NULL into dest.
func (c *column) readNothing(dest reflect.Value) error {
	switch dest.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		dest.SetZero()
		return nil
	}
	return c.nothing(dest.Type())
}

// nothing is NULL on its way to a type without a place for it.
func (c *column) nothing(t reflect.Type) error {
	return c.misfit(fmt.Sprintf("cannot read NULL into %[1]s: use *%[1]s or sql.Null[%[1]s]", t), nil)
}

func (c *column) readAny(dest reflect.Value, src any) error {
	if v := c.portable(src); v != nil {
		dest.Set(reflect.ValueOf(v))
	} else {
		dest.SetZero()
	}
	return nil
}

func (c *column) readNull(dest reflect.Value, src any) error {
	dest.SetZero()
	if src == nil {
		return nil
	}
	if err := c.read(dest.Field(0), src); err != nil {
		return err
	}
	dest.FieldByName("Valid").SetBool(true)
	return nil
}

// given returns src as every backend gives it to a Scan method: times in UTC, and text as a string, but for JSON.
func (c *column) given(src any) any {
	if c.dynamic() {
		src = c.portable(src)
	}
	switch v := src.(type) {
	case time.Time:
		if v.Year() == 0 { // lib/pq makes a time of what others give as text
			if clock, ok := clockOf(v, c.typeName()); ok {
				return clock
			}
		}
		return v.UTC()
	case float64:
		if float64(float32(v)) == v && c.typeName() == float4 {
			return kit.Shortest(v)
		}
	case []byte:
		if name := c.typeName(); v != nil && c.rows.dialect.unknownText && !isBinary(name) && !isJSON(name) {
			return c.portableText(string(v))
		}
	}
	return src
}

func isJSON(typeName string) bool { return typeName == "JSON" || typeName == "JSONB" }

// readScanner lets a type read itself. Its error is its own, and may say the value, so it stays behind ours.
func (c *column) readScanner(scanner sql.Scanner, src any) error {
	src = c.given(src)
	if err := scanner.Scan(src); err != nil {
		return c.misfit(fmt.Sprintf("cannot read %s into %s", describe(src), reflect.TypeOf(scanner).Elem()), err)
	}
	return nil
}

// readComposite reads lists from arrays, maps and structs from JSON, and types that read text from text.
func (c *column) readComposite(dest reflect.Value, src any, form kit.Form) error {
	if t, isTime := src.(time.Time); isTime {
		src = c.civil(t, dest.Addr().Interface())
	}
	text, isText := textOf(src)
	if form == kit.Text && !isText {
		if written, err := c.databaseText(src); err == nil {
			text, isText = written, true
		}
	}
	switch {
	case form == kit.NoValue, form == kit.Dynamic:
		return c.unread(dest, src, errKind)
	case dest.Type() == reflect.TypeFor[json.RawMessage]():
		return c.readByteList(dest, src)
	case !isText:
		return c.unread(dest, src, errKind)
	case form == kit.Text:
		return c.unread(dest, src, kit.ReadText(dest.Addr().Interface().(encoding.TextUnmarshaler), []byte(withMask(dest, text))))
	case text == "{}" && form == kit.Document && strings.HasPrefix(c.typeName(), "_"): // an array of nothing, and no object
		return c.unread(dest, src, errKind)
	case form == kit.Document, !isLiteral(text) && !c.dynamic():
		return c.readJSON(dest, src, text)
	case !isLiteral(text):
		return c.unlisted(dest, src, c.readJSONList(dest, text), func() int { return kit.JSONDimensions([]byte(text)) })
	}
	if c.isMultirange(text) {
		return c.unread(dest, src, errKind)
	}
	list := literal{text: unbounded(text), column: c}
	return c.unlisted(dest, src, list.readAll(dest), func() int { return len(list.text) - len(strings.TrimLeft(list.text, "{")) })
}

// unlisted is unread of a list, whose dimensions may be what is wrong.
func (c *column) unlisted(dest reflect.Value, src any, err error, dimensions func() int) error {
	if err == nil {
		return nil
	}
	if wrong := kit.WrongDimensions(dest.Type(), dimensions()); wrong != "" {
		return c.misfit(wrong, err)
	}
	return c.unread(dest, src, err)
}

// readByteList reads into slices and arrays of bytes.
func (c *column) readByteList(dest reflect.Value, src any) error {
	if dest.Kind() == reflect.Slice {
		return c.readBytes(dest, src)
	}
	return c.readByteArray(dest, src)
}

// readJSON reads into a new value, because JSON leaves alone what it does not name.
func (c *column) readJSON(dest reflect.Value, src any, text string) error {
	if inner := kit.NullElement(dest.Type(), []byte(text)); inner != nil {
		return c.nothing(inner)
	}
	fresh := reflect.New(dest.Type())
	if err := json.Unmarshal([]byte(text), fresh.Interface()); err != nil {
		return c.unread(dest, src, c.readElements(dest, text, err))
	}
	toUTC(fresh.Elem())
	dest.Set(fresh.Elem())
	return nil
}

// readElements reads a JSON list one by one, into types that JSON does not read from text, such as [16]byte from a UUID.
// refusal is why JSON alone did not read it.
func (c *column) readElements(dest reflect.Value, text string, refusal error) error {
	var elements []*string
	if dest.Kind() != reflect.Slice || json.Unmarshal([]byte(text), &elements) != nil {
		return refusal
	}
	list := reflect.MakeSlice(dest.Type(), len(elements), len(elements))
	for i, element := range elements {
		var src any
		if element != nil {
			src = *element
		}
		if err := c.read(list.Index(i), src); err != nil {
			return err
		}
	}
	dest.Set(list)
	return nil
}

// unread is err as the refusal to read src into dest; nil stays nil, and a refusal stays itself.
func (c *column) unread(dest reflect.Value, src any, err error) error {
	if err == nil || isMisfit(err) {
		return err
	}
	return c.misfit(fmt.Sprintf("cannot read %s into %s", describe(src), dest.Type()), err)
}

// textOf returns src as text, if it is text or bytes.
func textOf(src any) (string, bool) {
	switch v := src.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	}
	return "", false
}

// describe says in words what src is, without its value.
func describe(src any) string {
	switch src.(type) {
	case nil:
		return "NULL"
	case string:
		return "a text value"
	case []byte:
		return "a binary or text value"
	case int64:
		return "an integer"
	case float64:
		return "a float"
	case bool:
		return "a boolean"
	case time.Time:
		return "a time"
	}
	return fmt.Sprintf("a %T", src)
}

// withMask returns an address as a netip.Prefix reads it: PostgreSQL leaves out the mask of a single host.
func withMask(dest reflect.Value, text string) string {
	if dest.Type() != reflect.TypeFor[netip.Prefix]() || strings.Contains(text, "/") {
		return text
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	return netip.PrefixFrom(addr, addr.BitLen()).String()
}
