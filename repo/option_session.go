package repo

import (
	"database/sql"
	"fmt"
)

// WithAutoflush says whether reads flush changes that concern them first; they do by default.
func WithAutoflush(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.autoflush = on
		return nil
	})
}

// WithRetry runs the function of [Engine.Begin] again, in a new session, while it fails with a [Retryable] error, attempts
// times in all. The function must be ready for that: what it did outside the database stays done.
func WithRetry(attempts int) BeginOption {
	return beginOption(func(c *config) error {
		if c.attempts = attempts; attempts < 1 {
			return fmt.Errorf("WithRetry(%d): it is attempted once at least", attempts)
		}
		return nil
	})
}

// WithAutocommit lets every statement of the session commit itself: each read, each Exec, and each flush as a whole. There
// is no transaction to roll back, and none to nest in; changes that were not flushed are still undone by Rollback.
func WithAutocommit(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.autocommit = on
		return nil
	})
}

// WithExpireOnCommit says whether a commit expires every entity, so that the next Get or query that meets one reads it
// again. By default entities keep their values.
func WithExpireOnCommit(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.expireOnCommit = on
		return nil
	})
}

// WithReadOnly makes sessions that write nothing: a flush of changes, and a statement that writes, is [ErrReadOnly] before
// anything is sent. Typed queries and gets then need no transaction, unless an isolation level above READ COMMITTED is
// asked for: each reads what is committed, in one round trip, and holds no connection afterwards. Everything else, text
// among it, runs in a read-only transaction, in which the database refuses writes.
func WithReadOnly() SessionOption {
	return sessionOption(func(c *config) error {
		c.readOnly = true
		return nil
	})
}

// WithIsolation is the level of every transaction; sql.LevelDefault is the server's own. One that the database lacks is
// [ErrUnsupported] when the transaction begins.
func WithIsolation(level sql.IsolationLevel) SessionOption {
	return sessionOption(func(c *config) error {
		c.isolation = level
		return nil
	})
}

// WithTx makes sessions work inside an outer transaction, such as pgxbackend.FromTx(tx): what is a transaction to them is
// a savepoint in it. Commit releases it and Rollback rolls back to it, so a test of code that commits leaves nothing
// behind. The outer transaction stays yours to end; its isolation level is its own. Only one session at a time may use it.
func WithTx(u UnitOfWork) SessionOption {
	return sessionOption(func(c *config) error {
		if c.tx = u; u == nil {
			return invalid("WithTx(nil): give it a unit of work, such as pgxbackend.FromTx(tx)")
		}
		return nil
	})
}

// WithCheckedCommit sends COMMIT only after every answer was read, in a round trip of its own.
func WithCheckedCommit() SessionOption {
	return sessionOption(func(c *config) error {
		c.checkedCommit = true
		return nil
	})
}
