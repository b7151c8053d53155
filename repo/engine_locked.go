package repo

import (
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
)

// locked returns err with the next move, where it is the lock of a database with one writer that was not given: sessions of this engine
// may hold it, and whoever waits for itself waits in vain.
func (e *Engine) locked(err error) error {
	var refusal *backends.Error
	if e.base.Name != builder.SQLite().Name || !errors.Is(err, ErrTimeout) || !errors.As(err, &refusal) || refusal.Code == "" {
		return err
	}
	open := len(e.sessions.remaining())
	if open == 0 {
		return err
	}
	told := *refusal
	told.Message = fmt.Sprintf("the database is locked, and SQLite has one writer: commit or close the sessions of this engine that hold a transaction (%d now) "+
		"before something else writes, or write with that session", open)
	return &told
}
