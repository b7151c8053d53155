package fragment

import (
	"fmt"
	"slices"
	"strings"
)

// Template returns the canonical texts around the ? of sql, one more than there are arguments, and the arguments: args, with
// a *List for each list that stands in IN. A caller may take any value for an argument, one that stands for an expression as
// well.
func Template(sql string, args []any) (texts []string, places []any, err error) {
	w := templateWriter{args: slices.Clone(args)}
	sql = lineEnded(sql)
	tokens := scan(sql)
	if slices.ContainsFunc(args, IsList) {
		tokens = scanLists(sql)
	}
	for i := 0; i < len(tokens); i++ {
		n, err := w.write(tokens[i])
		if i += n; err != nil {
			return nil, nil, err
		}
	}
	w.cut()
	if len(w.texts) != len(args)+1 {
		return nil, nil, fmt.Errorf("text has %d placeholders for %d arguments: write a ? for each, and ?? for a question mark", len(w.texts)-1, len(args))
	}
	return w.texts, w.args, nil
}

type templateWriter struct {
	texts []string
	text  strings.Builder
	args  []any
}

// write writes a token, and returns how many behind it belong to it.
func (w *templateWriter) write(t token) (n int, err error) {
	at := len(w.texts)
	isList := at < len(w.args) && IsList(w.args[at])
	switch {
	case t.kind == listOpen && isList:
		w.args[at], _, err = NewList(w.args[at], t.negated())
		w.cut()
		return t.spans() - 1, err
	case t.crowded && isList:
		return 0, errCrowded
	case t.kind == placeholder:
		w.cut()
	case t.kind == question && w.text.Len() == 0 && at > 0:
		w.text.WriteString(" ??") // apart from the placeholder before it
	default:
		writeVerbatim(&w.text, t)
	}
	return 0, nil
}

func (w *templateWriter) cut() {
	w.texts = append(w.texts, w.text.String())
	w.text.Reset()
}
