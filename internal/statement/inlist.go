package statement

import (
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
)

// expansion is a list in somebody else's text, where it stands alone in IN: one argument for each of its values. It takes
// the place of IN and its parentheses, since databases differ in what they make of an empty list.
type expansion struct {
	not    bool
	values []any // some of them *shared or Secret
}

var errCrowded = errors.New("a list stands alone in IN (:list): put the values beside it into the list")

// expand is the expansion of v, false when v is one value.
func expand(v any, not bool) (e *expansion, ok bool, err error) {
	secret, isSecret := v.(Secret)
	if isSecret {
		v = secret.value
	}
	list, ok := listOf(v)
	if !ok {
		return nil, false, nil
	}
	e = &expansion{not: not, values: make([]any, list.Len())}
	for i := range e.values {
		one := list.Index(i).Interface()
		if _, nested := listOf(one); nested {
			return nil, true, errors.New("a list of lists has no place in IN: compare a builder.Tuple, or give one list a column")
		}
		if e.values[i] = one; isSecret {
			e.values[i] = Secret{one}
		}
	}
	return e, true, nil
}

// listOf is v as a list of values, false when it is one value to every database: bytes, a UUID, or what says itself how it
// is written.
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

// isList says whether v, which may be secret, is a list.
func isList(v any) bool {
	if secret, ok := v.(Secret); ok {
		v = secret.value
	}
	_, ok := listOf(v)
	return ok
}

// write writes e's text with a placeholder for each of its values.
func (e *expansion) write(b *strings.Builder, d Dialect) {
	switch {
	case len(e.values) == 0 && d.Has(ArrayParams) && e.not:
		b.WriteString("<> ALL('{}')") // of whatever type the other side is
		return
	case len(e.values) == 0 && d.Has(ArrayParams):
		b.WriteString("= ANY('{}')")
		return
	}
	if e.not {
		b.WriteString("NOT ")
	}
	if len(e.values) == 0 {
		b.WriteString("IN (SELECT NULL WHERE 1 = 0)")
		return
	}
	b.WriteString("IN (?" + strings.Repeat(", ?", len(e.values)-1) + ")")
}

// expanded is f with the text of its lists in their places, as d writes them.
func (f Fragment) expanded(d Dialect) Fragment {
	lists := false
	for _, arg := range f.Args {
		_, ok := arg.(*expansion)
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
		if e, ok := arg.(*expansion); ok {
			e.write(&b, d)
			args = append(args, e.values...)
		} else {
			b.WriteByte('?')
			args = append(args, arg)
		}
	}
	return Fragment{SQL: b.String() + rest, Args: args}
}

// placeholderIn is where the first placeholder of canonical text stands, -1 without one.
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

// hide is e with secret values.
func (e *expansion) hide() *expansion {
	hidden := &expansion{not: e.not, values: make([]any, len(e.values))}
	for i, v := range e.values {
		hidden.values[i] = hide(v)
	}
	return hidden
}

// expansion goes through a list in somebody else's text, whose length is part of the text.
func (w *walk) expansion(e *expansion) any {
	s := step{size: len(e.values), text: opText[OpIn]}
	if e.not {
		s.text = opText[OpNotIn]
	}
	w.step(s)
	var values []any
	for _, v := range e.values {
		var copied any
		if name, ok := v.(*shared); ok {
			copied = w.named(name)
		} else {
			copied = w.argument(v)
		}
		if w.copies() {
			values = append(values, copied)
		}
	}
	if !w.copies() {
		return nil
	}
	return &expansion{not: e.not, values: values}
}
