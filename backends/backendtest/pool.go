package backendtest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func poolTopic() topic {
	return topic{name: "a pool", tests: []test{
		{name: "is as large as its configuration says", run: poolSize},
		{name: "lends each connection to one at a time", run: lending},
		{name: "answers a timeout when no connection is free", run: poolTimeout},
		{name: "serves those who wait in the order in which they came", run: queueing},
		{name: "runs its connect hooks once on each connection, before it is used", run: hooks},
		{name: "gives hooks every way to run statements", run: hookRunner},
		{name: "tells the error of a connect hook, and tries again", run: failingHook},
		{name: "lends no connection on which a hook left rows open", run: openHooks},
		{name: "keeps no more idle connections than its size", run: keeping},
		{name: "runs its checkout and checkin hooks at each use", run: lendingHooks},
		{name: "closes a connection with which a hook of its use fails", run: failingLendingHooks},
		{name: "loses no connection with which a hook panics", run: panickingHooks},
		{name: "replaces connections that are too old", run: recycling},
		{name: "pings first where that is asked", run: prePing},
		{name: "is closed twice without harm, and refuses what comes later", run: closing},
		{name: "waits on Close for a unit that goes on", run: closingWaits},
	}}
}

func poolSize(t *testing.T, db *database) {
	for want, config := range map[int]backends.PoolConfig{
		15: {}, 7: {Size: 5, Overflow: 2}, 3: {Size: 3, Overflow: -1}, 11: {Size: 1},
	} {
		equal(t, "the most connections", db.freshPool(t, config).pool.Stats().Max, want)
	}
}

func lending(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: 2})
	equal(t, "the connections of a new pool", db.pool.Stats(), backends.PoolStats{Max: 3})
	units := []backends.UnitOfWork{db.begun(t), db.begun(t), db.begun(t)}
	equal(t, "the connections lent", db.pool.Stats(), backends.PoolStats{Open: 3, InUse: 3, Max: 3, Opened: 3})
	for _, u := range units {
		must(t, u.Commit(t.Context()))
	}
	db.settled(t)
}

func poolTimeout(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, Timeout: 600 * time.Millisecond}) // a connection is opened in it
	holder := db.begun(t)
	late := db.begin(t, backends.TxOptions{})
	_, querying := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
	_, beginning := late.Query(t.Context(), db.rowsStmt("select 1"))
	start := time.Now()
	for _, err := range []error{
		db.try(t.Context(), db.pool, "select ?", secret), querying, beginning,
		db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
		late.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{Commit: true}, nil),
	} {
		refused(t, err, backends.ErrTimeout)
		blamed(t, err, -1)
		equal(t, "the caller's own context has ended", errors.Is(err, context.DeadlineExceeded), false)
	}
	if waited := time.Since(start); waited > patience {
		t.Fatalf("the waits took %s", waited)
	}
	must(t, holder.Rollback(t.Context()))
	equal(t, "the answer when a connection is free", db.ints(t, db.pool, "select 1"), []int64{1})
	s := db.pool.Stats()
	equal(t, "who waited, and for nothing", []int64{s.Waits, s.Timeouts, s.Opened}, []int64{5, 5, 1})
	if s.WaitTime < 3*time.Second || s.WaitTime > patience {
		t.Fatalf("five waits of 600 ms took %s", s.WaitTime)
	}
}

// queueing tries several times: who waits is counted just before it stands in line, and may be held up in between.
func queueing(t *testing.T, db *database) {
	var order []int
	for pause := time.Millisecond; pause <= time.Second; pause *= 10 {
		if order = queued(t, db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1}), pause); slices.IsSorted(order) {
			return
		}
	}
	t.Fatalf("callers were served in the order %d", order)
}

// queued is in which order callers are served who come with pauses in between.
func queued(t *testing.T, db *database, pause time.Duration) (served []int) {
	t.Helper()
	holder := db.begun(t)
	const callers = 12
	order := make(chan int, callers)
	errs := make(chan error, callers)
	for i := range callers {
		go func() {
			u, err := db.pool.Begin(t.Context(), backends.TxOptions{})
			if err == nil {
				err = db.try(t.Context(), u, "select 1")
				order <- i
				err = errors.Join(err, u.Rollback(t.Context()))
			}
			errs <- err
		}()
		eventually(t, "the caller waits", func() bool { return db.pool.Stats().Waits == int64(i+1) })
		time.Sleep(pause)
	}
	must(t, holder.Rollback(t.Context()))
	for range callers {
		must(t, <-errs)
		served = append(served, <-order)
	}
	return served
}

// hooks makes a table that only the connection itself sees.
func hooks(t *testing.T, db *database) {
	var runs atomic.Int64
	hook := func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "create temporary table hooked as select " + strconv.FormatInt(runs.Add(1), 10) + " as n"})
		return err
	}
	second := func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "update hooked set n = n * 10"})
		return err
	}
	db = db.freshPool(t, backends.PoolConfig{Size: 2, Overflow: -1, OnConnect: []func(context.Context, backends.Runner) error{hook, second}})
	equal(t, "the hooks run before anything is asked", runs.Load(), int64(0))
	first, other := db.begun(t), db.begun(t)
	equal(t, "what hooks left on one connection", db.ints(t, first, "select n from hooked"), []int64{10})
	equal(t, "what hooks left on the other", db.ints(t, other, "select n from hooked"), []int64{20})
	must(t, first.Commit(t.Context()))
	must(t, other.Commit(t.Context()))
	for range 5 {
		db.ints(t, db.pool, "select n from hooked")
	}
	equal(t, "the connections hooked", runs.Load(), int64(2))
}

func hookRunner(t *testing.T, db *database) {
	var seen []int64
	hook := func(ctx context.Context, c backends.Runner) error {
		if err := db.try(ctx, c, "create temporary table hooked (n integer)"); err != nil {
			return err
		}
		rows, err := c.Query(ctx, db.rowsStmt("select cast(? as integer)", 7))
		got, err := drain(rows, err)
		seen = append(seen, got...)
		return errors.Join(err, c.Pipeline(ctx, []backends.Stmt{
			db.stmt("insert into hooked values (?)", 8), db.rowsStmt("select n from hooked"),
		}, backends.PipelineOptions{}, func(_ int, r backends.Rows, _ backends.Result) error {
			if r == nil {
				return nil
			}
			got, err := drain(r, nil)
			seen = append(seen, got...)
			return err
		}))
	}
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, OnConnect: []func(context.Context, backends.Runner) error{hook}})
	equal(t, "what the hook left", db.ints(t, db.pool, "select n from hooked"), []int64{8})
	equal(t, "what the hook saw", seen, []int64{7, 8})
}

func failingHook(t *testing.T, db *database) {
	own := errors.New("not today")
	var failing atomic.Bool
	failing.Store(true)
	hook := func(ctx context.Context, c backends.Runner) error {
		if failing.Load() {
			return own
		}
		return nil
	}
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, OnConnect: []func(context.Context, backends.Runner) error{hook}})
	_, querying := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
	for _, err := range []error{
		db.try(t.Context(), db.pool, "select ?", secret), querying,
		db.try(t.Context(), db.begin(t, backends.TxOptions{}), "select 1"),
		db.pool.Pipeline(t.Context(), []backends.Stmt{db.stmt("select 1")}, backends.PipelineOptions{}, nil),
	} {
		if !errors.Is(err, own) || errors.Is(err, backends.ErrDataException) || !strings.Contains(err.Error(), own.Error()) {
			t.Fatalf("the error is %v, want that of the hook", err)
		}
		db.settled(t)
	}
	failing.Store(false)
	equal(t, "the answer when the hook succeeds", db.ints(t, db.pool, "select 1"), []int64{1})
	broken := func(ctx context.Context, c backends.Runner) error {
		_, err := c.Exec(ctx, backends.Stmt{SQL: "nonsense"})
		return err
	}
	db = db.freshPool(t, backends.PoolConfig{OnConnect: []func(context.Context, backends.Runner) error{broken}})
	refused(t, db.try(t.Context(), db.pool, "select 1"))
}

func recycling(t *testing.T, db *database) {
	var runs atomic.Int64
	hook := func(context.Context, backends.Runner) error { runs.Add(1); return nil }
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, Recycle: 10 * time.Millisecond, OnConnect: []func(context.Context, backends.Runner) error{hook}})
	eventually(t, "a connection is replaced", func() bool {
		db.ints(t, db.pool, "select 1")
		return runs.Load() > 2
	})
}
