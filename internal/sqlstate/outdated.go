package sqlstate

import (
	"errors"

	"github.com/drey-db/drey/backends"
)

// MayBeOutdated reports whether err, a refusal by the server, may come of a statement that was prepared before the schema
// changed: surely, for ErrOutdated, or possibly, where its parameters were given types then that no longer fit. A driver that
// prepares the statement again knows.
func MayBeOutdated(err error) bool {
	var e *backends.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "42804", "42883", "42725", "42846", // a type that the column, no operator, or no list of it, takes
		"22P03", "08P01", // a binary value in another type's form
		"42704", "XX000": // a type that is gone, and "cache lookup failed"
		return true
	}
	return e.Kind == backends.ErrOutdated
}
