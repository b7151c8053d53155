package schema

import (
	"database/sql"
	"errors"
	"fmt"
	"regexp"

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
	duplicateTable        = "42P07"
	readOnlyDatabase      = "8"
)

// refused adds to an error of the database what helps.
func (s dialectModel) refused(db *atlas.Database, err error) error {
	var e *backends.Error
	if !errors.As(err, &e) {
		return err
	}
	if said := s.unmet(err, e); said != "" {
		return fmt.Errorf("%s: %w", said, err)
	}
	switch e.Code {
	case insufficientPrivilege:
		return fmt.Errorf("%s: %w", forbidden(db.User(), e.Message), err)
	case duplicateTable:
		return fmt.Errorf("something else has that name already: give the table, the index or the view another, or drop what is there: %w", err)
	case readOnlyDatabase:
		return fmt.Errorf("the database is read only: open it for writing: %w", err)
	}
	return err
}

// What PostgreSQL says that a role may not do: something in a schema, what the owner of a thing may, or anything in the server's own schema.
var (
	deniedSchema = regexp.MustCompile(`permission denied for schema (.+?)(?: \(\d+\))?$`)
	otherOwner   = regexp.MustCompile(`must be owner of (.+?)(?: \(\d+\))?$`)
	ownSchema    = regexp.MustCompile(`permission denied to create "(pg_\w+)\.`)
)

// forbidden says what helps a role against what the server said.
func forbidden(role, said string) string {
	if found := otherOwner.FindStringSubmatch(said); found != nil {
		return fmt.Sprintf("role %q does not own %s: run this as its owner, or as a member of that role", role, found[1])
	}
	if found := ownSchema.FindStringSubmatch(said); found != nil {
		return fmt.Sprintf("schema %q is the server's own: give the table a schema of yours", found[1])
	}
	if found := deniedSchema.FindStringSubmatch(said); found != nil {
		return fmt.Sprintf("role %q may not do that in schema %q: have its owner GRANT CREATE ON SCHEMA %s, or run this as the owner", role, found[1], found[1])
	}
	return fmt.Sprintf("role %q may not do that: run this as the owner of what the server names, or as a role that may", role)
}
