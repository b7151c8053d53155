package migrate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// preparedElsewhere are the codes by which PostgreSQL says that a prepared statement is there already, or is not: a pooler gave the
// connection to somebody else meanwhile.
var preparedElsewhere = []string{"42P05", "26000"}

const serverItself = "give migrations the URL of the server itself"

// pooled is an error with what to do where a pooler is behind it.
func pooled(err error) error {
	var refusal *backends.Error
	if !errors.As(err, &refusal) || !slices.Contains(preparedElsewhere, refusal.Code) {
		return err
	}
	return fmt.Errorf("%w; or, better, %s", err, serverItself)
}

// leave gives the lock back that [execution.enter] took. Where it is not there any more, the session was no session, which the step tells in the
// end, also where another migrator has done it meanwhile.
func (r *execution) leave() {
	if !r.m.versions.postgres {
		return
	}
	ctx, cancel := r.noting()
	defer cancel()
	had, err := repo.Scalar[bool](ctx, r.on, builder.Text(fmt.Sprintf("SELECT pg_advisory_unlock(%d)", r.key)))
	if err != nil || had {
		return // it ends with the connection
	}
	holder := r.holder(ctx, r.on)
	if holder != "" {
		holder = "; it is still held by " + holder + ", which has to end before anybody migrates"
	}
	r.unkept = fmt.Errorf("migrate: revision %s took its lock on another connection than it ends on: a pooler such as PgBouncer, in transaction mode, lies between, "+
		"and nothing kept other migrators out; what it did stays. For the next time, %s%s", r.node.ID, serverItself, holder)
}
