package sqlxbackend

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// queue lets as many callers to database/sql as it has connections, in the order in which they came. Those that wait for a connection
// there are served at random, so that one in a hundred waits ten times as long as the others.
// Source: database/sql, connRequestSet.TakeRandom of Go 1.26.
type queue struct {
	places  chan struct{} // full: all are in use
	timeout time.Duration
	dialing *atomic.Int64 // how many connections are being made

	waits, waited, timeouts atomic.Int64
}

// newQueue returns a queue of a pool that has so many connections; nil where it has no limit.
func newQueue(connections int, timeout time.Duration, dialing *atomic.Int64) *queue {
	if connections <= 0 {
		return nil
	}
	return &queue{places: make(chan struct{}, connections), timeout: timeout, dialing: dialing}
}

// enter waits for a place as long as ctx and the timeout allow.
func (q *queue) enter(ctx context.Context) error {
	if q == nil {
		return nil
	}
	select {
	case q.places <- struct{}{}:
		return nil
	default:
	}
	began := time.Now()
	q.waits.Add(1)
	defer func() { q.waited.Add(int64(time.Since(began))) }()
	timer := time.NewTimer(q.timeout)
	defer timer.Stop()
	select {
	case q.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	case <-timer.C:
		q.timeouts.Add(1)
		if q.dialing.Load() >= int64(cap(q.places)) {
			return kit.NotReady(q.timeout)
		}
		return noneFree(q.timeout, cap(q.places))
	}
}

// release gives the place back.
func (q *queue) release() {
	if q != nil {
		<-q.places
	}
}

// noneFree is the refusal of a caller that got no connection in time. It is no context.DeadlineExceeded: the caller's own context goes on.
func noneFree(timeout time.Duration, connections int) error {
	return &backends.Error{Kind: backends.ErrTimeout, Stmt: -1, Message: fmt.Sprintf(
		"no connection was free within %s, all %d are in use: look for a session or rows that were not closed, or raise PoolConfig.Size",
		timeout, connections)}
}
