package backendtest

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func interruptionTopic() topic {
	return topic{name: "many callers in a hurry", config: backends.PoolConfig{Size: 4, Overflow: 4}, tests: []test{
		{name: "leave the pool sound", run: manyInterrupted(interruptedCalls)},
		{name: "who only read leave the pool sound", run: manyInterrupted(func(db *database, table string) []interruptedCall { return interruptedCalls(db, table)[:2] })},
		{name: "leave a pool that closes meanwhile", run: closedInterrupted},
	}}
}

// interruptedCall is something that a caller does under a context which ends somewhere in it. Errors are expected.
type interruptedCall func(ctx context.Context)

func interruptedCalls(db *database, table string) []interruptedCall {
	insert := db.stmt("insert into "+table+" values (?, ?)", 1, []byte("bytes"))
	read := db.rowsStmt("select n from "+table+" where n = ?", 1)
	in := func(f func(ctx context.Context, u backends.UnitOfWork)) interruptedCall {
		return func(ctx context.Context) {
			u, err := db.pool.Begin(ctx, backends.TxOptions{})
			if err != nil {
				return
			}
			defer func() { _ = u.Rollback(ctx) }()
			f(ctx, u)
		}
	}
	return []interruptedCall{
		func(ctx context.Context) { _, _ = drain(db.pool.Query(ctx, read)) },
		func(ctx context.Context) { readOne(ctx, db.pool, db.rowsStmt(db.h.Dialect.Series(100))) },
		func(ctx context.Context) { _, _ = db.pool.Exec(ctx, insert) },
		func(ctx context.Context) {
			_ = db.pool.Pipeline(ctx, []backends.Stmt{insert, read, insert}, backends.PipelineOptions{}, nil)
		},
		in(func(ctx context.Context, u backends.UnitOfWork) { _, _ = drain(u.Query(ctx, read)); _ = u.Commit(ctx) }),
		in(func(ctx context.Context, u backends.UnitOfWork) {
			readOne(ctx, u, db.rowsStmt(db.h.Dialect.Series(100)))
		}),
		in(func(ctx context.Context, u backends.UnitOfWork) { _, _ = u.Exec(ctx, insert); _ = u.Commit(ctx) }),
		in(func(ctx context.Context, u backends.UnitOfWork) {
			_ = u.Pipeline(ctx, []backends.Stmt{insert, read}, backends.PipelineOptions{Commit: true}, nil)
		}),
	}
}

// readOne reads one of many rows.
func readOne(ctx context.Context, r backends.Runner, s backends.Stmt) {
	if rows, err := r.Query(ctx, s); err == nil {
		rows.Next()
		_ = rows.Close()
	}
}

// interrupt has many goroutines do everything for a while, or until ctx ends, each time with very little time for it.
func interrupt(ctx context.Context, while time.Duration, tasks []interruptedCall) {
	const callers, least, most = 12, 50 * time.Microsecond, 4 * time.Millisecond
	until := time.Now().Add(while)
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for time.Now().Before(until) && ctx.Err() == nil {
				short, cancel := context.WithTimeout(ctx, least+rand.N(most-least))
				tasks[rand.IntN(len(tasks))](short)
				cancel()
			}
		})
	}
	all.Wait()
}

func manyInterrupted(tasks func(db *database, table string) []interruptedCall) func(t *testing.T, db *database) {
	return func(t *testing.T, db *database) {
		table := db.table(t, "n integer, b "+db.h.Dialect.Types[Bytes])
		interrupt(t.Context(), 1200*time.Millisecond, tasks(db, table))
		db.settled(t)
		// The server may have many connections to begin first that nobody waits for any more.
		eventually(t, "the pool serves again", func() bool { return db.try(t.Context(), db.pool, "select 1") == nil })
		before := db.count(t, table)
		db.exec(t, db.pool, "insert into "+table+" values (1, ?)", []byte("bytes"))
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (1, ?)", []byte("bytes"))
		must(t, u.Commit(t.Context()))
		equal(t, "the rows stored when there is time", db.count(t, table), before+2)
	}
}

func closedInterrupted(t *testing.T, db *database) {
	table := db.table(t, "n integer, b "+db.h.Dialect.Types[Bytes])
	db = db.freshPool(t, backends.PoolConfig{Size: 4, Overflow: 4})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		interrupt(ctx, 2*patience, interruptedCalls(db, table))
	}()
	defer func() {
		cancel()
		<-done
	}()
	eventually(t, "the pool is in use", func() bool { return db.pool.Stats().InUse > 2 })
	must(t, db.pool.Close())
	eventually(t, "no connection is left", func() bool { return db.pool.Stats().Open == 0 })
}
