package pgxconn

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
	pinned := &pool{native: p.native, wrapped: p.wrapped, timeout: p.timeout, mode: p.mode, pin: &pin{Slot: kit.NewSlot(), from: p, conn: conn}}
	return pinned, nil
}

// pin is the one connection of a pool that has no other.
type pin struct {
	kit.Slot
	from *pool // whose it is
	conn *pgxpool.Conn
}

// take waits for the connection.
func (p *pin) take(ctx context.Context, timeout time.Duration) (*pgxpool.Conn, error) {
	if err := p.Take(ctx, timeout, func() bool { return !Alive(p.conn.Conn()) }); err != nil {
		return nil, err
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
	p.Give()
}

// close waits until nobody uses the connection, and gives it back to its pool.
func (p *pin) close() {
	p.Close()
	p.from.release(p.conn)
}
