package repo

import (
	"database/sql"

	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/mapper"
)

// WithAutoflush reports whether reads flush changes that concern them first; they do by default.
func WithAutoflush(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.autoflush = on
		return nil
	})
}

// WithRetry runs the function of [Engine.Begin] again, in a new session, while it fails with a [Retryable] error, attempts
// times in all. The function must be ready for that: what it did outside the database stays done. Between attempts it waits
// at random up to 20 ms, then 40 ms, doubling each time to 1 s at most, holding no connection; a context that ends
// meanwhile ends the waiting, with [ErrCanceled] or [ErrTimeout] and the last failure in one error. A commit of unknown fate
// is run again with [Once] alone. A function that has committed something itself is not run again, nor is a session in an outer
// transaction ([WithTx]), which only whoever began that can run from its start. WithAutocommit is [ErrInvalidRequest].
func WithRetry(attempts int) BeginOption {
	return beginOption(func(c *config) error {
		if c.attempts = attempts; attempts < 1 {
			return invalid("WithRetry(%d): it is attempted once at least: give it 1 or more", attempts)
		}
		return nil
	})
}

// WithAutocommit lets every statement of the session commit itself: each read, each Exec, and each flush as a whole. There
// is no transaction to roll back, and none to nest in; changes that were not flushed are still undone by Rollback. Beside
// [WithIsolation] of another level than sql.LevelDefault, which is about transactions, it is [ErrInvalidRequest], unless [WithTx] is given.
func WithAutocommit(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.autocommit = on
		return nil
	})
}

// WithExpireOnCommit reports whether a commit expires every entity, so that the next Get or query that meets one reads it
// again, and the next [Load] its relationships. By default entities keep their values.
func WithExpireOnCommit(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.expireOnCommit = on
		return nil
	})
}

// WithExtraColumns lets the rows of a query have columns that no field of their struct takes: they are passed over. Without it
// such a column is an error, since most often a field is missing.
func WithExtraColumns(on bool) SessionOption {
	return sessionOption(func(c *config) error {
		c.extraColumns = on
		return nil
	})
}

// WithReadOnly makes sessions that write nothing: a flush of changes, and a statement that writes, is [ErrReadOnly] before
// anything is sent. Typed queries and gets then need no transaction, unless an isolation level above READ COMMITTED is
// asked for: each reads what is committed, in one round trip, and holds no connection afterwards. Everything else, text
// and queries that call a function of somebody's own among it, runs in a read-only transaction, in which the database refuses writes; with
// [WithAutocommit] there is none, and what a function writes that is called so is written.
func WithReadOnly() SessionOption {
	return sessionOption(func(c *config) error {
		c.readOnly = true
		return nil
	})
}

// WithIsolation returns the level of every transaction; sql.LevelDefault is the server's own. One that the database lacks is
// [ErrUnsupported] when the transaction begins.
func WithIsolation(level sql.IsolationLevel) SessionOption {
	return sessionOption(func(c *config) error {
		c.isolation = level
		return nil
	})
}

// WithTx makes sessions work inside an outer transaction, such as pgxbackend.FromTx(tx): what is a transaction to them is
// a savepoint in it. Commit releases it and Rollback rolls back to it, so a test of code that commits leaves nothing
// behind. The outer transaction stays yours to end; its isolation level is its own. Only one session at a time may use it. Given
// to a session or to Begin it is theirs alone, and the engine's own functions take another connection; given to [New] it is the whole
// engine's, as [Engine.Within] says. [Open], which opens another pool, refuses it.
//
// That the transaction is one of the engine's own database is for you to see to. One of SQLite beside an engine of PostgreSQL, or the other
// way round, is [ErrInvalidRequest]; two databases of one kind nobody can tell apart without asking them, since a pooler, a proxy or another
// URL may lead to the same one, so rows are written where the transaction is.
func WithTx(u UnitOfWork) SessionOption {
	return sessionOption(func(c *config) error { return c.inside(u, "WithTx") })
}

// inside has all that c is of work inside u, which was given to the function of a name.
func (c *config) inside(u UnitOfWork, function string) error {
	c.tx = u
	if r, refuses := u.(kit.Refusing); refuses {
		return r.Err
	}
	if mapper.IsNil(u) {
		return invalid("%s(nil): give it a unit of work, such as pgxbackend.FromTx(tx)", function)
	}
	return nil
}

// WithCheckedCommit sends COMMIT only after every answer was read, in a round trip of its own.
func WithCheckedCommit() SessionOption {
	return sessionOption(func(c *config) error {
		c.checkedCommit = true
		return nil
	})
}

// WithKeyPreallocation has the keys that sequences count up fetched before a flush inserts new rows, all in one round trip,
// so that the flush itself is one round trip however deep the new rows refer to one another. The sequences must belong to
// their columns: serial, or GENERATED BY DEFAULT AS IDENTITY. Keys that a failed flush does not use are lost. On a database
// without sequences, where keys are known as soon as rows are in, it does nothing, so that one program fits both.
func WithKeyPreallocation() SessionOption {
	return sessionOption(func(c *config) error {
		c.preallocates = true
		return nil
	})
}
