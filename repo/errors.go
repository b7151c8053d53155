package repo

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/persistence"
)

// What a database refuses, from package backends. The error that carries one is a *backends.Error.
const (
	ErrUniqueViolation     = backends.ErrUniqueViolation
	ErrForeignKeyViolation = backends.ErrForeignKeyViolation
	ErrNotNullViolation    = backends.ErrNotNullViolation
	ErrCheckViolation      = backends.ErrCheckViolation
	ErrExclusionViolation  = backends.ErrExclusionViolation
	ErrDataException       = backends.ErrDataException
	ErrSerialization       = backends.ErrSerialization
	ErrDeadlock            = backends.ErrDeadlock
	ErrLockNotAvailable    = backends.ErrLockNotAvailable
	ErrReadOnly            = backends.ErrReadOnly
	ErrTxAborted           = backends.ErrTxAborted
	ErrStale               = backends.ErrStale // a pipeline of your own; a session answers *StaleDataError
)

// What a connection, a call or a backend cannot do, from package backends.
const (
	ErrConnection    = backends.ErrConnection
	ErrTimeout       = backends.ErrTimeout
	ErrCanceled      = backends.ErrCanceled
	ErrCommitUnknown = backends.ErrCommitUnknown
	ErrUnsupported   = backends.ErrUnsupported
	ErrBusy          = backends.ErrBusy
	ErrTxDone        = backends.ErrTxDone
	ErrClosed        = backends.ErrClosed // of a session and an engine as well
	ErrInvalidURL    = backends.ErrInvalidURL
	ErrUnknownDriver = backends.ErrUnknownDriver
)

// What package repo itself refuses.
var (
	// ErrNotFound says that no row is there where one must be. It answers errors.Is(err, sql.ErrNoRows) as well.
	ErrNotFound error = notFound{}
	// ErrMultipleResults says that more than one row is there where one may be.
	ErrMultipleResults = errors.New("more than one row")
	// ErrInvalidRequest says that the session cannot do what it was asked: the call is wrong, not the database.
	ErrInvalidRequest = errors.New("invalid request")
	// ErrRollbackRequired says that the transaction failed and only Session.Rollback goes on. It wraps the first error.
	ErrRollbackRequired = errors.New("the transaction failed: call Rollback")
	// ErrConcurrentUse says that two goroutines use one session, or that a hook uses the session that called it.
	ErrConcurrentUse = errors.New("the session is in use: one session, one goroutine")
	// ErrStreamOpen says that a loop over [Each] holds the session's connection.
	ErrStreamOpen = errors.New("rows are being streamed: leave the loop first")
	// ErrNoBackend says that Open was not told how to reach a database.
	ErrNoBackend = errors.New("no backend: import one, such as github.com/drey-db/drey/backends/pgxbackend, and say repo.WithBackend(pgxbackend.Backend{})")
)

// notFound is ErrNotFound.
type notFound struct{}

func (notFound) Error() string        { return "not found" }
func (notFound) Is(target error) bool { return target == sql.ErrNoRows }

// StaleDataError says that a row was changed or removed by somebody else since the session read it. Roll back and read
// again.
type StaleDataError struct {
	Entity            string
	Key               []any // secret parts as ***
	Expected, Matched int64 // rows

	err error
}

// Error names the entity, its key and the counts.
func (e *StaleDataError) Error() string { return e.err.Error() }

// Retryable says whether the whole unit of work, run again from its start, may succeed: it met a serialization failure or
// a deadlock. It is false when the fate of a commit is unknown.
func Retryable(err error) bool {
	return !errors.Is(err, ErrCommitUnknown) && (errors.Is(err, ErrSerialization) || errors.Is(err, ErrDeadlock))
}

// at is err with the door that answers it.
func at(door string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("repo: %s: %w", door, err)
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalidRequest}, args...)...)
}

// translated gives errors of the storeys below the types that users know.
func translated(err error) error {
	var stale *persistence.StaleError
	switch {
	case errors.As(err, &stale):
		return &StaleDataError{Entity: stale.Mapping.Name(), Key: stale.Key, Expected: stale.Expected, Matched: stale.Matched, err: stale}
	case errors.Is(err, persistence.ErrKeyTaken):
		return fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return err
}
