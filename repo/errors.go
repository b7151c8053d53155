package repo

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/persistence"
	"github.com/drey-db/drey/internal/unitofwork"
)

// What a database refuses, from package backends, which has more kinds: those that speak of a mistake, not of something to branch on.
// The error that carries one is a *backends.Error.
const (
	ErrUniqueViolation     = backends.ErrUniqueViolation
	ErrForeignKeyViolation = backends.ErrForeignKeyViolation
	ErrNotNullViolation    = backends.ErrNotNullViolation
	ErrCheckViolation      = backends.ErrCheckViolation
	ErrExclusionViolation  = backends.ErrExclusionViolation
	ErrDataException       = backends.ErrDataException
	ErrSerialization       = backends.ErrSerialization
	ErrDeadlock            = backends.ErrDeadlock
	ErrOutdated            = backends.ErrOutdated
	ErrLockNotAvailable    = backends.ErrLockNotAvailable
	ErrReadOnly            = backends.ErrReadOnly
)

// What a connection, a call or a backend cannot do, from package backends.
const (
	ErrConnection    = backends.ErrConnection
	ErrTimeout       = backends.ErrTimeout
	ErrCanceled      = backends.ErrCanceled
	ErrCommitUnknown = backends.ErrCommitUnknown
	ErrUnsupported   = backends.ErrUnsupported
	ErrTxDone        = backends.ErrTxDone
	ErrClosed        = backends.ErrClosed // of a session and an engine as well
)

// What package repo itself refuses.
var (
	// ErrNotFound says that no row is there where one must be. It returns errors.Is(err, sql.ErrNoRows) as well.
	ErrNotFound error = notFound{}
	// ErrMultipleResults says that more than one row is there where one may be.
	ErrMultipleResults = errors.New("more than one row")
	// ErrInvalidRequest says that the session cannot do what it was asked: the call is wrong, not the database.
	ErrInvalidRequest error = backends.ErrInvalidRequest
	// ErrRollbackRequired says that the transaction failed and only Session.Rollback goes on. It wraps the first error.
	ErrRollbackRequired = errors.New("the transaction failed: call Rollback")
	// ErrConcurrentUse says that two goroutines use one session, or that a hook uses the session that called it: AfterLoad, AfterBegin and
	// statement hooks run inside its calls.
	ErrConcurrentUse = errors.New("the session is in use: one session, one goroutine; AfterLoad, AfterBegin and statement hooks run inside its calls, and may not use it")
	// ErrNotLoaded says that what a relationship holds was never read: load it with repo.Load or builder.SelectIn.
	ErrNotLoaded = unitofwork.ErrNotLoaded
	// ErrConflictingSides says that the two ends of a relationship, or a foreign key and the pointer beside it, were both
	// changed and say different things.
	ErrConflictingSides = unitofwork.ErrConflictingSides
	// ErrStreamOpen says that a loop over [Each] holds the session's connection.
	ErrStreamOpen = errors.New("rows are being streamed: leave the loop first")
	// ErrMissingWhere says that an UPDATE or DELETE names no rows and does not say AllRows: builder.ErrMissingWhere.
	ErrMissingWhere = builder.ErrMissingWhere
	// ErrNoBackend says that Open was not told how to reach a database.
	ErrNoBackend = errors.New("no backend: import one, such as github.com/drey-db/drey/backends/pgxbackend, and say repo.WithBackend(pgxbackend.Backend{})")
)

// errSessionClosed returns ErrClosed of a session.
func errSessionClosed() error {
	return fmt.Errorf("session: %w: make another with Engine.Session, or close it later; Begin closes its own", ErrClosed)
}

// notFound is ErrNotFound.
type notFound struct{}

func (notFound) Error() string        { return "not found" }
func (notFound) Is(target error) bool { return target == sql.ErrNoRows }

// StaleDataError says that a row was changed or removed by somebody else since the session read it. Roll back and read
// again.
type StaleDataError struct {
	Entity            string // or the table of an association
	Key               []any  // secret parts as ***
	Expected, Matched int64  // rows

	err error // nil in one that was made by hand
}

// Error names the entity, its key and the counts.
func (e *StaleDataError) Error() string {
	if e.err != nil {
		return e.err.Error()
	}
	stale := persistence.StaleError{Entity: e.Entity, Key: e.Key, Expected: e.Expected, Matched: e.Matched}
	return stale.Error()
}

// staleRow returns the error of one row that is not as it was read.
func staleRow(m *mapper.Mapping, key []any, err error) error {
	return &StaleDataError{Entity: m.Name(), Key: key, Expected: 1, err: err}
}

// CycleError says that rows refer to one another so that none can be written first. Mark a relationship whose foreign key
// may be NULL with post-update, or write in two steps.
type CycleError struct {
	Path []string // types, the first one again at the end
	Keys [][]any  // of each row in Path, secret parts as ***; nil for a row that has none yet

	fields []string // that lead from each to the next
}

// Error prints the path with its keys.
func (e *CycleError) Error() string {
	cycle := unitofwork.CycleError{Path: e.Path, Keys: e.Keys, Fields: e.fields}
	return cycle.Error()
}

// Retryable reports whether the whole unit of work, run again from its start, may succeed: it met a serialization failure, a
// deadlock, or a prepared statement that is out of date since the schema changed; or its connection was lost, or none was to be
// had, before COMMIT was sent, so that the server rolls back. It is false when the fate of a commit is unknown, and when the server
// refuses the user, the database or a setting of the URL.
func Retryable(err error) bool {
	switch {
	case errors.Is(err, ErrCommitUnknown):
		return false
	case errors.Is(err, ErrConnection):
		return !isAccessDenied(err)
	}
	return errors.Is(err, ErrSerialization) || errors.Is(err, ErrDeadlock) || errors.Is(err, ErrOutdated)
}

// isAccessDenied reports whether the database answered that it lets nobody of that name, to that place or with those settings in: an invalid
// authorization, catalog name, privilege or value, and a file that SQLite cannot open, or not in that mode, or that is no database.
func isAccessDenied(err error) bool {
	var e *backends.Error
	if !errors.As(err, &e) {
		return false
	}
	if len(e.Code) < len("28P01") {
		return e.Code == "1" || e.Code == "14" || e.Code == "26"
	}
	return slices.Contains([]string{"22", "28", "3D", "42"}, e.Code[:2])
}

// rollbackRequired is what a transaction answers in which a statement was refused before. It is [ErrRollbackRequired].
type rollbackRequired struct{ error }

func (e rollbackRequired) Unwrap() error        { return e.error }
func (e rollbackRequired) Is(target error) bool { return target == ErrRollbackRequired }

// at returns err with the name of the call that returns it.
func at(call string, err error) error {
	if err == nil {
		return nil
	}
	var lacking *builder.UnsupportedError
	if errors.As(err, &lacking) && !errors.Is(err, ErrUnsupported) {
		err = unsupported{err}
	}
	if errors.Is(err, backends.ErrTxAborted) && !errors.Is(err, ErrRollbackRequired) {
		err = rollbackRequired{err}
	}
	return fmt.Errorf("repo: %s: %w", call, err)
}

// atRow is at, of a door that returns a row of R, which it names.
func atRow[R any](door string, err error) error {
	if err == nil {
		return nil
	}
	t := reflect.TypeFor[R]()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return at(strings.TrimSpace(door+" "+t.Name()), err)
}

// unsupported is a construct that the dialect lacks, of the same kind as what a backend lacks.
type unsupported struct{ error }

// Unwrap gives the kind as well.
func (u unsupported) Unwrap() []error { return []error{u.error, ErrUnsupported} }

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrInvalidRequest}, args...)...)
}

// translated gives errors of the packages below the types that users know.
func translated(err error) error {
	if err == nil {
		return nil
	}
	return translatedRefusal(err)
}

// translatedRefusal is translated of an error that is not nil.
func translatedRefusal(err error) error {
	var stale *persistence.StaleError
	var cycle *unitofwork.CycleError
	switch {
	case errors.As(err, &stale):
		return &StaleDataError{Entity: stale.Entity, Key: stale.Key, Expected: stale.Expected, Matched: stale.Matched, err: stale}
	case errors.As(err, &cycle):
		return &CycleError{Path: cycle.Path, Keys: cycle.Keys, fields: cycle.Fields}
	case errors.Is(err, persistence.ErrKeyTaken), errors.Is(err, unitofwork.ErrInvalid):
		return fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	return err
}
