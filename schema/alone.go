package schema

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/atlas"
	"github.com/drey-db/drey/repo"
)

// attempts is how often a change is tried while others change the same database.
const attempts = 5

// alone is how a transaction begins that waits for others and sees what they made: a higher level looks at what was before.
func alone(engine *repo.Engine) []repo.BeginOption {
	options := []repo.BeginOption{repo.WithRetry(attempts)}
	if engine.Dialect().Name == "postgres" {
		options = append(options, repo.WithIsolation(sql.LevelReadCommitted))
	}
	return options
}

// Codes of errors that tell what to do: PostgreSQL's, and SQLite's for a database that takes no changes.
const (
	insufficientPrivilege = "42501"
	undefinedObject       = "42704"
	duplicateTable        = "42P07"
	readOnlyDatabase      = "8"
)

// refused adds to an error of the database what helps.
func refused(db *atlas.Database, err error) error {
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case insufficientPrivilege:
		return fmt.Errorf("role %q may not do that in schema %q: have its owner GRANT CREATE ON SCHEMA %s, or run this as the owner: %w",
			db.User(), db.Current(), db.Current(), err)
	case undefinedObject:
		return fmt.Errorf("a tag's type= or collate= names what the database does not have: correct it, declare an enum by schema.Enum, or create the type, collation or extension first, by schema's owner or by a migration: %w", err)
	case duplicateTable:
		return fmt.Errorf("something else has that name already: give the table, the index or the view another, or drop what is there: %w", err)
	case readOnlyDatabase:
		return fmt.Errorf("the database is read only: open it for writing: %w", err)
	}
	return err
}
