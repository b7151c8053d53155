package statement

import (
	"errors"
	"fmt"
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

// NewFragment takes SQL in squirrel's form, or numbered with $1, $2 throughout, and its arguments.
func NewFragment(sql string, args []any) (Fragment, error) {
	w := &fragmentWriter{given: args, used: make([]bool, len(args))}
	for _, t := range scan(sql) {
		if err := w.write(t); err != nil {
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

func (w *fragmentWriter) write(t token) error {
	switch t.kind {
	case placeholder:
		w.marked++
		return w.place(w.marked)
	case numbered:
		number, err := strconv.Atoi(t.text)
		if err != nil {
			return fmt.Errorf("placeholder $%s has no argument", t.text)
		}
		w.numbered++
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
	inner, ok, err := expanded(arg)
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
		b.WriteString("??")
	case named:
		b.WriteString(":" + t.text)
	case numbered:
		b.WriteString("$" + t.text)
	case colon:
		b.WriteString(`\:`)
	default:
		b.WriteString(canonical(t.text))
	}
}

// canonical doubles the question marks of text without placeholders.
func canonical(text string) string { return strings.ReplaceAll(text, "?", "??") }
