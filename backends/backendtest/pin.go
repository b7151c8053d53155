package backendtest

import (
	"context"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func pinTopic() topic {
	return topic{name: "pinned connections", tests: []test{
		{name: "are there where they are announced, and only there", run: pinAnnounced},
		{name: "keep what is set on them, and go back in the end", run: ifPins(pinning)},
		{name: "are used by one caller after the other", run: ifPins(pinningInTurn)},
		{name: "tell that they are lost", run: ifPins(pinningLost)},
	}}
}

// ifPins runs a test where connections can be pinned.
func ifPins(run func(*testing.T, *database)) func(*testing.T, *database) {
	return func(t *testing.T, db *database) {
		if db.pool.Capabilities().Pin {
			run(t, db)
		}
	}
}

// pinned is a pool of one connection of db's.
func (db *database) pinned(t *testing.T) *database {
	t.Helper()
	pool, err := db.pool.(backends.Pinner).Pin(t.Context())
	must(t, err)
	return &database{site: db.site, pool: pool}
}

func pinAnnounced(t *testing.T, db *database) {
	_, ok := db.pool.(backends.Pinner)
	equal(t, "whether the pool is a Pinner", ok, db.pool.Capabilities().Pin)
}

// pinning holds a connection: what is set on it lasts, nobody else has it, and it goes back in the end.
func pinning(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, Timeout: time.Second})
	db.ints(t, db.pool, "select 1")
	own := db.pinned(t)
	pool := own.pool
	own.exec(t, pool, "create temporary table kept (n integer)")
	u := own.begun(t)
	own.exec(t, u, "insert into kept values (1)")
	equal(t, "what is in use while a unit is open", pool.Stats(), backends.PoolStats{Open: 1, InUse: 1, Max: 1})
	must(t, u.Commit(t.Context()))
	u = own.begun(t)
	own.exec(t, u, "insert into kept values (2)")
	must(t, u.Rollback(t.Context()))
	equal(t, "the rows of a temporary table", own.ints(t, pool, "select n from kept"), []int64{1})
	refused(t, db.try(t.Context(), db.pool, "select 1"), backends.ErrTimeout) // the one connection is held
	must(t, pool.Close())
	must(t, pool.Close())
	refused(t, own.try(t.Context(), pool, "select 1"), backends.ErrClosed)
	equal(t, "the connection is back", db.ints(t, db.pool, "select n from kept"), []int64{1})
}

// pinningInTurn lets one user of the pinned connection wait for another.
func pinningInTurn(t *testing.T, db *database) {
	own := db.pinned(t)
	pool := own.pool
	u := own.begun(t)
	own.ints(t, u, "select 1")
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	refused(t, own.try(short, pool, "select 1"), backends.ErrTimeout)
	waited := make(chan error)
	go func() { waited <- own.try(t.Context(), pool, "select 1") }()
	must(t, u.Commit(t.Context()))
	must(t, <-waited)
	closed := make(chan error)
	u = own.begun(t)
	own.ints(t, u, "select 1")
	go func() { closed <- pool.Close() }()
	must(t, u.Rollback(t.Context()))
	must(t, <-closed)
}

// pinningLost tells every user of a pinned connection that it is lost.
func pinningLost(t *testing.T, db *database) {
	own := db.pinned(t)
	pool := own.pool
	ctx, cancel := context.WithCancel(t.Context())
	u := own.begun(t)
	own.ints(t, u, "select 1")
	cancel()
	_ = own.try(ctx, u, "select 1") // a call that was cancelled before it was sent leaves the unit as it was
	must(t, u.Rollback(t.Context()))
	own.ints(t, pool, "select 1")
	eventually(t, "the connection is lost", func() bool {
		running, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stop()
		if own.try(t.Context(), pool, "select 1") != nil {
			return true
		}
		refused(t, own.try(running, pool, db.h.Dialect.Slow, 30), backends.ErrTimeout) // on its way, or not yet
		return false
	})
	refused(t, own.try(t.Context(), pool, "select 1"), backends.ErrConnection)
	must(t, pool.Close())
	db.ints(t, db.pool, "select 1")
}
