package schema

import (
	"errors"
	"strings"
)

// Error is the mistakes of models, each naming type, field and fix.
type Error struct{ Mistakes []string }

// Error lists the mistakes, one a line.
func (e *Error) Error() string { return "schema:\n\t" + strings.Join(e.Mistakes, "\n\t") }

// errNoEngine is the refusal of an engine that is nil.
var errNoEngine = errors.New("schema: the engine is nil: give what repo.Open returned, and look at its error")

// mistaken is an *Error of mistakes; nil without any.
func mistaken(mistakes []string) error {
	if len(mistakes) == 0 {
		return nil
	}
	return &Error{Mistakes: mistakes}
}
