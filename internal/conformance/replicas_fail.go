package conformance

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ReplicasThatFailAreDoneWithout: readers meet no error when a replica dies, answers nothing any more, or is no standby; it is
// tried again later.
func ReplicasThatFailAreDoneWithout(t *testing.T, b Backend) {
	if !b.streams() {
		return // refused, as ReplicasAreRefused says
	}
	r := b.replicate(t, 2)
	r.warm(t)
	r.crowd(t, func() {
		r.servers.Stop(1)
		r.onlyFrom(t, 2)
		r.servers.Stop(2)
		r.onlyFrom(t, 0)
	})
	r.reset()
	r.onlyFrom(t, 0)
	expect(t, "dead replicas are let rest", r.counters[1].Connections()+r.counters[2].Connections(), 0)
	expect(t, "and said to", []bool{r.Replicas()[0].Serving, r.Replicas()[1].Serving}, []bool{false, false})
	r.startAgain(1)
	r.onlyFrom(t, 1)
	r.startAgain(2)
	r.fromBoth(t)

	silentReplicasAreLeft(t, r)
	promotedUnderReaders(t, r)
	r.clock.pass(time.Minute)
	r.onlyFrom(t, 1)
	lostInATransaction(t, r)
	r.idle(t)
	r.replicasIdle(t)
}

// onlyFrom expects that readers are answered rightly, and soon by one server.
func (r *replicated) onlyFrom(t *testing.T, server int) {
	t.Helper()
	want := r.stored(t, "SELECT count(*) FROM toys")
	for range 4 {
		for _, opts := range [][]repo.SessionOption{nil, {repo.WithIsolation(sql.LevelRepeatableRead)}} {
			s := r.reader(t, opts...)
			count := value(repo.Count(t.Context(), s, builder.Select(toys)))(t)
			expect(t, "toys", count, want)
			must(t, s.Close())
		}
	}
	r.soon(t, func() (wrong string) {
		r.quiet(t, func() {
			s := r.reader(t)
			if _, by := r.toys(t, s); by != server {
				wrong = fmt.Sprintf("server %d has read, want %d", by, server)
			}
			must(t, s.Close())
		})
		return wrong
	})
}

// fromBoth expects that soon both replicas answer readers.
func (r *replicated) fromBoth(t *testing.T) {
	t.Helper()
	r.soon(t, func() string {
		seen := map[int]bool{}
		for range 4 {
			s := r.reader(t)
			_, server := r.toys(t, s)
			seen[server] = true
			must(t, s.Close())
		}
		if !maps.Equal(seen, map[int]bool{1: true, 2: true}) {
			return fmt.Sprint("servers that have read: ", seen)
		}
		return ""
	})
}

// startAgain starts a replica that was stopped, and returns when it has replayed what it missed and nobody lets it rest.
func (r *replicated) startAgain(server int) {
	r.servers.Start(server)
	r.servers.CatchUp(server, 0)
	r.clock.pass(time.Minute)
}

// quiet runs fn while the crowd stands still.
func (r *replicated) quiet(t *testing.T, fn func()) {
	t.Helper()
	r.crowding.Lock()
	defer r.crowding.Unlock()
	r.log.take()
	fn()
}

// crowd has readers read while fn runs, none of which may meet an error. They find no rows: who has read one is told of a loss.
func (r *replicated) crowd(t *testing.T, fn func()) {
	t.Helper()
	var done atomic.Bool
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !done.Load() {
				r.crowding.RLock()
				err := r.Begin(t.Context(), func(s *repo.Session) error {
					_, err := repo.All(t.Context(), s, builder.Select(toys).Where(builder.Text("false")))
					return err
				}, repo.WithReadOnly())
				r.crowding.RUnlock()
				if err != nil {
					t.Errorf("a reader has met: %v", err)
					return
				}
			}
		})
	}
	defer readers.Wait()
	defer done.Store(true)
	fn()
}

// silentReplicasAreLeft: one whose answers do not arrive costs whoever asks it two seconds, once.
func silentReplicasAreLeft(t *testing.T, r *replicated) {
	r.counters[1].Hold()
	r.clock.pass(2 * time.Second) // it was not heard from lately
	r.onlyFrom(t, 2)
	expect(t, "it is said to be silent", r.Replicas()[0].Serving, false)
	r.counters[1].Reset()
	for range 20 {
		s := r.reader(t)
		r.toys(t, s)
		must(t, s.Close())
	}
	// What is sent once a call was given up may come late: the end of a connection, the cancelling of a statement.
	if asked := r.counters[1].Trips(); asked >= 10 {
		t.Fatalf("20 readers asked a silent replica %d times", asked)
	}
	r.counters[1].Release()
	r.clock.pass(time.Minute)
	r.fromBoth(t)
}

// promotedUnderReaders: a replica that is promoted while readers go on, and nobody writes, is found out all the same.
func promotedUnderReaders(t *testing.T, r *replicated) {
	r.servers.Promote(2)
	for range 30 {
		r.readAfter(t, 500*time.Millisecond)
	}
	r.soon(t, func() string {
		seen := map[int]int{}
		for range 10 {
			seen[r.readAfter(t, 500*time.Millisecond)]++
		}
		if !maps.Equal(seen, map[int]int{1: 10}) {
			return fmt.Sprint("after a promotion servers have read so often: ", seen)
		}
		return ""
	})
}

// readAfter reads once some time has passed, and says which server was asked.
func (r *replicated) readAfter(t *testing.T, d time.Duration) (server int) {
	t.Helper()
	r.clock.pass(d)
	s := r.reader(t)
	_, server = r.toys(t, s)
	must(t, s.Close())
	return server
}

// BusyReplicasDoNotFail: where every connection to a replica is in use its readers go to the primary, and back as soon as one is free.
func BusyReplicasDoNotFail(t *testing.T, b Backend) {
	if !b.streams() {
		return // refused, as ReplicasAreRefused says
	}
	r := b.replicate(t, 1, repo.WithPool(backends.PoolConfig{Size: 1, Overflow: -1}))
	holder := r.onReplica(t)
	r.clock.pass(2 * time.Second) // it is asked for a sign of life
	_, server := r.toys(t, r.reader(t))
	expect(t, "who finds it busy reads from", server, 0)
	expect(t, "it is said to serve", r.Replicas()[0].Serving, true)
	must(t, holder.Commit(t.Context()))
	r.soon(t, func() string {
		_, server := r.toys(t, r.reader(t))
		return fromReplica(server)
	})
}

// onReplica is a reader in a transaction on a replica.
func (r *replicated) onReplica(t *testing.T) *repo.Session {
	t.Helper()
	s := r.reader(t, repo.WithIsolation(sql.LevelRepeatableRead))
	r.soon(t, func() string {
		must(t, s.Rollback(t.Context()))
		_, server := r.toys(t, s)
		return fromReplica(server)
	})
	return s
}

// lostInATransaction: once something was heard in a transaction, its loss is an error.
func lostInATransaction(t *testing.T, r *replicated) {
	s := r.onReplica(t)
	r.counters[1].Cut()
	_, err := repo.Count(t.Context(), s, builder.Select(toys))
	if !errors.Is(err, repo.ErrConnection) {
		t.Fatalf("got %v, want %v", err, repo.ErrConnection)
	}
	r.soon(t, func() string {
		must(t, s.Rollback(t.Context()))
		_, server := r.toys(t, s)
		return fromReplica(server)
	})
	must(t, s.Close())
}

// replicasIdle expects that every connection to a replica is back.
func (r *replicated) replicasIdle(t *testing.T) {
	t.Helper()
	for _, replica := range r.Replicas() {
		for late := time.Now().Add(20 * time.Second); replica.Pool.Stats().InUse > 0 && time.Now().Before(late); {
			time.Sleep(time.Millisecond)
		}
		expect(t, "connections in use", replica.Pool.Stats().InUse, 0)
	}
}
