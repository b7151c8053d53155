package kit

import (
	"context"

	"github.com/drey-db/drey/backends"
)

// Breaker is what a [backends.UnitOfWork] may also be: its transaction can be made one that nobody can commit, somebody else's too, which its Rollback
// leaves as it is.
type Breaker interface {
	// Break has whoever commits the transaction fail, because of why. It waits no longer for a call that is under way in it than ctx allows;
	// then the transaction is one that nobody can commit as soon as that call ends, and Break says that it did not wait.
	Break(ctx context.Context, why error) error
}

// Break makes the transaction of u one that nobody can commit: a part of it could not be undone, because of why.
func Break(ctx context.Context, u backends.UnitOfWork, why error) {
	if b, ok := u.(Breaker); ok {
		_ = b.Break(ctx, why) // it need not have ended yet
	} else {
		_ = u.Rollback(ctx) // whatever it answers, nothing is committed
	}
}
