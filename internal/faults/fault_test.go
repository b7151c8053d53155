package faults

import (
	"context"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// fault is something that goes wrong with one transfer. Nil parts are left out.
type fault struct {
	before func(w *worker)                                       // before BEGIN
	inside func(ctx context.Context, w *worker, s *repo.Session) // when all is ready for COMMIT
	after  func(w *worker)                                       // when the client has heard
	limit  time.Duration                                         // of the whole; 0: none
}

// mostTrips is more than a transfer takes, so that every one of its trips is met.
const mostTrips = 9

// onTheWire are faults of the network, each of one trip in turn.
func onTheWire(lose func(c *backendtest.Counter, n int)) fault {
	return fault{before: func(w *worker) { lose(w.wire, 1+rand.IntN(mostTrips)) }}
}

var wireFaults = []fault{
	{before: func(w *worker) { w.wire.Cut() }},
	{inside: func(_ context.Context, w *worker, _ *repo.Session) { w.wire.Cut() }},
	{inside: func(_ context.Context, w *worker, _ *repo.Session) { w.wire.LoseReply(1) }},
	{inside: func(_ context.Context, w *worker, _ *repo.Session) { w.wire.LoseRequest(1) }},
	{inside: func(_ context.Context, w *worker, _ *repo.Session) { w.wire.TearReply(1) }},
	onTheWire((*backendtest.Counter).LoseReply),
	onTheWire((*backendtest.Counter).LoseRequest),
	onTheWire((*backendtest.Counter).TearReply),
	onTheWire(func(c *backendtest.Counter, n int) { c.AnswerFatal(n, "FATAL", "58000") }),
	{
		limit:  50 * time.Millisecond,
		inside: func(_ context.Context, w *worker, _ *repo.Session) { w.wire.Swallow() },
		after:  func(w *worker) { w.wire.Cut(); w.wire.Release() },
	},
	{inside: func(ctx context.Context, w *worker, s *repo.Session) { w.signal(ctx, s, 0) }},
	{inside: func(ctx context.Context, w *worker, s *repo.Session) {
		w.signal(ctx, s, time.Duration(rand.IntN(3000))*time.Microsecond)
	}},
	{limit: 20 * time.Millisecond, inside: func(ctx context.Context, w *worker, s *repo.Session) { w.freeze(ctx, s) }},
}

// anyFaults need no network.
var anyFaults = []fault{
	{inside: func(context.Context, *worker, *repo.Session) { panic(errPanic) }},
	{limit: 1}, // drawn anew for each transfer
}

// pick draws a fault.
func (w *worker) pick() fault {
	list := anyFaults
	if w.wire != nil {
		list = append(list[:len(list):len(list)], wireFaults...)
	}
	f := list[rand.IntN(len(list))]
	if f.limit == 1 {
		f.limit = time.Duration(rand.IntN(6000)) * time.Microsecond
	}
	return f
}

// process is the server's process of the session; 0 when it cannot be asked.
func (w *worker) process(ctx context.Context, s *repo.Session) int {
	pid, err := repo.Scalar[int](ctx, s, builder.Text("SELECT pg_backend_pid()"))
	if err != nil {
		return 0
	}
	return pid
}

// signal ends the server's process, now or in a moment.
func (w *worker) signal(ctx context.Context, s *repo.Session, in time.Duration) {
	pid := w.process(ctx, s)
	end := func() {
		_, _ = w.admin.Exec(context.WithoutCancel(ctx), builder.Text("SELECT pg_terminate_backend(:pid)", map[string]any{"pid": pid}))
	}
	if in == 0 {
		end()
		return
	}
	w.later.Go(func() { time.Sleep(in); end() })
}

// freeze stops the server's process for longer than the client has time.
func (w *worker) freeze(ctx context.Context, s *repo.Session) {
	pid := w.process(ctx, s)
	if pid == 0 || syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return
	}
	w.later.Go(func() { time.Sleep(40 * time.Millisecond); _ = syscall.Kill(pid, syscall.SIGCONT) })
}
