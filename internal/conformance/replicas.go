package conformance

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/backendtest"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// replicated is an engine on a primary with hot standbys, each behind a counter.
type replicated struct {
	*database
	servers  *pgtest.Replication
	clock    *settableClock         // the engine's
	counters []*backendtest.Counter // of the primary, and of each standby
	crowding sync.RWMutex           // read-locked while one of the crowd reads
}

// streams reports whether the database has standbys.
func (b Backend) streams() bool { return b.Dialect.Name == builder.Postgres().Name }

// replicate opens an engine on a primary and standbys that have caught up.
func (b Backend) replicate(t *testing.T, standbys int, opts ...repo.Option) *replicated {
	t.Helper()
	r := &replicated{servers: pgtest.Replicated(t, standbys), clock: &settableClock{}}
	var urls []string
	for i := range standbys + 1 {
		u, err := backends.ParseURL(r.servers.URL(i))
		must(t, err)
		counter := backendtest.NewCounter(t, u)
		u = counter.URL()
		u.Driver = b.Driver
		r.counters, urls = append(r.counters, counter), append(urls, u.Reveal())
	}
	r.database = b.openURL(t, urls[0], append(opts, repo.WithReplicas(urls[1:]...), repo.WithClock(r.clock.now))...)
	r.caughtUp(t)
	return r
}

// caughtUp waits until the standbys have replayed everything.
func (r *replicated) caughtUp(t *testing.T) {
	t.Helper()
	for i := 1; i < len(r.counters); i++ {
		r.servers.CatchUp(i, 0)
	}
}

// soon tries until nothing is wrong, and lets whoever rests be asked again before it tries anew. A replica has 100 ms to replay what a
// reader must see, and two seconds to answer: on a busy machine it may take longer, and its reader goes to the primary.
func (r *replicated) soon(t *testing.T, try func() (wrong string)) {
	t.Helper()
	for late := time.Now().Add(time.Minute); ; r.clock.pass(time.Minute) {
		wrong := try()
		if wrong == "" {
			return
		}
		if time.Now().After(late) {
			t.Fatal("for a minute: " + wrong)
		}
	}
}

// fromReplica says what is wrong where a server is the primary.
func fromReplica(server int) string {
	if server == 0 {
		return "the primary was asked"
	}
	return ""
}

// reader is a read-only session.
func (r *replicated) reader(t *testing.T, opts ...repo.SessionOption) *repo.Session {
	t.Helper()
	return r.session(t, append(opts, repo.WithReadOnly())...)
}

// toys counts them, and says which server did: 0 is the primary.
func (r *replicated) toys(t *testing.T, s *repo.Session) (count int64, server int) {
	t.Helper()
	r.log.take()
	count = value(repo.Count(t.Context(), s, builder.Select(toys)))(t)
	return count, r.server(t)
}

// server is the one that everything since the last look went to.
func (r *replicated) server(t *testing.T) int {
	t.Helper()
	events := r.log.take()
	if len(events) == 0 {
		t.Fatal("nothing was sent")
	}
	for _, e := range events[1:] {
		expect(t, "one server for "+e.SQL, e.Replica, events[0].Replica)
	}
	return events[0].Replica
}

// add stores a toy.
func (r *replicated) add(t *testing.T) {
	t.Helper()
	must(t, r.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "new"}) }))
}

// warm asks every server several times, so that it knows a text before trips are counted.
func (r *replicated) warm(t *testing.T) {
	t.Helper()
	asked := make([]int, len(r.counters))
	r.soon(t, func() string {
		r.add(t)
		s := r.reader(t)
		_, server := r.toys(t, s)
		must(t, s.Close())
		asked[server]++
		if slices.Min(asked[1:]) < 4 {
			return fmt.Sprint("servers were asked so often: ", asked)
		}
		return ""
	})
	r.caughtUp(t)
	r.reset()
}

func (r *replicated) reset() {
	for _, c := range r.counters {
		c.Reset()
	}
}

// trips are those of each server since reset.
func (r *replicated) trips() (list []int) {
	for _, c := range r.counters {
		list = append(list, c.Trips())
	}
	return list
}

// ReplicasAreForReaders: read-only sessions read from replicas in turn, and everything else goes to the primary.
func ReplicasAreForReaders(t *testing.T, b Backend) {
	if !b.streams() {
		return // refused, as ReplicasAreRefused says
	}
	r := b.replicate(t, 2)
	readersTakeTurns(t, r)
	everyReadGoesToAReplica(t, r)
	everythingElseGoesToThePrimary(t, r)
	readersCostTrips(t, r)
}

func readersTakeTurns(t *testing.T, r *replicated) {
	r.soon(t, func() string {
		seen := map[int]int{}
		for range 6 {
			s := r.reader(t)
			_, first := r.toys(t, s)
			_, second := r.toys(t, s)
			expect(t, "a session stays with its server", second, first)
			must(t, s.Close())
			seen[first]++
		}
		if !maps.Equal(seen, map[int]int{1: 3, 2: 3}) {
			return fmt.Sprint("servers have read so often: ", seen)
		}
		return ""
	})
}

func everyReadGoesToAReplica(t *testing.T, r *replicated) {
	ctx := t.Context()
	for what, opts := range map[string][]repo.SessionOption{
		"without a transaction":           nil,
		"in one":                          {repo.WithIsolation(sql.LevelRepeatableRead)},
		"whose statements commit at once": {repo.WithAutocommit(true)},
	} {
		t.Run(what, func(t *testing.T) {
			r.soon(t, func() string { return fromReplica(r.readEveryWay(t, opts)) })
		})
	}
	r.soon(t, func() (wrong string) {
		must(t, r.Begin(ctx, func(s *repo.Session) error {
			_, server := r.toys(t, s)
			wrong = fromReplica(server)
			return nil
		}, repo.WithReadOnly()))
		return wrong
	})
	_, err := r.reader(t).Exec(ctx, builder.Text("SELECT nextval('toys_id_seq')"))
	refused(t, err, repo.ErrReadOnly)
}

// readEveryWay reads by every door, and says which server was asked.
func (r *replicated) readEveryWay(t *testing.T, opts []repo.SessionOption) (server int) {
	t.Helper()
	ctx, s := t.Context(), r.reader(t, opts...)
	r.toys(t, s)
	value(repo.Scalar[int](ctx, s, builder.Text("SELECT 1")))(t)
	value(s.Exec(ctx, builder.Text("SELECT 1")))(t)
	var list, again []*Toy
	must(t, repo.Gather(ctx, s, repo.Into(&list, builder.Select(toys)), repo.Into(&again, builder.Select(toys))))
	for _, err := range repo.Each(ctx, s, builder.Select(toys)) {
		must(t, err)
	}
	must(t, s.Commit(ctx))
	return r.server(t)
}

func everythingElseGoesToThePrimary(t *testing.T, r *replicated) {
	ctx := t.Context()
	for what, read := range map[string]repo.Reader{
		"a session that may write": r.session(t), "the engine": r.Engine,
		"a session that commits at once": r.session(t, repo.WithAutocommit(true)),
		"serializable":                   r.reader(t, repo.WithIsolation(sql.LevelSerializable)),
	} {
		r.log.take()
		value(repo.All(ctx, read, builder.Select(toys)))(t)
		expect(t, what, r.server(t), 0)
	}
	u := value(r.Pool().Begin(ctx, backends.TxOptions{}))(t)
	_, server := r.toys(t, r.reader(t, repo.WithTx(u)))
	expect(t, "a session in an outer transaction", server, 0)
	must(t, u.Rollback(ctx))
	own := value(r.Pin(ctx))(t)
	s := own.Session(repo.WithReadOnly())
	r.log.take()
	value(repo.All(ctx, s, builder.Select(toys)))(t)
	expect(t, "a session on a pinned connection", r.server(t), 0)
	must(t, s.Close())
	must(t, own.Close())
}

// readersCostTrips: commits cost what they always do. The first reader after one asks the primary how far it has written and a
// replica how far it has replayed; those that follow ask nobody.
func readersCostTrips(t *testing.T, r *replicated) {
	r.warm(t)
	r.add(t)
	commit := r.trips()
	expect(t, "a commit asks no replica", commit[1:], []int{0, 0})
	s := r.session(t)
	must(t, s.Add(&Toy{Label: "new"}))
	r.reset()
	must(t, s.Commit(t.Context()))
	want := 1
	if !r.backend.Pipelined {
		want = 3
	}
	expect(t, "a commit", r.trips(), []int{want, 0, 0})
	r.soon(t, func() string {
		r.add(t)
		r.caughtUp(t)
		return r.readTwice(t)
	})
}

// readTwice reads after a commit that replicas have replayed, and says where that cost other trips than it should.
func (r *replicated) readTwice(t *testing.T) (wrong string) {
	t.Helper()
	s := r.reader(t)
	r.reset()
	_, server := r.toys(t, s)
	first := r.trips()
	r.reset()
	r.toys(t, s)
	next, cost, nextCost := r.trips(), []int{1, 0, 0}, []int{0, 0, 0}
	must(t, s.Close())
	cost[server], nextCost[server] = 2, 1
	if server == 0 || !slices.Equal(first, cost) || !slices.Equal(next, nextCost) {
		return fmt.Sprintf("server %d has read; the first reader after a commit took the trips %d and the next read %d", server, first, next)
	}
	return ""
}

// ReplicasAreRefused: where they cannot be, clearly, and without their passwords.
func ReplicasAreRefused(t *testing.T, b Backend) {
	ctx := t.Context()
	secret := hidden
	if b.streams() {
		_, err := repo.Open(ctx, b.URL(t), repo.WithBackend(b.Backend), repo.WithReplicas("postgresql://u:"+secret+"@host:port/db"))
		refused(t, err, backends.ErrInvalidURL)
		says(t, err, "URL 1 of WithReplicas")
		withoutSecret(t, err, secret)
		_, err = repo.Open(ctx, b.URL(t), repo.WithBackend(b.Backend), repo.WithReplicas(b.URL(t), "postgresql+nonsense://u:"+secret+"@host/db"))
		refused(t, err, backends.ErrUnknownDriver)
		for _, several := range []string{"postgresql://u@a:1,b:2/db", "postgresql:///db?host=a,b"} {
			_, several := repo.Open(ctx, b.URL(t), repo.WithBackend(b.Backend), repo.WithReplicas(b.URL(t), several))
			refused(t, several, backends.ErrInvalidURL)
			says(t, several, "URL 2 of WithReplicas", "a URL of its own")
		}
		says(t, err, "replica 2")
		withoutSecret(t, err, secret)
	} else {
		_, err := repo.Open(ctx, b.URL(t), repo.WithBackend(b.Backend), repo.WithReplicas(b.URL(t)))
		refused(t, err, repo.ErrUnsupported)
		says(t, err, "repo: open: ", "sqlite")
	}
	db := b.open(t, repo.WithReplicas())
	expect(t, "no URL is no replica", len(db.Replicas()), 0)
	_, err := repo.New(db.Pool(), repo.WithReplicas(b.URL(t)))
	refused(t, err, repo.ErrInvalidRequest)
	for _, forged := range []string{"16", "16/", "/", "x/1", "1/2/3", "-1/0", "123456789/0"} {
		_, err = repo.All(ctx, db.Session(repo.WithReadOnly(), repo.WithPosition(forged)), builder.Select(toys))
		refused(t, err, repo.ErrInvalidRequest)
	}
	value(repo.All(ctx, db.session(t, repo.WithReadOnly(), repo.WithPosition("")), builder.Select(toys)))(t)
	_, err = db.Position(ctx)
	if b.streams() {
		must(t, err)
	} else {
		refused(t, err, repo.ErrUnsupported)
	}
	_, err = db.Position(nil) //nolint:staticcheck // what is wrong here is the test
	if b.streams() {
		refused(t, err, repo.ErrInvalidRequest)
	}
}

func withoutSecret(t *testing.T, err error, secret string) {
	t.Helper()
	if strings.Contains(err.Error(), secret) {
		t.Fatal("an error shows a password")
	}
}
