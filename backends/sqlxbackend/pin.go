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
	pinned := &pool{db: p.db, dialect: p.dialect, config: p.config, pin: &pin{Slot: kit.NewSlot(), conn: conn}}
	return pinned, nil
}

// pin is the one connection of a pool that has no other.
type pin struct {
	kit.Slot
	conn *connection // of the pool that it was taken from
	lost atomic.Bool // it was thrown away
}

// take waits for the connection.
func (p *pin) take(ctx context.Context, timeout time.Duration) (*sqlx.Conn, error) {
	if err := p.Take(ctx, timeout, func() bool { return p.lost.Load() || !p.conn.alive() }); err != nil {
		return nil, err
	}
	return p.conn.Conn, nil
}

// close gives the connection back to its pool, when nobody uses it.
func (p *pin) close() {
	p.Close()
	p.conn.bad = p.conn.bad || p.lost.Load()
	p.conn.release()
}
