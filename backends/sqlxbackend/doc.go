// Package sqlxbackend is sqlx over database/sql: drey on any registered driver. It imports none itself; the application
// does, as always with database/sql:
//
//	import _ "github.com/jackc/pgx/v5/stdlib" // postgresql:// and postgresql+pgx://
//	import _ "github.com/lib/pq"              // postgresql:// and postgresql+pq://
//	import _ "modernc.org/sqlite"             // sqlite://
//
// The zero [Backend] sends one call a statement. With package pgxstdlib's Driver in it, whole units of work go over pgx's
// connections in one round trip, as they do on native pgx. [New] takes a database of your own, also sqlmock's.
//
// # Connections
//
// Everything runs on a pinned *sql.Conn, never through *sql.DB itself: database/sql runs a statement without arguments
// again when its reply was lost, and a write must not happen twice. A transaction whose call was cancelled is over, and
// its connection is replaced, on every driver alike.
//
// # SQLite
//
// sqlite:///file.db is relative, sqlite:////var/file.db absolute, sqlite:///:memory: one database in memory, shared by all
// connections of the pool and gone with it. Each connection gets busy_timeout 5000, foreign_keys ON and, in files,
// journal_mode WAL, unless the URL's query says otherwise (_pragma=busy_timeout(100), mode=ro). A transaction whose first
// statement writes begins IMMEDIATE, so that two writers wait for one another instead of failing. Times are kept as text
// in UTC at microseconds, which sorts; arrays and documents as JSON.
package sqlxbackend
