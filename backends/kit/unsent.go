package kit

import (
	"errors"

	"github.com/drey-db/drey/backends"
)

// Unsent is err, with which something ended on a connection that had been lost before it was sent: nothing of it was done, so that
// [CommitUnknown] and [StatementUnknown] leave it as it is. An error that is not a *[backends.Error] stays as it is.
func Unsent(err error) error {
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	proven := *e
	proven.Err = unsent{e.Err}
	return &proven
}

// unsent proves that nothing was sent. The drivers' own word is no proof: pgx says SafeToRetry when it finds closed what it closed itself
// after COMMIT was sent, and lib/pq says driver.ErrBadConn of a FATAL in answer to it.
type unsent struct{ cause error }

// Error is that of the cause.
func (u unsent) Error() string {
	if u.cause == nil {
		return "nothing was sent"
	}
	return u.cause.Error()
}

// Unwrap returns the cause.
func (u unsent) Unwrap() error { return u.cause }

// isUnsent reports whether err proves that nothing was sent.
func isUnsent(err error) bool { return errors.As(err, new(unsent)) }
