package fragment

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// List is a list in somebody else's text, where it stands alone in IN: one argument for each of its values. It takes the
// place of IN and its parentheses, since databases differ in what they make of an empty list.
type List struct {
	Not    bool
	Values []any // some of them *Shared or Secret
}

var errCrowded = errors.New("a list stands alone in IN (:list): put the values beside it into the list")

// NewList returns v as the list of an IN or NOT IN, and false when v is one value.
func NewList(v any, not bool) (e *List, ok bool, err error) {
	secret, isSecret := v.(Secret)
	if isSecret {
		v = secret.value
	}
	list, ok := listOf(v)
	if !ok {
		return nil, false, nil
	}
	e = &List{Not: not, Values: make([]any, list.Len())}
	for i := range e.Values {
		one := list.Index(i).Interface()
		if _, nested := listOf(one); nested {
			return nil, true, errors.New("a list of lists has no place in IN: compare a builder.Tuple, or give one list a column")
		}
		if e.Values[i] = one; isSecret {
			e.Values[i] = Secret{one}
		}
	}
	return e, true, nil
}

// listOf returns v as a list of values, and false when it is one value to every database: bytes, a UUID, or a value that
// brings its own form.
func listOf(v any) (list reflect.Value, ok bool) {
	switch v.(type) {
	case nil, string, int, int64, bool, float64, []byte:
		return list, false
	case driver.Valuer, encoding.TextMarshaler, json.Marshaler:
		return list, false
	}
	list = reflect.ValueOf(v)
	for list.Kind() == reflect.Pointer && !list.IsNil() {
		list = list.Elem()
	}
	if list.Kind() != reflect.Slice && list.Kind() != reflect.Array || list.Type().Elem().Kind() == reflect.Uint8 {
		return list, false
	}
	return list, true
}

// IsList reports whether v, which may be secret, is a list.
func IsList(v any) bool {
	if secret, ok := v.(Secret); ok {
		v = secret.value
	}
	_, ok := listOf(v)
	return ok
}

// write writes e's text with a placeholder for each of its values; arrays says that the database has them.
func (e *List) write(b *strings.Builder, arrays bool) {
	switch {
	case len(e.Values) == 0 && arrays && e.Not:
		b.WriteString("<> ALL('{}')") // of whatever type the other side is
		return
	case len(e.Values) == 0 && arrays:
		b.WriteString("= ANY('{}')")
		return
	}
	if e.Not {
		b.WriteString("NOT ")
	}
	if len(e.Values) == 0 {
		b.WriteString("IN (SELECT NULL WHERE 1 = 0)")
		return
	}
	b.WriteString("IN (?" + strings.Repeat(", ?", len(e.Values)-1) + ")")
}

// Expand returns f with the text of its lists in their places; arrays says that the database has them.
func (f Fragment) Expand(arrays bool) Fragment {
	lists := false
	for _, arg := range f.Args {
		_, ok := arg.(*List)
		lists = lists || ok
	}
	if !lists {
		return f
	}
	var b strings.Builder
	args, rest := make([]any, 0, len(f.Args)), f.SQL
	for _, arg := range f.Args {
		at := placeholderIn(rest)
		if at < 0 {
			break
		}
		b.WriteString(rest[:at])
		rest = rest[at+1:]
		if e, ok := arg.(*List); ok {
			e.write(&b, arrays)
			args = append(args, e.Values...)
		} else {
			b.WriteByte('?')
			args = append(args, arg)
		}
	}
	return Fragment{SQL: b.String() + rest, Args: args}
}

// placeholderIn returns where the first placeholder of canonical text stands, -1 without one.
func placeholderIn(text string) int {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] != '?':
		case strings.HasPrefix(text[i:], "??"):
			i++
		default:
			return i
		}
	}
	return -1
}

// conceal returns e with secret values.
func (e *List) conceal() *List {
	hidden := &List{Not: e.Not, Values: make([]any, len(e.Values))}
	for i, v := range e.Values {
		hidden.Values[i] = Conceal(v)
	}
	return hidden
}

// Copy returns the values of v, a list that may be secret, in a slice of their own.
func Copy(v any) any {
	if secret, ok := v.(Secret); ok {
		v = secret.value
	}
	list, _ := listOf(v)
	values := reflect.MakeSlice(reflect.SliceOf(list.Type().Elem()), list.Len(), list.Len())
	reflect.Copy(values, list)
	return values.Interface()
}
