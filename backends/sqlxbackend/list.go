package sqlxbackend

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/drey-db/drey/backends"
)

// sqliteList is an array as a JSON list, whose elements are written as the same values are when they are bound alone.
func sqliteList(c *backends.Column) (string, error) {
	elements := make([]any, c.Len())
	for i := range elements {
		v, err := sqliteElement(c.At(i).Interface())
		if err != nil {
			return "", err
		}
		elements[i] = v
	}
	doc, err := json.Marshal(elements)
	if err != nil {
		return "", &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf("a list of %s does not marshal to JSON", c.Type), Err: err}
	}
	return string(doc), nil
}

func sqliteElement(element any) (any, error) {
	if isDocument(element) {
		return element, nil
	}
	v, err := backends.Argument(element)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *backends.Column:
		list, err := sqliteList(v)
		return json.RawMessage(list), err
	case time.Time:
		return sqliteInstant(v)
	case string:
		return v, sortable(v, element)
	}
	return v, nil
}

// isDocument says whether v is bound as JSON, so that it stands in a list as it is.
func isDocument(v any) bool {
	switch v.(type) {
	case json.RawMessage, *json.RawMessage:
		return true
	case driver.Valuer, encoding.TextMarshaler:
		return false
	}
	t := reflect.TypeOf(v)
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t != nil && (t.Kind() == reflect.Struct || t.Kind() == reflect.Map)
}
