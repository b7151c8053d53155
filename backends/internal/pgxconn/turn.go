package pgxconn

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// turns are as many as a pool of our own may have connections: who has one finds a connection without waiting. pgxpool would want a
// context with a deadline from each who waits; a channel and a timer that serves again need no memory.
type turns chan struct{}

func newTurns(n int32) turns {
	t := make(turns, n)
	for range n {
		t <- struct{}{}
	}
	return t
}

// turn waits for a turn as long as ctx and the pool's timeout allow. It reports whether it had to: then somebody has just given a
// connection back.
func (p *pool) turn(ctx context.Context) (waited bool, err error) {
	if p.turns == nil {
		return false, nil
	}
	select {
	case <-p.turns:
		return false, nil
	default:
		return true, p.awaitTurn(ctx)
	}
}

// timers serve one wait after the other.
var timers = sync.Pool{New: func() any { return time.NewTimer(time.Hour) }}

func (p *pool) awaitTurn(ctx context.Context) error {
	p.waits.Add(1)
	defer p.addWait(time.Now())
	timer := timers.Get().(*time.Timer)
	timer.Reset(p.timeout)
	defer func() {
		timer.Stop()
		timers.Put(timer)
	}()
	select {
	case <-p.turns:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	case <-timer.C:
		return p.timedOut()
	}
}

// endTurn lets the next one have a turn.
func (p *pool) endTurn() {
	if p.turns == nil {
		return
	}
	select {
	case p.turns <- struct{}{}:
	default: // a connection that was given back twice is no more than one
	}
}

// addWait adds the time of a wait that began then.
func (p *pool) addWait(began time.Time) { p.waited.Add(int64(time.Since(began))) }

// timedOut is the error of who has waited in vain. It is no context.DeadlineExceeded: the caller's own context goes on.
func (p *pool) timedOut() error {
	p.timeouts.Add(1)
	if p.native.Stat().AcquiredConns() == 0 {
		return kit.NotReady(p.timeout)
	}
	return &backends.Error{Kind: backends.ErrTimeout, Stmt: -1, Message: fmt.Sprintf(
		"no connection was free within %s, all %d are in use: close sessions and rows, or raise PoolConfig.Size",
		p.timeout, p.native.Stat().MaxConns())}
}
