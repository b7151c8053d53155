package fragment

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fragment is canonical text with one argument a placeholder.
type Fragment struct {
	SQL  string
	Args []any
}

// ToSql makes a Fragment a squirrel.Sqlizer.
func (f Fragment) ToSql() (string, []any, error) { return f.SQL, f.Args, nil }

// New returns SQL in squirrel's form, or numbered with $1, $2 throughout, with its arguments.
func New(sql string, args []any) (Fragment, error) {
	w := &fragmentWriter{given: args, used: make([]bool, len(args))}
	tokens := w.scan(lineEnded(sql))
	for i := 0; i < len(tokens); i++ {
		n, err := w.list(tokens[i:])
		if n == 0 && err == nil {
			err = w.write(tokens[i])
		}
		if i += max(0, n-1); err != nil {
			return Fragment{}, err
		}
	}
	return Fragment{SQL: w.sql.String(), Args: w.args}, w.check()
}

type fragmentWriter struct {
	sql              strings.Builder
	given, args      []any
	used             []bool
	marked, numbered int
}

func (w *fragmentWriter) scan(sql string) []token {
	if slices.ContainsFunc(w.given, IsList) {
		return scanLists(sql)
	}
	return scan(sql)
}

// list writes a list that stands in IN, and returns how many tokens that was.
func (w *fragmentWriter) list(tokens []token) (n int, err error) {
	if tokens[0].kind != listOpen {
		return 0, nil
	}
	number, err := w.count(tokens[1])
	if err != nil || number < 1 || number > len(w.given) {
		return 0, err
	}
	e, ok, err := NewList(w.given[number-1], tokens[0].negated())
	if !ok || err != nil {
		w.uncount(tokens[1])
		return 0, err
	}
	w.used[number-1] = true
	w.sql.WriteByte('?')
	w.args = append(w.args, e)
	return tokens[0].spans(), nil
}

// count returns the number of the argument of a placeholder.
func (w *fragmentWriter) count(t token) (int, error) {
	if t.kind == placeholder {
		w.marked++
		return w.marked, nil
	}
	number, err := strconv.Atoi(t.text)
	if err != nil {
		return 0, fmt.Errorf("placeholder $%s has no argument", t.text)
	}
	w.numbered++
	return number, nil
}

// uncount takes count back.
func (w *fragmentWriter) uncount(t token) {
	if t.kind == placeholder {
		w.marked--
	} else {
		w.numbered--
	}
}

func (w *fragmentWriter) write(t token) error {
	switch t.kind {
	case placeholder, numbered:
		number, err := w.count(t)
		if err == nil && t.crowded && number >= 1 && number <= len(w.given) && IsList(w.given[number-1]) {
			err = errCrowded
		}
		if err != nil {
			return err
		}
		return w.place(number)
	}
	writeVerbatim(&w.sql, t)
	return nil
}

// place writes the placeholder of an argument, counted from 1, or the text that the argument is.
func (w *fragmentWriter) place(number int) error {
	if number < 1 || number > len(w.given) {
		return fmt.Errorf("text has more placeholders than its %d arguments: write ?? for a question mark", len(w.given))
	}
	arg := w.given[number-1]
	w.used[number-1] = true
	inner, ok, err := embedded(arg)
	if ok {
		w.sql.WriteString(inner.SQL)
		w.args = append(w.args, inner.Args...)
		return err
	}
	w.sql.WriteByte('?')
	w.args = append(w.args, arg)
	return err
}

func (w *fragmentWriter) check() error {
	if w.marked > 0 && w.numbered > 0 {
		return errors.New("text mixes ? with $1: leave squirrel's PlaceholderFormat at sq.Question, drey numbers once")
	}
	for i, used := range w.used {
		if !used {
			return fmt.Errorf("argument %d of %d has no placeholder: write a ? for each, and leave squirrel's PlaceholderFormat at sq.Question", i+1, len(w.given))
		}
	}
	return nil
}

// writeVerbatim writes what is no placeholder as it stood, its question marks doubled.
func writeVerbatim(b *strings.Builder, t token) {
	switch t.kind {
	case question:
		writeApart(b, "??")
	case named:
		b.WriteString(":" + t.text)
	case numbered:
		b.WriteString("$" + t.text)
	case colon:
		b.WriteString(`\:`)
	default:
		writeApart(b, Canonical(t.text))
	}
}

// writeApart writes canonical text behind a space where it begins with a question mark and a placeholder stands before it: of three
// question marks the first two would be one.
func writeApart(b *strings.Builder, text string) {
	before := b.String()
	if marks := len(before) - len(strings.TrimRight(before, "?")); marks%2 == 1 && strings.HasPrefix(text, "?") {
		b.WriteByte(' ')
	}
	b.WriteString(text)
}

// Canonical returns text without placeholders, its question marks doubled.
func Canonical(text string) string { return strings.ReplaceAll(text, "?", "??") }
