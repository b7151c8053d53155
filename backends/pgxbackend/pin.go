package pgxbackend

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

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
	pinned := &pool{native: p.native, timeout: p.timeout, mode: p.mode, pin: &pin{from: p, conn: conn, free: make(chan struct{}, 1)}}
	pinned.pin.free <- struct{}{}
	return pinned, nil
}

// pin is the one connection of a pool that has no other. Who has taken what is in free uses it.
type pin struct {
	from *pool // whose it is
	conn *pgxpool.Conn
	free chan struct{}
}

// take waits for the connection.
func (p *pin) take(ctx context.Context, timeout time.Duration) (*pgxpool.Conn, error) {
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
	if p.conn.Conn().IsClosed() {
		p.free <- struct{}{}
		return nil, &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Message: "the pinned connection is lost: pin another"}
	}
	return p.conn, nil
}

// giveBack ends the use of the connection. One that is left in a transaction is closed, as a pool does.
func (p *pin) giveBack() {
	const idle = 'I'
	if native := p.conn.Conn(); !native.IsClosed() && native.PgConn().TxStatus() != idle {
		ctx, cancel := context.WithTimeout(context.Background(), rollbackTime)
		defer cancel()
		_ = native.Close(ctx) // it is thrown away
	}
	p.free <- struct{}{}
}

// close waits until nobody uses the connection, and gives it back to its pool.
func (p *pin) close() {
	<-p.free
	p.from.release(p.conn)
}
