package schema

import "strings"

// Error is the mistakes of models, each naming type, field and fix.
type Error struct{ Mistakes []string }

// Error lists the mistakes, one a line.
func (e *Error) Error() string { return "schema:\n\t" + strings.Join(e.Mistakes, "\n\t") }

// mistaken is an *Error of mistakes; nil without any.
func mistaken(mistakes []string) error {
	if len(mistakes) == 0 {
		return nil
	}
	return &Error{Mistakes: mistakes}
}
