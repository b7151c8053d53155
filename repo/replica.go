package repo

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/drey-db/drey/backends"
)

// How replicas are watched.
const (
	replicaIdle       = time.Second            // after which a replica is asked for a sign of life before it is read
	replicaRecheck    = 10 * time.Second       // after which one that goes on answering is asked whether it is a standby still
	replicaAnswer     = 2 * time.Second        // what a replica has to answer that
	replicaCatchUp    = 100 * time.Millisecond // what it has to replay what a reader must see
	replicaBackoff    = time.Second            // before one that failed is tried again; doubled each time
	replicaMaxBackoff = 30 * time.Second       // at most
)

// replica is a standby and what is known of it. It is safe for concurrent use.
type replica struct {
	number   int // from 1, as in WithReplicas
	pool     backends.Pool
	now      func() time.Time
	querying semaphore

	mutex      sync.Mutex
	replayed   location  // at least
	answeredAt time.Time // zero: its state is not known
	asked      time.Time // when it last said that it is a standby
	failures   int       // in a row
	until      time.Time // it rests, and is not asked
	lacks      location  // while it rests after it lagged: what it had not replayed; 0: it failed
}

// serves reports whether r is known to live and to show every commit from before need. What is known goes stale.
func (r *replica) serves(need location) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	now := r.now()
	return r.replayed.covers(need) && !r.answeredAt.IsZero() && now.Sub(r.answeredAt) < replicaIdle && now.Sub(r.asked) < replicaRecheck
}

// rests reports whether r is not to be asked about need now.
func (r *replica) rests(need location) bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.now().Before(r.until) && need >= r.lacks
}

// failing reports whether r has not answered the last time.
func (r *replica) failing() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.failures > 0
}

// answer is what asking a replica came to.
type answer int

const (
	absent answer = iota // it does not answer, or rests
	behind
	ready
)

// queryState asks r, unless it rests, whether it shows every commit from before need. Who comes while it is asked waits for that answer, but
// for one that failed before.
func (r *replica) queryState(ctx context.Context, need location) answer {
	switch {
	case r.serves(need):
		return ready
	case r.rests(need), r.failing() && len(r.querying) > 0:
		return absent
	}
	limit := patience(ctx)
	asking, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if r.querying.take(asking) != nil {
		return absent
	}
	defer r.querying.give()
	switch {
	case r.serves(need):
		return ready
	case r.rests(need):
		return absent
	}
	l, err := r.locate(asking)
	switch {
	case err != nil && ctx.Err() == nil && limit > replicaCatchUp && !r.busy():
		r.failed(ctx, err)
	case err == nil:
		r.update(ctx, l)
		if l.covers(need) {
			return ready
		}
		return behind
	}
	return absent
}

// busy reports whether every connection to r is in use, so that nobody can ask it. That is no failure of r.
func (r *replica) busy() bool {
	stats := r.pool.Stats()
	return stats.Max > 0 && stats.InUse >= stats.Max
}

// patience returns how long a caller waits for a replica's answer: half of what it has left, so that the primary can still be asked.
func patience(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return min(replicaAnswer, time.Until(deadline)/2)
	}
	return replicaAnswer
}

// locate asks how far r is. Connections that were lost while nobody used them are found out one by one.
func (r *replica) locate(ctx context.Context) (location, error) {
	for spare := r.pool.Stats().Idle; ; spare-- {
		l, err := locate(ctx, r.pool, replayedQuery)
		if err == nil || spare <= 0 || ctx.Err() != nil || !errors.Is(err, ErrConnection) {
			return l, err
		}
	}
}

// update takes what r has said of itself.
func (r *replica) update(ctx context.Context, l location) {
	r.mutex.Lock()
	back := r.failures > 0
	r.replayed, r.answeredAt, r.failures = max(r.replayed, l), r.now(), 0
	r.asked = r.answeredAt
	r.mutex.Unlock()
	if back {
		slog.InfoContext(ctx, "a replica answers again", "replica", r.number)
	}
}

// connected takes what a new connection has found. The server may have been started again, and not be as far as it was.
func (r *replica) connected(ctx context.Context, c backends.Runner) error {
	l, err := locate(ctx, c, replayedQuery)
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.replayed = l
	if errors.Is(err, errNoStandby) {
		return nil // whoever asks will hear it again, and look elsewhere
	}
	return err
}

// answered notes that r has answered somebody.
func (r *replica) answered() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if !r.answeredAt.IsZero() {
		r.answeredAt = r.now()
	}
}

// lost says that a connection to r was lost: nothing is known of it until it was asked.
func (r *replica) lost() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.replayed, r.answeredAt = 0, time.Time{}
}

// failed lets r rest after it has not answered.
func (r *replica) failed(ctx context.Context, err error) {
	r.lost()
	r.mutex.Lock()
	rest := min(replicaBackoff<<min(r.failures, 8), replicaMaxBackoff)
	r.failures++
	first := r.failures == 1
	r.until, r.lacks = r.now().Add(rest), 0
	r.mutex.Unlock()
	if first {
		slog.WarnContext(ctx, "a replica does not serve: its readers go elsewhere until it does", "replica", r.number, "error", err.Error())
	}
}

// lags lets r rest from readers who must see what it has not replayed.
func (r *replica) lags(need location) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.failures == 0 {
		r.until, r.lacks = r.now().Add(replicaBackoff), need
	}
}

// state returns what is known of r.
func (r *replica) state() Replica {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return Replica{Pool: r.pool, Serving: !r.answeredAt.IsZero() && r.failures == 0, Position: r.replayed.String()}
}
