package schema

import (
	"strings"

	"github.com/drey-db/drey/backends"
)

// Error is the mistakes of models, each naming type, field and fix: an [backends.ErrInvalidRequest].
type Error struct{ Mistakes []string }

// Error lists the mistakes, one a line.
func (e *Error) Error() string { return "schema:\n\t" + strings.Join(e.Mistakes, "\n\t") }

// Unwrap implements errors.Is.
func (e *Error) Unwrap() error { return backends.ErrInvalidRequest }

// refusal is a mistake of the caller's that is no model's, an [backends.ErrInvalidRequest].
type refusal string

// Error names the next move.
func (e refusal) Error() string { return "schema: " + string(e) }

// Unwrap implements errors.Is.
func (refusal) Unwrap() error { return backends.ErrInvalidRequest }

const (
	errNoEngine   refusal = "the engine is nil: give what repo.Open returned, and look at its error"
	errNoMetaData refusal = "the MetaData is nil: give what schema.Of or Reflect returned, and look at its error"
)

// mistaken is an *Error of mistakes; nil without any.
func mistaken(mistakes []string) error {
	if len(mistakes) == 0 {
		return nil
	}
	return &Error{Mistakes: mistakes}
}
