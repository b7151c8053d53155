package pgxbackend

import (
	"context"
	"iter"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/internal/pgxconn"
)

// Backend opens pgxpool pools; the zero value is ready. It serves postgresql:// and postgresql+pgx:// URLs, whose query
// takes what libpq and pgxpool take.
type Backend struct {
	// Configure, when set, may change the pool's configuration before it opens.
	Configure func(*pgxpool.Config) error
}

var _ backends.Backend = Backend{}

// Open implements backends.Backend. It sends nothing. Another dialect or driver than pgx's is ErrInvalidURL or
// ErrUnknownDriver; an error of Configure comes back as it is.
func (b Backend) Open(_ context.Context, u backends.URL, p backends.PoolConfig) (backends.Pool, error) {
	return pgxconn.Open(u, p, b.Configure)
}

// New wraps a pool of your own, taken as it is; closing the result leaves yours open. A wait for a connection is bounded by
// backends.DefaultPoolTimeout. Of nil it is a kit.Refusing, which repo.New refuses.
func New(native *pgxpool.Pool) backends.Pool { return pgxconn.New(native) }

// Pool returns the pgxpool.Pool underneath, if p is one of ours.
func Pool(p backends.Pool) (*pgxpool.Pool, bool) { return pgxconn.Pool(p) }

// FromTx makes an outer transaction a unit of work, for repo.WithTx. It is never ended here: Commit and Rollback end the
// unit alone, and whoever began tx commits it or rolls it back.
// Of nil it is a kit.Refusing, which repo.WithTx refuses.
func FromTx(tx pgx.Tx) backends.UnitOfWork { return pgxconn.FromTx(tx) }

// Tx returns the native transaction under a unit of work of this backend, begun now if it was not; false when u is another
// backend's, is over, or cannot begin. Ending it ends the unit.
func Tx(u backends.UnitOfWork) (pgx.Tx, bool) { return pgxconn.Tx(u) }

// Notification is one NOTIFY.
type Notification struct {
	Channel, Payload string
	PID              uint32 // of the server process that sent it
}

// Listen streams notifications on a connection of its own until ctx ends or the loop is left; the connection is closed
// then. Without a channel it is backends.ErrInvalidRequest. ctx's end ends the loop without an error. A lost connection is the last pair, with its error: notifications sent
// meanwhile are lost, so read what they announce again before you listen anew. Closing the pool, or its engine, ends the loop with
// backends.ErrClosed. p must be a pool of this package.
func Listen(ctx context.Context, p backends.Pool, channels ...string) iter.Seq2[Notification, error] {
	return func(yield func(Notification, error) bool) {
		for n, err := range pgxconn.Listen(ctx, p, channels...) {
			if !yield(Notification{Channel: n.Channel, Payload: n.Payload, PID: n.PID}, err) {
				return
			}
		}
	}
}
