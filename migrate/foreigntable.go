package migrate

import (
	"errors"
	"strings"

	"github.com/drey-db/drey/backends"
)

// tableError says what is wrong with the version table, which no statement of the user's names.
type tableError struct {
	text string
	err  error // what the database answered
}

// Error implements error.
func (e *tableError) Error() string { return e.text }

// Unwrap returns what the database answered.
func (e *tableError) Unwrap() error { return e.err }

// foreign is err, with which the version table was not read, in other words where it is another's of that name.
func (v versions) foreign(err error) error {
	if !lacks(err, "42703", "no such column") {
		return err
	}
	return &tableError{"the table " + v.table + " is there, and is not drey's: it lacks columns that say which revisions are applied; " +
		"rename it, or keep them in another one: Config.Table in Go, in a program of your own for the command", err}
}

// unrecorded is err, with which a revision was not recorded, in other words where it took the version table away itself.
func (v versions) unrecorded(err error) error {
	if !lacks(err, "42P01", "no such table") && !lacks(err, "42703", "no such column") {
		return err
	}
	return &tableError{"it takes the table " + v.table + " away, or changes it, which says that the revision is applied: have its statements leave that table alone", err}
}

// lacks reports whether the database answered that there is no such table or column: by PostgreSQL's code, or by SQLite's message.
func lacks(err error, code, message string) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && (refusal.Code == code || refusal.Code == "1" && strings.Contains(refusal.Message, message))
}
