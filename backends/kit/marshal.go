package kit

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
)

// methodsOf returns rv as an M, whose methods its type or the type's pointer has. Those of the type go first, as they are its
// pointer's as well.
func methodsOf[M any](rv reflect.Value) M {
	if m, ok := rv.Interface().(M); ok {
		return m
	}
	return addressable(rv).Addr().Interface().(M)
}

// addressable returns rv, or a copy of it whose address can be taken.
func addressable(rv reflect.Value) reflect.Value {
	if rv.CanAddr() {
		return rv
	}
	place := reflect.New(rv.Type()).Elem()
	place.Set(rv)
	return place
}

func valuerArgument(rv reflect.Value) (any, error) {
	v := methodsOf[driver.Valuer](rv)
	value, err := v.Value()
	if err != nil {
		return nil, &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf("the Value method of a %s answers an error, which errors.Unwrap tells", rv.Type()), Err: err}
	}
	if t, ok := value.(time.Time); ok && isDay(v) {
		return dayText(t), nil
	}
	if t := reflect.TypeOf(value); t != nil && t != reflect.TypeFor[*Column]() && Binds(Unwrapped(t)) == Own {
		return nil, unsupportedArgument(rv.Type())
	}
	return Argument(value)
}

func textArgument(rv reflect.Value) (any, error) {
	text, err := methodsOf[encoding.TextMarshaler](rv).MarshalText()
	if err != nil {
		return nil, &backends.Error{Kind: backends.ErrDataException, Message: fmt.Sprintf("the MarshalText method of a %s answers an error, which errors.Unwrap tells", rv.Type()), Err: err}
	}
	return string(text), nil
}

// documentArgument takes the address, so that encoding/json finds methods on pointers, of fields too.
func documentArgument(rv reflect.Value) (any, error) {
	if raw, ok := rv.Interface().(json.RawMessage); ok {
		return string(raw), nil
	}
	doc, err := json.Marshal(addressable(rv).Addr().Interface())
	if err != nil {
		return nil, NotJSON("a "+rv.Type().String(), err)
	}
	return string(doc), nil
}

// NotJSON is err, which encoding/json answered for what, such as a map[string]any, with the reason as far as it tells no value.
func NotJSON(what string, err error) error {
	reason := ""
	var method *json.MarshalerError
	var value *json.UnsupportedValueError
	var kind *json.UnsupportedTypeError
	switch {
	case errors.As(err, &value) && strings.HasPrefix(value.Str, "encountered a cycle"):
		reason = ": it leads back to itself"
	case errors.As(err, &value):
		reason = ": JSON has no " + value.Str
	case errors.As(err, &kind):
		reason = ": JSON has no " + kind.Type.String()
	case errors.As(err, &method):
		reason = ": a method of " + method.Type.String() + " answers an error, which errors.Unwrap tells"
	}
	return &backends.Error{Kind: backends.ErrDataException, Message: what + " does not marshal to JSON" + reason, Err: err}
}
