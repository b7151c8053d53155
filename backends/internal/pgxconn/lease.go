package pgxconn

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// acquire waits for a connection as long as ctx and the pool's timeout allow.
func (p *pool) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	if p.closed.Load() {
		return nil, errClosed()
	}
	if err := kit.CheckContext(ctx); err != nil {
		return nil, err
	}
	if p.pin != nil {
		return p.pin.take(ctx, p.timeout)
	}
	spare := p.spare.Add(-1) >= 0
	waited, err := p.turn(ctx)
	if err != nil {
		p.spare.Add(1)
		return nil, err
	}
	take := p.wait
	if (spare || waited) && !p.shared.Load() {
		take = p.pick
	}
	conn, err := p.living(ctx, take)
	if err != nil {
		p.endTurn()
		p.spare.Add(1)
		resume(err)
		return nil, err
	}
	if len(p.leaving) > 0 {
		if err := p.checkout(ctx, conn); err != nil {
			return nil, err
		}
	}
	return conn, nil
}

// pick takes a connection that is free: there is nothing to wait for, and no timer to set. Should it be closed at this very
// moment, another one is opened, within the time that connecting may take.
func (p *pool) pick(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := p.native.Acquire(ctx)
	return conn, p.unconnected(ctx, err)
}

// unconnected is err, by which the pool has no connection. What a hook of a pool of the user's says, BeforeConnect say, is of that kind as well.
func (p *pool) unconnected(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var e *backends.Error
	if p.owned || errors.As(err, &e) || !errors.As(classify(ctx, err), &e) || e.Kind != "" || e.Code != "" {
		return Classify(ctx, err)
	}
	return &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Message: sqlstate.NoConnection("the database", err, err.Error()), Err: err}
}

// wait takes a connection that may have to be opened, or that others may have who use the pool underneath.
func (p *pool) wait(ctx context.Context) (*pgxpool.Conn, error) {
	waiting, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	if s := p.native.Stat(); s.AcquiredConns() >= s.MaxConns() {
		p.waits.Add(1)
		defer p.addWait(time.Now())
	}
	conn, err := p.native.Acquire(waiting)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() == nil && waiting.Err() != nil:
		return nil, p.timedOut()
	}
	return nil, p.unconnected(ctx, err)
}

// release ends the use of a connection that acquire answered.
func (p *pool) release(conn *pgxpool.Conn) {
	if p.pin != nil {
		p.pin.giveBack()
		return
	}
	defer p.endTurn()
	if conn.Conn().IsClosed() {
		bury(conn)
		p.spare.Add(1)
		return
	}
	if len(p.returning) == 0 {
		p.putBack(conn)
		return
	}
	defer p.putBack(conn)
	p.checkin(conn.Conn())
}

// putBack gives a connection back to the pool, or closes it where it is one too many.
func (p *pool) putBack(conn *pgxpool.Conn) {
	if p.size > 0 && p.spare.Load() >= p.size {
		p.close(conn.Conn())
	}
	conn.Release()
	p.spare.Add(1)
}

// burialTime is how long a connection that was given up may hold its place in the pool, while pgx asks the server to stop and says
// goodbye. In a network that swallows packets that takes 15 s.
const burialTime = time.Second

// bury gives back a connection that is closed. When its end takes too long it leaves the pool at once, and ends by itself.
func bury(conn *pgxpool.Conn) {
	select {
	case <-conn.Conn().PgConn().CleanupDone():
		conn.Release()
		return
	default:
	}
	go func() {
		timer := time.NewTimer(burialTime)
		defer timer.Stop()
		select {
		case <-conn.Conn().PgConn().CleanupDone():
			conn.Release()
		case <-timer.C:
			conn.Hijack()
		}
	}()
}

// count has the pool know how many connections are open.
func (p *pool) count(config *pgxpool.Config) {
	connected, closing := config.AfterConnect, config.BeforeClose
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if connected != nil {
			if err := connected(ctx, conn); err != nil {
				return err
			}
		}
		p.spare.Add(1)
		return nil
	}
	config.BeforeClose = func(conn *pgx.Conn) {
		p.spare.Add(-1)
		if closing != nil {
			closing(conn)
		}
	}
}

// lease is a connection of the pool under rows, which go out of the pool's hands once their first row is there.
type lease struct {
	pool      *pool
	conn      *pgxpool.Conn // nil: it is back
	ctx       context.Context
	stmt      backends.Stmt
	handedOut bool
	retried   bool
}

// rowsEnded implements owner. Before any row was seen, statements that are out of date may be sent once more.
func (l *lease) rowsEnded(err error) error {
	if !l.handedOut && !l.retried && again(l.ctx, l.conn.Conn(), err) {
		l.retried = true
		return err
	}
	l.pool.demoted(err)
	if l.conn != nil {
		err = unanswered(l.conn.Conn(), l.stmt, err)
	}
	l.giveBack()
	return err
}

// opened gives the connection back unless rows hold it.
func (l *lease) opened() {
	if !l.handedOut {
		l.giveBack()
	}
}

func (l *lease) giveBack() {
	if l.conn != nil {
		l.pool.release(l.conn)
		l.conn = nil
	}
}
