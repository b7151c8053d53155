package sqlxbackend

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

var _ backends.Pinner = (*pool)(nil)

// Pin implements backends.Pinner.
func (p *pool) Pin(ctx context.Context) (backends.Pool, error) {
	conn, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	pinned := &pool{db: p.db, dialect: p.dialect, config: p.config, pin: &pin{conn: conn, free: make(chan struct{}, 1)}}
	pinned.pin.free <- struct{}{}
	return pinned, nil
}

// pin is the one connection of a pool that has no other. Who has taken what is in free uses it.
type pin struct {
	conn *connection // of the pool that it was taken from
	free chan struct{}
	lost atomic.Bool // it was thrown away
}

// take waits for the connection.
func (p *pin) take(ctx context.Context, timeout time.Duration) (*sqlx.Conn, error) {
	patience := time.NewTimer(timeout)
	defer patience.Stop()
	select {
	case <-p.free:
	case <-ctx.Done():
		return nil, kit.ContextError(ctx, ctx.Err())
	case <-patience.C:
		return nil, &backends.Error{Kind: backends.ErrTimeout, Stmt: -1,
			Message: "the pinned connection was not free within " + timeout.String() + ": close its session and rows first"}
	}
	if p.lost.Load() {
		p.free <- struct{}{}
		return nil, &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Message: "the pinned connection is lost: pin another"}
	}
	return p.conn.Conn, nil
}

// close gives the connection back to its pool, when nobody uses it.
func (p *pin) close() {
	<-p.free
	p.conn.bad = p.conn.bad || p.lost.Load()
	p.conn.release()
}
