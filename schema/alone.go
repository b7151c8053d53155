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

// refused adds to the error of a role that may not create what it lacks, and who can give it.
func refused(db *atlas.Database, err error) error {
	const insufficientPrivilege = "42501"
	var e *backends.Error
	if !errors.As(err, &e) || e.Code != insufficientPrivilege {
		return err
	}
	return fmt.Errorf("role %q may not do that in schema %q: have its owner GRANT CREATE ON SCHEMA %s, or run this as the owner: %w",
		db.User(), db.Current(), db.Current(), err)
}
