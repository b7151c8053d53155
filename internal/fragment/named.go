package fragment

import (
	"fmt"
	"slices"
	"strings"
)

// Named returns SQL whose :name stand for arguments. find returns the argument of a name; it counts what was asked for.
func Named(sql string, find func(name string) (any, bool)) (Fragment, error) {
	w := &namedWriter{find: find, found: map[string]*Shared{}}
	tokens := scan(sql)
	if slices.ContainsFunc(tokens, w.isList) {
		tokens, w.lists = scanLists(sql), map[string][]any{}
	}
	for i := 0; i < len(tokens); i++ {
		n, err := w.list(tokens[i:])
		if n == 0 && err == nil {
			err = w.write(tokens[i])
		}
		if i += max(0, n-1); err != nil {
			return Fragment{}, err
		}
	}
	return Fragment{SQL: w.sql.String(), Args: w.args}, nil
}

// namedWriter writes SQL whose arguments have names.
type namedWriter struct {
	find  func(name string) (any, bool)
	found map[string]*Shared
	lists map[string][]any // values of lists in IN, which bind once as well
	sql   strings.Builder
	args  []any
}

func (w *namedWriter) isList(t token) bool {
	v, _ := w.find(t.text)
	return t.kind == named && IsList(v)
}

// list writes a list that stands in IN, and returns how many tokens that was.
func (w *namedWriter) list(tokens []token) (n int, err error) {
	if tokens[0].kind != listOpen || !w.isList(tokens[1]) {
		return 0, nil
	}
	name := tokens[1].text
	v, _ := w.find(name)
	e, _, err := NewList(v, tokens[0].negated())
	if err != nil {
		return 0, fmt.Errorf("argument %q: %w", name, err)
	}
	if w.lists[name] == nil {
		for i, one := range e.Values {
			e.Values[i] = &Shared{one}
		}
		w.lists[name] = e.Values
	}
	e.Values = w.lists[name]
	w.args = append(w.args, e)
	w.sql.WriteByte('?')
	return tokens[0].spans(), nil
}

func (w *namedWriter) write(t token) error {
	switch t.kind {
	case named:
		return w.name(t)
	case placeholder:
		writeApart(&w.sql, "??")
	case question:
		writeApart(&w.sql, "????")
	case colon:
		w.sql.WriteByte(':')
	default:
		writeVerbatim(&w.sql, t)
	}
	return nil
}

// name writes the argument of a name.
func (w *namedWriter) name(t token) error {
	if w.found[t.text] == nil {
		v, ok := w.find(t.text)
		if !ok {
			return fmt.Errorf("text names :%s, but no argument has that name", t.text)
		}
		w.found[t.text] = &Shared{v}
	}
	if t.crowded && w.isList(t) {
		return fmt.Errorf("argument %q: %w", t.text, errCrowded)
	}
	w.args = append(w.args, w.found[t.text])
	w.sql.WriteByte('?')
	return nil
}
