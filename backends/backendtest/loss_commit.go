package backendtest

import (
	"context"
	"errors"
	"testing"

	"github.com/drey-db/drey/backends"
)

func commitLossTopic() topic {
	one := backends.PoolConfig{Size: 1, Overflow: -1}
	return topic{name: "a lost commit", needs: Sockets, config: one, tests: []test{
		{name: "is unknown when its reply is lost, and the work is there once", run: lostCommitReply},
		{name: "is unknown when it never arrived, and the work is not there", run: lostCommitRequest},
		{name: "is unknown exactly when it was on its way in a pipeline", run: lostInACommittingPipeline},
		{name: "is unknown exactly when it was on its way in a pipeline of the pool", run: lostInAPoolPipeline},
		{name: "is unknown when the wait for it is given up", run: commitWaitGivenUp},
		{name: "is not there when the connection was lost before", run: lostBeforeCommit},
	}}
}

// unknown expects that the fate of COMMIT is unknown and that the unit is over.
func (db *database) unknown(t *testing.T, u backends.UnitOfWork, err error) {
	t.Helper()
	refused(t, err, backends.ErrCommitUnknown)
	blamed(t, err, -1)
	db.over(t, u)
}

func lostCommitReply(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (?)", 1)
	db.counter.LoseReply(1)
	db.unknown(t, u, u.Commit(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(1))
}

func lostCommitRequest(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (?)", 1)
	db.counter.LoseRequest(1)
	db.unknown(t, u, u.Commit(t.Context()))
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// pipelineLoss is a committing pipeline that loses its connection at each of its trips.
type pipelineLoss struct {
	db    *database
	table string
	begin func(t *testing.T) backends.Runner // nil: on the pool
	stmts []backends.Stmt
}

func (l pipelineLoss) send(t *testing.T, r backends.Runner) error {
	return r.Pipeline(t.Context(), l.stmts, backends.PipelineOptions{Commit: r != backends.Runner(l.db.pool)}, nil)
}

// run expects ErrCommitUnknown exactly for the last trip, which carries COMMIT. The rows are there, once, when the server
// has answered that.
func (l pipelineLoss) run(t *testing.T) {
	length := l.length(t)
	if !l.db.h.Trips.Pipelined && length < 3 {
		t.Fatalf("%d trips cannot be two statements and COMMIT", length)
	}
	for trip := 1; trip <= length; trip++ {
		for _, answered := range []bool{false, true} {
			l.length(t) // on the new connection, which then knows the statements
			l.db.exec(t, l.db.pool, "delete from "+l.table)
			r := l.begin(t)
			l.db.lose(trip, answered)
			l.expect(t, r, l.send(t, r), trip == length, answered)
		}
	}
}

// length is how many trips the pipeline takes when the connection knows its statements.
func (l pipelineLoss) length(t *testing.T) int {
	t.Helper()
	for range 2 {
		must(t, l.send(t, l.begin(t)))
	}
	r := l.begin(t)
	l.db.counter.Reset()
	must(t, l.send(t, r))
	return l.db.counter.Trips()
}

func (l pipelineLoss) expect(t *testing.T, r backends.Runner, err error, committing, answered bool) {
	t.Helper()
	want := int64(0)
	if committing {
		refused(t, err, backends.ErrCommitUnknown)
	} else {
		refused(t, err, backends.ErrConnection)
	}
	blamed(t, err, -1)
	equal(t, "whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), committing)
	if u, ok := r.(backends.UnitOfWork); ok {
		must(t, u.Rollback(t.Context()))
		l.db.over(t, u)
	}
	if committing && answered {
		want = int64(len(l.stmts))
	}
	l.db.settled(t)
	equal(t, "the rows stored", l.db.count(t, l.table), want)
}

func (db *database) pipelineLoss(t *testing.T) pipelineLoss {
	t.Helper()
	table := db.table(t, "n integer")
	return pipelineLoss{db: db, table: table, stmts: []backends.Stmt{
		db.stmt("insert into "+table+" values (?)", 1), db.ask("insert into "+table+" values (?) returning n", 2),
	}}
}

func lostInACommittingPipeline(t *testing.T, db *database) {
	l := db.pipelineLoss(t)
	l.begin = func(t *testing.T) backends.Runner { return db.begin(t, backends.TxOptions{}) }
	l.run(t)
	l.begin = func(t *testing.T) backends.Runner { return db.begun(t) }
	l.run(t)
}

func lostInAPoolPipeline(t *testing.T, db *database) {
	l := db.pipelineLoss(t)
	l.begin = func(*testing.T) backends.Runner { return db.pool }
	l.run(t)
}

// commitWaitGivenUp lets the context end while the server's answer to COMMIT is held back.
func commitWaitGivenUp(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for i, commit := range []func(context.Context, backends.UnitOfWork) error{
		func(ctx context.Context, u backends.UnitOfWork) error { return u.Commit(ctx) },
		func(ctx context.Context, u backends.UnitOfWork) error {
			return u.Pipeline(ctx, nil, backends.PipelineOptions{Commit: true}, nil)
		},
	} {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (?)", 1)
		db.counter.Hold()
		ctx, cancel := context.WithTimeout(t.Context(), moment)
		err := commit(ctx, u)
		cancel()
		db.counter.Release()
		refused(t, err, backends.ErrCommitUnknown, context.DeadlineExceeded)
		must(t, u.Rollback(t.Context()))
		db.over(t, u)
		eventually(t, "the server commits what it was asked to", func() bool { return db.count(t, table) == int64(i+1) })
	}
}

// lostBeforeCommit: the program cannot know that yet, so unknown is right as well.
func lostBeforeCommit(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (?)", 1)
	db.counter.Cut()
	if err := u.Commit(t.Context()); !errors.Is(err, backends.ErrCommitUnknown) {
		refused(t, err, backends.ErrConnection)
	}
	must(t, u.Rollback(t.Context()))
	db.over(t, u)
	equal(t, "the rows stored", db.count(t, table), int64(0))
}
