package kit

import (
	"context"
	"time"

	"github.com/drey-db/drey/backends"
)

// Slot is the one connection of a pinned pool, which one caller at a time uses.
type Slot struct{ free chan struct{} }

// NewSlot returns a slot that nobody uses.
func NewSlot() Slot {
	s := Slot{make(chan struct{}, 1)}
	s.Give()
	return s
}

// Take waits until the slot is free, as long as ctx and timeout allow. Where lost reports that the connection is gone, the slot
// stays free and Take fails.
func (s Slot) Take(ctx context.Context, timeout time.Duration, lost func() bool) error {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-s.free:
	case <-ctx.Done():
		return ContextError(ctx, ctx.Err())
	case <-timer.C:
		return &backends.Error{Kind: backends.ErrTimeout, Stmt: -1,
			Message: "the pinned connection was not free within " + timeout.String() + ": close its session and rows first"}
	}
	if lost() {
		s.Give()
		return &backends.Error{Kind: backends.ErrConnection, Stmt: -1, Message: "the pinned connection is lost: pin another"}
	}
	return nil
}

// Give ends the use of the slot.
func (s Slot) Give() { s.free <- struct{}{} }

// Close waits until nobody uses the slot, and leaves it taken.
func (s Slot) Close() { <-s.free }

// Stats returns the statistics of a pool of this one connection.
func (s Slot) Stats() backends.PoolStats {
	idle := len(s.free)
	return backends.PoolStats{Open: 1, InUse: 1 - idle, Idle: idle, Max: 1}
}
