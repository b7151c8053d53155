package sqlxbackend

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqltext"
)

// sqliteTime is how times are kept, as SQLite's datetime() and CURRENT_TIMESTAMP write them. A fraction has no zeros behind
// it, so that times are equal as text, and sorts behind its whole second.
const sqliteTime = "2006-01-02 15:04:05.999999"

// checkFile refuses what SQLite or its driver would take for something else: a path that ends at a NUL, and a setting with another
// statement behind it, which the driver would run.
func checkFile(u backends.URL) error {
	uri := strings.HasPrefix(u.Database, "file:")
	if strings.Contains(u.Database, "\x00") || uri && strings.Contains(u.Database, "%00") {
		return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: "the path of a SQLite file has a NUL in it, where SQLite would end it: take it out"}
	}
	if uri && strings.ContainsAny(u.Database, "?#") {
		return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: "the path of a file: URI has a ? or # in it, encoded: encode it twice, as %253F or %2523, or write the query behind the URL's own ?"}
	}
	for _, setting := range u.Query["_pragma"] {
		if severalStatements(setting) {
			return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
				"_pragma is one setting, as in _pragma=busy_timeout(5000), and %q has a semicolon or a NUL in it: give each a _pragma of its own", setting)}
		}
	}
	return nil
}

// severalStatements reports whether text does not end with its first statement.
func severalStatements(text string) bool {
	for tokens := sqltext.SQLite.Scan(text); ; {
		if t, ok := tokens.Next(); !ok {
			return false
		} else if t.Kind == sqltext.Symbol && strings.ContainsAny(t.Text, ";\x00") {
			return true
		}
	}
}

// sqliteDSN returns u as a file: URI. A database in memory gets a name of its own, by which all connections of the pool share it.
func sqliteDSN(u backends.URL) (dsn string, memory bool) {
	query := u.Query.Encode()
	if u.Database == "" || u.Database == ":memory:" {
		return "file:/drey-" + rand.Text() + "?vfs=memdb" + strings.TrimSuffix("&"+query, "&"), true
	}
	path := strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23").Replace(u.Database)
	if strings.HasPrefix(u.Database, "file:") {
		path = u.Database
	} else {
		path = "file:" + path
	}
	return path + strings.TrimSuffix("?"+query, "?"), false
}

// uriSettings are what SQLite itself reads of a file: URI. Source: sqlite.org, "Uniform Resource Identifiers".
var uriSettings = []string{"cache", "immutable", "mode", "modeof", "nolock", "psow", "vfs"}

// unknownSetting returns a name in a query that neither SQLite nor a driver reads, so that it would be ignored; "" without one.
// What a driver reads begins with _, and what a VFS of somebody's reads only that one knows.
func unknownSetting(query url.Values) string {
	if query.Has("vfs") {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !strings.HasPrefix(name, "_") && !slices.Contains(uriSettings, name) {
			return name
		}
	}
	return ""
}

// pragma is a setting of each SQLite connection, unless the URL's query has one of keys or names it in _pragma.
type pragma struct {
	name, value string
	keys        []string
}

const journalMode = "journal_mode"

var pragmas = []pragma{
	{"busy_timeout", "5000", []string{"_busy_timeout", "_timeout"}}, // first: the others may have to wait
	{"foreign_keys", "ON", []string{"_foreign_keys", "_fk"}},
	{journalMode, "WAL", []string{"_journal_mode", "_journal", "immutable"}},
}

// setPragmas sets what pragmas say. Neither memory nor a database that is only read has a journal to set.
func setPragmas(ctx context.Context, c backends.Runner, query url.Values, memory bool) error {
	for _, p := range pragmas {
		if p.name == journalMode && (memory || query.Get("mode") == "ro" || query.Get("mode") == "memory") || p.isSet(query) {
			continue
		}
		setting := "PRAGMA " + p.name + " = " + p.value
		if err := set(ctx, c, setting); err != nil {
			return fmt.Errorf("%s: %w", setting, err)
		}
	}
	return nil
}

// set runs a PRAGMA. A file that others use or that may not be written keeps the journal that it has: SQLite does not wait to
// change it, so we do, as long as a statement would wait for a lock.
func set(ctx context.Context, c backends.Runner, setting string) error {
	_, err := c.Exec(ctx, backends.Stmt{SQL: setting})
	if err == nil || !strings.Contains(setting, journalMode) {
		return err
	}
	patience, failed := busyTimeout(ctx, c)
	for patience > 0 && errors.Is(err, backends.ErrTimeout) && ctx.Err() == nil {
		patience -= wait(ctx, min(patience, 20*time.Millisecond))
		_, err = c.Exec(ctx, backends.Stmt{SQL: setting})
	}
	if errors.Is(err, backends.ErrReadOnly) || errors.Is(err, backends.ErrTimeout) && ctx.Err() == nil {
		return failed
	}
	return err
}

// busyTimeout returns how long a statement of a connection waits for a lock.
func busyTimeout(ctx context.Context, c backends.Runner) (d time.Duration, err error) {
	rows, err := c.Query(ctx, backends.Stmt{SQL: "PRAGMA busy_timeout", Rows: true})
	if err != nil {
		return 0, err
	}
	var ms int64
	if rows.Next() {
		err = rows.Scan(&ms)
	}
	return time.Duration(ms) * time.Millisecond, errors.Join(err, rows.Err(), rows.Close())
}

// wait waits for a while, or until ctx is over.
func wait(ctx context.Context, d time.Duration) time.Duration {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return d
}

func (p pragma) isSet(query url.Values) bool {
	for _, key := range p.keys {
		if query.Has(key) {
			return true
		}
	}
	for _, value := range query["_pragma"] {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(value)), p.name) {
			return true
		}
	}
	return false
}

// reads reports whether sql takes no write lock on SQLite.
func reads(s backends.Stmt) bool { return !sqltext.SQLite.MayWrite(s.SQL) }
