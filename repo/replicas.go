package repo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/drey-db/drey/backends"
)

// WithReplicas names hot standbys of the primary, one server a URL, each with a pool of its own that [WithPool] and
// [WithConnectHook] are about as well. Sessions [WithReadOnly] read there, in turn, and nothing else does; without a URL
// everything goes to the primary.
//
// A session sees every commit that this engine has acknowledged, and those before its [WithPosition]: a replica that has not
// replayed them within 100 ms leaves the session to the primary. So does one that does not answer, that says it is no standby,
// or that is lost before the first row of a transaction or of a read without one; it is asked again a second later, and then at
// growing intervals of half a minute at most. Until its transaction ends a session stays with one server, so that it never
// goes back in time. SERIALIZABLE, which standbys lack, is the primary's, and so is a session [WithTx].
//
// Commits in a transaction of your own (WithTx, the native pool) are not noticed: hand their [Engine.Position] to whoever must see
// them. Replicas are PostgreSQL's: on another database Open answers [ErrUnsupported].
func WithReplicas(urls ...string) Option {
	return engineOption(func(c *config) error {
		for i, text := range urls {
			u, err := backends.ParseURL(text)
			if err != nil {
				return fmt.Errorf("URL %d of WithReplicas: %w", i+1, err)
			}
			if strings.Contains(u.Host+u.Query.Get("host"), ",") {
				return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1,
					Message: fmt.Sprintf("URL %d of WithReplicas names several hosts, of which nobody knows how far each is: give each server a URL of its own", i+1)}
			}
			c.replicas = append(c.replicas, u)
		}
		c.opening = append(c.opening, "WithReplicas")
		return nil
	})
}

// Replica is what an engine knows of one of its replicas.
type Replica struct {
	Pool     backends.Pool // its own, for statistics and what drey does not do
	Serving  bool          // it answered the last time it was asked; false before anybody asked
	Position string        // that it is known to have replayed, as [Engine.Position] writes it; 0/0 when nothing is known
}

// Replicas returns what is known of the replicas, in the order of [WithReplicas]. It asks nobody.
func (e *Engine) Replicas() (list []Replica) {
	e = e.orInvalid()
	if e.replicas == nil {
		return nil
	}
	for _, r := range e.replicas.list {
		list = append(list, r.state())
	}
	return list
}

// replicas are those of an engine. They are safe for concurrent use.
type replicas struct {
	list []*replica
	next atomic.Uint32 // whose turn it is
}

// openReplicas gives an engine that was just opened its replicas.
func (e *Engine) openReplicas(ctx context.Context) error {
	if len(e.config.replicas) == 0 {
		return nil
	}
	if err := streams(e.pool); err != nil {
		return err
	}
	e.horizon = &horizon{pool: e.pool, querying: newSemaphore()}
	e.replicas = &replicas{}
	for i, url := range e.config.replicas {
		if err := e.openReplica(ctx, i+1, url); err != nil {
			return fmt.Errorf("replica %d: %w", i+1, errors.Join(err, e.replicas.close()))
		}
	}
	return nil
}

func (e *Engine) openReplica(ctx context.Context, number int, url backends.URL) error {
	r := &replica{number: number, now: e.config.now, querying: newSemaphore()}
	settings := e.config.pool
	settings.OnConnect = append([]func(context.Context, backends.Runner) error{r.connected}, settings.OnConnect...)
	pool, err := e.config.backend.Open(ctx, url, settings)
	if err != nil {
		return err
	}
	r.pool = pool
	e.replicas.list = append(e.replicas.list, r)
	return streams(pool)
}

// close closes the pools.
func (rs *replicas) close() (err error) {
	if rs == nil {
		return nil
	}
	for _, r := range rs.list {
		err = errors.Join(err, r.pool.Close())
	}
	return err
}

// rotation returns the replicas, another one first each time.
func (rs *replicas) rotation() []*replica {
	first := (rs.next.Add(1) - 1) % uint32(len(rs.list))
	return append(append(make([]*replica, 0, len(rs.list)), rs.list[first:]...), rs.list[:first]...)
}

// choose returns the first of list that shows every commit from before need, nil when none does, or will within replicaCatchUp.
func choose(ctx context.Context, list []*replica, need location) *replica {
	late := time.Now().Add(replicaCatchUp)
	for wait := time.Millisecond; ; wait *= 2 {
		found, behind := poll(ctx, list, need)
		switch {
		case found != nil || len(behind) == 0:
			return found
		case time.Now().After(late):
			for _, r := range behind {
				r.lags(need)
			}
			return nil
		case pause(ctx, wait) != nil:
			return nil
		}
	}
}

// poll asks until one is ready, and says which were not as far.
func poll(ctx context.Context, list []*replica, need location) (found *replica, late []*replica) {
	for _, r := range list {
		switch r.queryState(ctx, need) {
		case ready:
			return r, nil
		case behind:
			late = append(late, r)
		}
	}
	return nil, late
}
