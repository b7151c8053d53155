// Package sqlstate turns what drivers answer into the portable errors of package backends: by SQLSTATE, by SQLite's result
// code, or by the context that ended. It imports no driver; what it needs of one it asks by method or field name.
package sqlstate

import (
	"github.com/drey-db/drey/backends"
)

// TooManyConnections is what PostgreSQL answers that has no connection free.
const TooManyConnections = "53300"

// codes are the SQLSTATEs that have a kind of their own.
// Source: PostgreSQL, appendix A, "PostgreSQL Error Codes".
var codes = map[string]backends.Kind{
	"23505":            backends.ErrUniqueViolation,
	"23503":            backends.ErrForeignKeyViolation,
	"23001":            backends.ErrForeignKeyViolation, // restrict_violation
	"23502":            backends.ErrNotNullViolation,
	"23514":            backends.ErrCheckViolation,
	"23P01":            backends.ErrExclusionViolation,
	"40001":            backends.ErrSerialization,
	"40P01":            backends.ErrDeadlock,
	"55P03":            backends.ErrLockNotAvailable,
	"57014":            backends.ErrTimeout, // statement_timeout; a context's end is told by the context
	"25P03":            backends.ErrTimeout, // idle_in_transaction_session_timeout
	"25P04":            backends.ErrTimeout, // transaction_timeout
	"25006":            backends.ErrReadOnly,
	"25P02":            backends.ErrTxAborted,
	"57P01":            backends.ErrConnection, // admin_shutdown
	"57P02":            backends.ErrConnection, // crash_shutdown
	"57P03":            backends.ErrConnection, // cannot_connect_now
	"57P05":            backends.ErrConnection, // idle_session_timeout
	TooManyConnections: backends.ErrConnection,
	"3D000":            backends.ErrConnection, // no such database, when connecting
	"0A000":            backends.ErrUnsupported,
	"26000":            backends.ErrOutdated,      // no such prepared statement: it was dropped behind the driver's back
	"42P05":            backends.ErrOutdated,      // that prepared statement is there: a pooler gave another client's connection
	"42P02":            backends.ErrDataException, // no argument for a placeholder
}

// classes are the SQLSTATE classes that share a kind.
var classes = map[string]backends.Kind{
	"08": backends.ErrConnection,
	"22": backends.ErrDataException,
	"28": backends.ErrConnection, // authorization refused when connecting
}

// Kind returns the kind of a SQLSTATE, "" when no class fits.
func Kind(code string) backends.Kind {
	if kind, ok := codes[code]; ok {
		return kind
	}
	if len(code) == 5 {
		return classes[code[:2]]
	}
	return ""
}

// sqliteCodes are SQLite's result codes, extended ones first; the low byte alone is asked last.
// Source: sqlite.org, "Result and Error Codes".
var sqliteCodes = map[int]backends.Kind{
	1555: backends.ErrUniqueViolation, // SQLITE_CONSTRAINT_PRIMARYKEY
	2067: backends.ErrUniqueViolation, // SQLITE_CONSTRAINT_UNIQUE
	2579: backends.ErrUniqueViolation, // SQLITE_CONSTRAINT_ROWID
	787:  backends.ErrForeignKeyViolation,
	1299: backends.ErrNotNullViolation,
	275:  backends.ErrCheckViolation,
	3091: backends.ErrDataException, // SQLITE_CONSTRAINT_DATATYPE
	517:  backends.ErrSerialization, // SQLITE_BUSY_SNAPSHOT
	5:    backends.ErrTimeout,       // SQLITE_BUSY, after busy_timeout
	6:    backends.ErrTimeout,       // SQLITE_LOCKED
	8:    backends.ErrReadOnly,
	9:    backends.ErrCanceled, // SQLITE_INTERRUPT
	10:   backends.ErrConnection,
	14:   backends.ErrConnection, // SQLITE_CANTOPEN
	20:   backends.ErrDataException,
	26:   backends.ErrConnection, // SQLITE_NOTADB
}

// SQLiteKind returns the kind of a SQLite result code, "" when no class fits.
func SQLiteKind(code int) backends.Kind {
	if kind, ok := sqliteCodes[code]; ok {
		return kind
	}
	return sqliteCodes[code&0xff]
}
