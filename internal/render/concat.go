package render

import (
	"fmt"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// writer is text on its way, with its arguments. One is shared by everything that a statement is made of, so that text is
// written once: squirrel's ConcatExpr copies what it has with each part, and at each level.
type writer struct {
	text strings.Builder
	args []any
}

// selfWriting is what writes itself into the text around it.
type selfWriting interface {
	sq.Sqlizer
	write(w *writer) error
}

// add writes s, by itself where it can.
func (w *writer) add(s sq.Sqlizer) error {
	if own, ok := s.(selfWriting); ok {
		return own.write(w)
	}
	sql, args, err := s.ToSql()
	if err != nil {
		return err
	}
	w.text.WriteString(sql)
	w.args = append(w.args, args...)
	return nil
}

// rendered returns the method ToSql of what writes itself.
func rendered(s selfWriting) (string, []any, error) {
	var w writer
	if err := s.write(&w); err != nil {
		return "", nil, err
	}
	return w.text.String(), w.args, nil
}

// failed is a Sqlizer that only fails.
type failed struct{ err error }

func (f failed) ToSql() (string, []any, error) { return "", nil, f.err }

func failf(format string, args ...any) sq.Sqlizer { return failed{fmt.Errorf(format, args...)} }

// argument is a placeholder with its value, whatever the value can do.
type argument struct{ value any }

func (a argument) ToSql() (string, []any, error) { return "?", []any{a.value}, nil }

func (a argument) write(w *writer) error {
	w.text.WriteByte('?')
	w.args = append(w.args, a.value)
	return nil
}

// sequence is texts and expressions, one behind the other.
type sequence []any

// concat returns what squirrel's ConcatExpr returns, at the cost of what it writes.
func concat(parts ...any) sequence { return parts }

// ToSql makes a sequence a squirrel.Sqlizer.
func (s sequence) ToSql() (string, []any, error) { return rendered(s) }

func (s sequence) write(w *writer) error {
	for _, part := range s {
		switch part := part.(type) {
		case string:
			w.text.WriteString(part)
		case sq.Sqlizer:
			if err := w.add(part); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%T is neither text nor an expression", part)
		}
	}
	return nil
}

// connected is predicates with a word between, in parentheses; without any it is what none says.
type connected struct {
	preds      []sq.Sqlizer
	word, none string
}

// and returns predicates as squirrel's And does, at the cost of what they write.
func and(preds []sq.Sqlizer) connected { return connected{preds, " AND ", "(1=1)"} }

// or returns predicates as squirrel's Or does.
func or(preds []sq.Sqlizer) connected { return connected{preds, " OR ", "(1=0)"} }

// ToSql makes connected a squirrel.Sqlizer.
func (c connected) ToSql() (string, []any, error) { return rendered(c) }

func (c connected) write(w *writer) error {
	if len(c.preds) == 0 {
		w.text.WriteString(c.none)
		return nil
	}
	for i, pred := range c.preds {
		before := "("
		if i > 0 {
			before = c.word
		}
		w.text.WriteString(before)
		if err := w.add(pred); err != nil {
			return err
		}
	}
	w.text.WriteByte(')')
	return nil
}
