package kit

import (
	"context"

	"github.com/drey-db/drey/backends"
)

// Breaker is what a [backends.UnitOfWork] may also be: its transaction can be made one that nobody can commit, somebody else's too, which its Rollback
// leaves as it is.
type Breaker interface {
	// Break has whoever commits the transaction fail, because of why. It waits no longer for a call that is under way in it than ctx allows.
	Break(ctx context.Context, why error)
}

// Break makes the transaction of u one that nobody can commit: a part of it could not be undone, because of why.
func Break(ctx context.Context, u backends.UnitOfWork, why error) {
	if b, ok := u.(Breaker); ok {
		b.Break(ctx, why)
		return
	}
	_ = u.Rollback(ctx) // whatever it answers, nothing is committed
}
