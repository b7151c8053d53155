package conformance

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// ReplicasShowWhatWasCommitted: a reader sees what this engine has committed, and what was committed before its position, from
// a replica that has replayed it or from the primary.
func ReplicasShowWhatWasCommitted(t *testing.T, b Backend) {
	if !b.streams() {
		return // refused, as ReplicasAreRefused says
	}
	r := b.replicate(t, 2)
	everyCommitIsSeen(t, r)

	r.servers.Pause(1)
	other := r.alone(t)
	readersMeet(t, r, 2, func() { r.add(t) })
	r.servers.Pause(2)
	readersMeet(t, r, 0, func() { r.add(t) })
	laggardsAreNotWaitedForAgain(t, r)
	everyWayOfCommittingIsSeen(t, r)
	functionsThatWriteAreSeen(t, r)
	positionsTravel(t, r, other)

	r.servers.Resume(1)
	r.servers.Resume(2)
	r.caughtUp(t)
	readersMeet(t, r, -1, func() {})
	r.idle(t)
	r.replicasIdle(t)
}

// settableClock stands still while nothing passes, however slow the machine is.
type settableClock struct{ passed atomic.Int64 }

func (c *settableClock) now() time.Time { return retired.Add(time.Duration(c.passed.Load())) }

func (c *settableClock) pass(d time.Duration) { c.passed.Add(int64(d)) }

// everyCommitIsSeen reads behind each of many commits, at once.
func everyCommitIsSeen(t *testing.T, r *replicated) {
	before := r.stored(t, "SELECT count(*) FROM toys")
	for i := range int64(100) {
		r.add(t)
		s := r.reader(t)
		count, _ := r.toys(t, s)
		expect(t, "toys", count, before+i+1)
		must(t, s.Close())
	}
}

// readersMeet expects that what commit stores is seen, and soon by which server: -1 is any replica.
func readersMeet(t *testing.T, r *replicated, server int, commit func()) {
	t.Helper()
	r.clock.pass(2 * time.Second) // whoever rests is asked again
	commit()
	want := r.stored(t, "SELECT count(*) FROM toys")
	for range 3 {
		r.soon(t, func() string {
			s := r.reader(t)
			count, by := r.toys(t, s)
			expect(t, "toys", count, want)
			must(t, s.Close())
			if by != server && (server != -1 || by == 0) {
				return fmt.Sprintf("server %d has read, want %d", by, server)
			}
			return ""
		})
	}
}

// laggardsAreNotWaitedForAgain: the one who waited spares the others.
func laggardsAreNotWaitedForAgain(t *testing.T, r *replicated) {
	s := r.reader(t)
	r.toys(t, s)
	must(t, s.Close())
	r.reset()
	for range 20 {
		s := r.reader(t)
		r.toys(t, s)
		must(t, s.Close())
	}
	expect(t, "replicas are asked", r.trips()[1:], []int{0, 0})
}

// everyWayOfCommittingIsSeen, with replicas that replay nothing.
func everyWayOfCommittingIsSeen(t *testing.T, r *replicated) {
	ctx := t.Context()
	insert := "INSERT INTO toys (label, size) VALUES ('new', 1)"
	returning := builder.Text(insert + " RETURNING id")
	for what, commit := range map[string]func(t *testing.T){
		"Engine.Exec":   func(t *testing.T) { r.exec(t, insert) },
		"Engine.Query":  func(t *testing.T) { must(t, value(r.Query(ctx, returning))(t).Close()) },
		"Engine.Runner": func(t *testing.T) { value(r.Runner().Exec(ctx, backends.Stmt{SQL: insert}))(t) },
		"Runner.Query":  func(t *testing.T) { must(t, value(r.Runner().Query(ctx, backends.Stmt{SQL: insert}))(t).Close()) },
		"a door":        func(t *testing.T) { value(repo.Scalar[int64](ctx, r.Engine, returning))(t) },
		"a gather": func(t *testing.T) {
			var ids []int64
			must(t, repo.Gather(ctx, r.Engine, repo.Into(&ids, builder.As[int64](returning))))
		},
		"autocommit": func(t *testing.T) { value(r.session(t, repo.WithAutocommit(true)).Exec(ctx, builder.Text(insert)))(t) },
		"rows of it": func(t *testing.T) {
			value(repo.Scalar[int64](ctx, r.session(t, repo.WithAutocommit(true)), returning))(t)
		},
		"a flush of it": func(t *testing.T) {
			s := r.session(t, repo.WithAutocommit(true))
			must(t, s.Add(&Toy{Label: "new"}))
			must(t, s.Flush(ctx))
		},
		"Session.Exec": func(t *testing.T) {
			s := r.session(t)
			value(s.Exec(ctx, builder.Text(insert)))(t)
			must(t, s.Commit(ctx))
		},
		"a bulk write": func(t *testing.T) {
			s := r.session(t)
			must(t, repo.InsertAll(ctx, s, []*Toy{{Label: "a"}, {Label: "b"}}))
			must(t, s.Commit(ctx))
		},
		"a unit of work": func(t *testing.T) {
			s := r.session(t)
			value(value(s.UnitOfWork(ctx))(t).Exec(ctx, backends.Stmt{SQL: insert}))(t)
			must(t, s.Commit(ctx))
		},
		"a pinned connection": func(t *testing.T) {
			own := value(r.Pin(ctx))(t)
			value(own.Exec(ctx, builder.Text(insert)))(t)
			must(t, own.Close())
		},
	} {
		t.Run(what, func(t *testing.T) { readersMeet(t, r, 0, func() { commit(t) }) })
	}
}

// functionsThatWriteAreSeen, whom a typed SELECT calls.
func functionsThatWriteAreSeen(t *testing.T, r *replicated) {
	ctx := t.Context()
	r.exec(t, "CREATE FUNCTION add_toy(text) RETURNS bigint LANGUAGE sql AS 'INSERT INTO toys (label, size) VALUES ($1, 1) RETURNING id'")
	call := builder.SelectColumns(builder.Func[int64]("add_toy", "new"))
	for what, commit := range map[string]func(t *testing.T){
		"the engine":   func(t *testing.T) { value(repo.Scalar[int64](ctx, r.Engine, call))(t) },
		"Engine.Query": func(t *testing.T) { must(t, value(r.Query(ctx, call))(t).Close()) },
		"as text": func(t *testing.T) {
			value(repo.Scalar[int64](ctx, r.Engine, builder.SelectColumns(builder.Raw[int64]("add_toy('new')"))))(t)
		},
		"a gather": func(t *testing.T) {
			var ids []int64
			must(t, repo.Gather(ctx, r.Engine, repo.Into(&ids, builder.As[int64](call))))
		},
		"a gather in a session": func(t *testing.T) {
			var ids []int64
			s := r.session(t)
			must(t, repo.Gather(ctx, s, repo.Into(&ids, builder.As[int64](call))))
			must(t, s.Commit(ctx))
		},
		"a session": func(t *testing.T) {
			s := r.session(t)
			value(repo.Scalar[int64](ctx, s, call))(t)
			must(t, s.Commit(ctx))
		},
		"autocommit": func(t *testing.T) { value(repo.Scalar[int64](ctx, r.session(t, repo.WithAutocommit(true)), call))(t) },
		"a stream": func(t *testing.T) {
			for _, err := range repo.Each(ctx, r.Engine, builder.As[int64](call)) {
				must(t, err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) { readersMeet(t, r, 0, func() { commit(t) }) })
	}
}

// alone is an engine of another process on the same servers, which knows of no commit.
func (r *replicated) alone(t *testing.T) *replicated {
	t.Helper()
	other := &replicated{database: &database{backend: r.backend, log: &log{}}, servers: r.servers, clock: r.clock}
	urls := []string{}
	for _, c := range r.counters {
		u := c.URL()
		u.Driver = r.backend.Driver
		urls = append(urls, u.Reveal())
	}
	engine, err := repo.Open(t.Context(), urls[0], repo.WithBackend(r.backend.Backend), repo.WithReplicas(urls[1:]...),
		repo.WithStatementHook(other.log.add), repo.WithClock(r.clock.now))
	must(t, err)
	t.Cleanup(func() { must(t, engine.Close()) })
	other.Engine = engine
	return other
}

// positionsTravel: a stranger sees what it could see, and with a position what another engine has committed.
func positionsTravel(t *testing.T, r, other *replicated) {
	var count int64
	var server int
	r.soon(t, func() string {
		count, server = other.toys(t, other.reader(t))
		return fromReplica(server)
	})
	all := r.stored(t, "SELECT count(*) FROM toys")
	expect(t, "it is behind", count < all, true)
	position := value(r.Position(t.Context()))(t)
	count, server = other.toys(t, other.reader(t, repo.WithPosition(position)))
	expect(t, "with a position it sees all, on the primary: count", count, all)
	expect(t, "with a position it sees all, on the primary: server", server, 0)
	_, server = other.toys(t, other.reader(t))
	expect(t, "without one the next still reads a replica", server > 0, true)

	forged := other.reader(t, repo.WithPosition("FFFFFFFF/FFFFFFFF"))
	_, server = other.toys(t, forged)
	expect(t, "one that nobody has written is the primary's to answer", server, 0)
	for range 4 {
		_, server = other.toys(t, other.reader(t))
		expect(t, "which drives nobody else away", server > 0, true)
	}
}
