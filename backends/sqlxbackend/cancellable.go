package sqlxbackend

import (
	"bytes"
	"context"
	"database/sql"
	"runtime"
	"sync"
	"time"
)

// caller makes the calls of e return when their context ends. pgx's do; SQLite's wait for a lock cannot be interrupted,
// and lib/pq waits for the server's answer to its cancel request. calls is read-locked while a call runs, those included
// that nobody waits for any more. abort, where it is not nil, ends the connection of e from another goroutine.
func (d dialect) caller(e executor, calls *sync.RWMutex, abort func()) executor {
	if d.pgx {
		return e
	}
	return cancellable{e, calls, abort}
}

// cancellable is an executor whose callers leave when their context ends; the call itself ends behind them, and its connection
// is not to be used again, nor given back before that.
type cancellable struct {
	executor
	calls *sync.RWMutex
	abort func()
}

// watch ends the connection soon after ctx has ended, unless the rows that were read under it are over by then: in a network that
// swallows packets lib/pq waits for the next one for ever. stop says that they are.
func (l cancellable) watch(ctx context.Context) (stop func()) {
	if l.abort == nil || ctx.Done() == nil {
		return nil
	}
	done := make(chan struct{})
	unwatch := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-timer.C:
			l.abort()
		case <-done:
		}
	})
	return func() {
		unwatch()
		close(done)
	}
}

// ExecContext returns the executor's.
func (l cancellable) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	args = kept(ctx, args)
	return await(ctx, l.calls, func() (sql.Result, error) { return l.executor.ExecContext(ctx, query, args...) }, nil)
}

// QueryContext returns the executor's.
func (l cancellable) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	args = kept(ctx, args)
	call := func() (*sql.Rows, error) { return l.executor.QueryContext(ctx, query, args...) }
	return await(ctx, l.calls, call, func(r *sql.Rows) { _ = r.Close() })
}

// kept returns args without memory of the caller's, who may write to it again while a call that was left still reads. It may
// change args.
func kept(ctx context.Context, args []any) []any {
	if ctx.Done() == nil {
		return args
	}
	for i, arg := range args {
		if b, ok := arg.([]byte); ok {
			args[i] = bytes.Clone(b)
		}
	}
	return args
}

// await runs call and returns what it answers, or, as soon as ctx ends, that it did. drop gets an answer that came too late.
// calls is read-locked until the call, and drop, have ended. What call panics with, leave panics with, unless ctx ended
// first.
func await[T any](ctx context.Context, calls *sync.RWMutex, call func() (T, error), drop func(T)) (answer T, err error) {
	calls.RLock()
	if ctx.Done() == nil {
		defer calls.RUnlock()
		return call()
	}
	c := &abandonedCall[T]{ended: make(chan struct{}), left: make(chan bool, 1)}
	go func() {
		if c.run(call); !<-c.left {
			return
		}
		defer calls.RUnlock()
		if c.returned && c.err == nil && drop != nil {
			drop(c.answer)
		}
	}()
	select {
	case <-c.ended:
		calls.RUnlock()
		c.left <- false
		return c.result()
	case <-ctx.Done():
		c.left <- true
		return answer, ctx.Err()
	}
}

// abandonedCall is a call in a goroutine of its own.
type abandonedCall[T any] struct {
	ended chan struct{}
	left  chan bool // whether the caller has gone

	answer   T
	err      error
	returned bool
	panicked any
}

// run makes the call, and ends whatever the call does.
func (c *abandonedCall[T]) run(call func() (T, error)) {
	defer close(c.ended)
	defer func() {
		if !c.returned {
			c.panicked = recover()
		}
	}()
	c.answer, c.err = call()
	c.returned = true
}

// result returns what the call answered; its panic, or its runtime.Goexit, goes on here.
func (c *abandonedCall[T]) result() (T, error) {
	if !c.returned {
		resume(c.panicked)
	}
	return c.answer, c.err
}

// resume goes on with what ended a call that did not return: a panic, or nil for runtime.Goexit.
func resume(panicked any) {
	if panicked == nil {
		runtime.Goexit()
	}
	panic(panicked)
}
