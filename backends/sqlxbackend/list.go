package sqlxbackend

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// sqliteList returns an array as a JSON list, whose elements are written as the same values are when they are bound alone.
func sqliteList(c *kit.Column) (string, error) {
	if err := c.Rectangular(); err != nil {
		return "", err
	}
	form := kit.Binds(kit.Unwrapped(c.Type))
	elements := make([]any, c.Len())
	for i := range elements {
		v, err := c.Argument(i)
		if err == nil {
			v, err = sqliteElement(v, form, c.Type)
		}
		if err != nil {
			return "", err
		}
		elements[i] = v
	}
	doc, err := json.Marshal(elements)
	if err != nil {
		return "", kit.NotJSON("a list of "+c.Type.String(), err)
	}
	return string(doc), nil
}

// sqliteElement returns v, an argument made of a type of that form, as encoding/json takes it.
func sqliteElement(v any, form kit.Form, t reflect.Type) (any, error) {
	switch v := v.(type) {
	case *kit.Column:
		list, err := sqliteList(v)
		return json.RawMessage(list), err
	case time.Time:
		return sqliteInstant(v)
	case string:
		if kit.Unwrapped(t).Implements(reflect.TypeFor[kit.Spelling]()) {
			return []byte(v), nil
		}
		if form == kit.Document {
			return json.RawMessage(v), nil
		}
		if form == kit.Basic && kit.Unwrapped(t).Kind() != reflect.String { // an unsigned number beyond int64
			return json.Number(v), nil
		}
		if !utf8.ValidString(v) {
			return nil, unlisted(t)
		}
		if kit.Unwrapped(t) != reflect.TypeFor[string]() {
			return v, sortable(v, nil)
		}
	case []byte:
		if form == kit.Own {
			if !utf8.Valid(v) {
				return nil, unlisted(t)
			}
			return string(v), nil
		}
	}
	return v, nil
}

// unlisted refuses bytes that JSON would replace.
func unlisted(t reflect.Type) error {
	return &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf(
		"a list of %s holds bytes that are no text, and SQLite's lists are JSON: bind [][]byte", t)}
}

// readJSONList reads a JSON list one element at a time, each as it is read alone.
func (c *column) readJSONList(dest reflect.Value, text string) error {
	var elements []json.RawMessage
	if err := json.Unmarshal([]byte(text), &elements); err != nil {
		return err
	}
	list := reflect.MakeSlice(reflect.SliceOf(dest.Type().Elem()), len(elements), len(elements))
	for i, element := range elements {
		if err := c.readJSONElement(list.Index(i), element); err != nil {
			return err
		}
	}
	return setList(dest, list)
}

func (c *column) readJSONElement(dest reflect.Value, element json.RawMessage) error {
	unwrapped := kit.Unwrapped(dest.Type())
	form := kit.Reads(unwrapped)
	if string(element) == "null" && (form != kit.Document || unwrapped != dest.Type() || !mayBeNull(unwrapped)) {
		return c.read(dest, nil)
	}
	switch form {
	case kit.Document, kit.List:
		return c.read(dest, string(element))
	case kit.Bytes:
		if text, ok := jsonValue(element).(string); ok && !isUUID(unwrapped) {
			var b []byte
			if err := json.Unmarshal(element, &b); err != nil {
				return c.unread(dest, text, errKind)
			}
			return c.read(dest, b)
		}
	}
	if element[0] == '[' && unwrapped.Kind() == reflect.String && form != kit.Own { // a list of lists
		return c.unread(dest, string(element), errKind)
	}
	v := jsonValue(element)
	err := c.read(dest, v)
	if text, ok := v.(string); ok && err != nil && form == kit.Own {
		if at, noTime := kit.ParseTime(text); noTime == nil { // JSON does not say that it is one
			return c.read(dest, at)
		}
	}
	return err
}

// mayBeNull reports whether a document of type t may itself be null in JSON.
func mayBeNull(t reflect.Type) bool {
	return t.Kind() == reflect.Slice || reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

func isUUID(t reflect.Type) bool { return t.Kind() == reflect.Array && t.Len() == 16 }

// jsonValue returns what a driver would give for a JSON value: numbers, booleans and text, lists and objects as their text.
func jsonValue(element json.RawMessage) any {
	var i int64
	if json.Unmarshal(element, &i) == nil {
		return i
	}
	var v any
	if err := json.Unmarshal(element, &v); err != nil {
		return string(element)
	}
	switch v := v.(type) {
	case bool, string:
		return v
	case float64:
		if whole := new(uint64); json.Unmarshal(element, whole) == nil {
			return string(element)
		}
		return v
	}
	return string(element)
}
