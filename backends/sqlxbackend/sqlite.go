package sqlxbackend

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/sqltext"
)

// sqliteTime is how times are kept, as SQLite's datetime() and CURRENT_TIMESTAMP write them. A fraction has no zeros behind
// it, so that times are equal as text, and sorts behind its whole second.
const sqliteTime = "2006-01-02 15:04:05.999999"

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
		if p.name == journalMode && (memory || query.Get("mode") == "ro") || p.isSet(query) {
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

// changesRows reports whether s inserts, updates or deletes rows.
func changesRows(s backends.Stmt) bool {
	switch sqltext.SQLite.Verb(s.SQL) {
	case "INSERT", "UPDATE", "DELETE", "REPLACE":
		return true
	case "WITH":
		return sqltext.SQLite.MayWrite(s.SQL)
	}
	return false
}
