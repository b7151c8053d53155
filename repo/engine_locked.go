package repo

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
)

// locked returns err with the next move, where it is the lock of a database with one writer that was not given: sessions of this engine
// may hold it, and whoever waits for itself waits in vain. asker is the session that asked; nil is the engine itself.
func (e *Engine) locked(err error, asker *Session) error {
	if err == nil || e.base.Name != builder.SQLite().Name {
		return err
	}
	var refusal *backends.Error
	if !errors.Is(err, ErrTimeout) || !errors.As(err, &refusal) || refusal.Code == "" ||
		errors.As(err, new(*lockedError)) {
		return err
	}
	others := slices.DeleteFunc(e.sessions.remaining(), func(s *Session) bool { return s == asker })
	if len(others) == 0 {
		return err
	}
	return &lockedError{err, len(others)}
}

// lockedError is a lock that was not given, with the sessions that may hold it.
type lockedError struct {
	err    error
	others int
}

func (e *lockedError) Error() string {
	return fmt.Sprintf("%v: the database is locked, and SQLite has one writer: commit or close the sessions of this engine that hold a transaction (%d now), "+
		"in memory those that have only read as well, before something else writes, or write with that session", e.err, e.others)
}

func (e *lockedError) Unwrap() error { return e.err }
