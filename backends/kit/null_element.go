package kit

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"reflect"
)

// NullElement returns the type of the elements of a list of type t where text, which is JSON, has a null among them and they have no place for it;
// nil elsewhere. encoding/json takes such a null for a zero.
func NullElement(t reflect.Type, text []byte) reflect.Type {
	var elements []json.RawMessage
	if t = Pointed(t); Reads(t) != List || !bytes.Contains(text, []byte("null")) || json.Unmarshal(text, &elements) != nil {
		return nil
	}
	for _, element := range elements {
		if string(element) == "null" {
			if !holdsNull(t.Elem()) {
				return t.Elem()
			}
		} else if inner := NullElement(t.Elem(), element); inner != nil {
			return inner
		}
	}
	return nil
}

// holdsNull reports whether a t has a place for JSON's null, of its own or as NULL.
func holdsNull(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	switch p := reflect.New(t); Reads(t) {
	case Optional:
		return true
	case Own:
		own, ok := p.Interface().(sql.Scanner)
		return ok && own.Scan(nil) == nil
	case Document:
		return p.Type().Implements(reflect.TypeFor[json.Unmarshaler]())
	}
	return false
}
