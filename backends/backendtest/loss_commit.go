package backendtest

import (
	"context"
	"errors"
	"testing"
	"time"

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
		{name: "is no question where nothing was written", run: lostReading},
		{name: "is not there when the connection was lost before, and nobody doubts that", run: lostBeforeCommit},
		{name: "is not there when the server had ended all sessions before, and nobody doubts that", run: killedBeforeCommit},
		{name: "is unknown when the session ends in its place, and the work is there once", run: fatalCommit},
		{name: "is not there when the server had ended the session before", run: idledOut},
	}}
}

// unknown expects that the fate of COMMIT is unknown and that the unit is over.
func (db *database) unknown(t *testing.T, u backends.UnitOfWork, err error) {
	t.Helper()
	refused(t, err, backends.ErrCommitUnknown)
	blamed(t, err, -1)
	db.requireEnded(t, u)
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

// lostReading: whoever only reads is told that the connection was lost, and may read again.
func lostReading(t *testing.T, db *database) {
	reads := []backends.Stmt{{SQL: "select 1"}, {SQL: "select 2"}}
	lost := 0
	for name, begin := range map[string]func(*testing.T) backends.Runner{
		"the pool":                func(*testing.T) backends.Runner { return db.pool },
		"a read-only transaction": func(t *testing.T) backends.Runner { return db.begin(t, backends.TxOptions{ReadOnly: true}) },
	} {
		l := pipelineLoss{db: db, begin: begin, stmts: reads}
		length := l.length(t)
		for trip := 1; trip <= length; trip++ {
			l.length(t) // on the new connection, which then knows the statements
			r := begin(t)
			db.lose(trip, true)
			err := l.send(t, r)
			if err == nil {
				continue // it was sent again
			}
			lost++
			refused(t, err, backends.ErrConnection)
			equal(t, name+": whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), false)
			if u, ok := r.(backends.UnitOfWork); ok {
				must(t, u.Rollback(t.Context()))
			}
		}
	}
	equal(t, "whether a connection was lost", lost > 0, true)
	u := db.begin(t, backends.TxOptions{ReadOnly: true})
	must(t, u.Pipeline(t.Context(), reads, backends.PipelineOptions{}, nil))
	db.counter.LoseReply(1)
	err := u.Commit(t.Context())
	refused(t, err, backends.ErrConnection)
	equal(t, "whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), false)
}

// pipelineLoss is a committing pipeline that loses its connection at each of its trips.
type pipelineLoss struct {
	db    *database
	table string
	begin func(t *testing.T) backends.Runner // nil: on the pool
	stmts []backends.Stmt

	begins bool // with BEGIN
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
			err := l.send(t, r)
			if l.begins && l.db.beginAlone(trip) { // it was sent again
				must(t, err)
				l.db.settled(t)
				equal(t, "the rows stored", l.db.count(t, l.table), int64(len(l.stmts)))
				continue
			}
			l.expect(t, r, err, trip == length, answered)
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
		l.db.requireEnded(t, u)
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
		db.stmt("insert into "+table+" values (?)", 1), db.rowsStmt("insert into "+table+" values (?) returning n", 2),
	}}
}

func lostInACommittingPipeline(t *testing.T, db *database) {
	l := db.pipelineLoss(t)
	l.begin, l.begins = func(t *testing.T) backends.Runner { return db.begin(t, backends.TxOptions{}) }, true
	l.run(t)
	l.begin, l.begins = func(t *testing.T) backends.Runner { return db.begun(t) }, false
	l.run(t)
}

func lostInAPoolPipeline(t *testing.T, db *database) {
	l := db.pipelineLoss(t)
	l.begin, l.begins = func(*testing.T) backends.Runner { return db.pool }, true
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
		ctx, cancel := context.WithTimeout(t.Context(), 5*moment)
		err := commit(ctx, u)
		cancel()
		db.counter.Release()
		refused(t, err, backends.ErrCommitUnknown, context.DeadlineExceeded)
		must(t, u.Rollback(t.Context()))
		db.requireEnded(t, u)
		eventually(t, "the server commits what it was asked to", func() bool { return db.count(t, table) == int64(i+1) })
	}
}

// lostBeforeCommit: a look at the socket says so, whichever way COMMIT goes, and whatever was written before.
func lostBeforeCommit(t *testing.T, db *database) {
	db.ending(t, func(t *testing.T, _ backends.UnitOfWork) { db.counter.Cut() })
}

// killedBeforeCommit: the server's last word is there before COMMIT is sent, and is no answer to it.
func killedBeforeCommit(t *testing.T, db *database) {
	killer := db.freshPool(t, backends.PoolConfig{})
	db.ending(t, func(t *testing.T, u backends.UnitOfWork) { db.kill(t, killer, u) })
}

// ending ends units of work in each way, of which lose ends the connection before. Nothing of them is there, and they may be run again.
func (db *database) ending(t *testing.T, lose func(t *testing.T, u backends.UnitOfWork)) {
	table := db.table(t, "n integer")
	insert := db.stmt("insert into "+table+" values (?)", 1)
	riding := func(stmts ...backends.Stmt) func(u backends.UnitOfWork) error {
		return func(u backends.UnitOfWork) error {
			return u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil)
		}
	}
	for name, end := range map[string]func(u backends.UnitOfWork) error{
		"COMMIT":                       func(u backends.UnitOfWork) error { return u.Commit(t.Context()) },
		"a pipeline of nothing":        riding(),
		"a pipeline of one statement":  riding(insert),
		"a pipeline of two statements": riding(insert, db.rowsStmt("insert into "+table+" values (?) returning n", 2)),
	} {
		for _, before := range []backends.Stmt{db.stmt("select 1"), insert} {
			t.Run(name+" behind "+before.SQL, func(t *testing.T) {
				u := db.begin(t, backends.TxOptions{})
				db.exec(t, u, before.SQL, before.Args...)
				lose(t, u)
				time.Sleep(arrival)
				err := end(u)
				refused(t, err, backends.ErrConnection)
				equal(t, "whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), false)
				must(t, u.Rollback(t.Context()))
				db.requireEnded(t, u)
				db.settled(t)
				equal(t, "the rows stored", db.count(t, table), int64(0))
			})
		}
	}
}

// lastWords are what a client may hear in the place of the answer to COMMIT. An ERROR behind which the connection ends is a pooler's that lost its
// server.
var lastWords = [][2]string{
	{"FATAL", "58000"}, {"PANIC", "XX000"}, {"PANIC", "58030"}, {"FATAL", "57P01"}, {"FATAL", "08006"},
	{"ERROR", "08P01"}, {"ERROR", "57P01"}, {"ERROR", "XX000"}, {"ERROR", "40001"}, {"ERROR", "40003"},
}

// fatalCommit: the server has committed, and the client hears that its session ends.
func fatalCommit(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	insert := db.stmt("insert into "+table+" values (?)", 1)
	commit := func(u backends.UnitOfWork) error { return u.Commit(t.Context()) }
	riding := func(u backends.UnitOfWork) error {
		return u.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{Commit: true}, nil)
	}
	doors := map[string]func(backends.UnitOfWork) error{"COMMIT": commit, "a pipeline": riding}
	alone := map[string]func() error{
		"a pipeline of the pool": func() error {
			return db.pool.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{}, nil)
		},
		"Exec of the pool": func() error { _, err := db.pool.Exec(t.Context(), insert); return err },
		"Query of the pool": func() error {
			_, err := drain(db.pool.Query(t.Context(), db.rowsStmt(insert.SQL+" returning n", 1)))
			return err
		},
	}
	for name := range alone {
		doors[name] = nil
	}
	for _, answer := range lastWords {
		for name, end := range doors {
			t.Run(answer[0]+" "+answer[1]+" for "+name, func(t *testing.T) {
				db.exec(t, db.pool, "delete from "+table)
				play := func(lose func(n int)) (backends.UnitOfWork, error) {
					if end == nil {
						lose(1)
						return nil, alone[name]()
					}
					u := db.begin(t, backends.TxOptions{})
					if name == "COMMIT" {
						db.exec(t, u, insert.SQL, insert.Args...)
					}
					lose(1)
					return u, end(u)
				}
				length := 0
				for range 3 { // the statements are prepared then
					length = db.trips(func() {
						_, err := play(func(int) { db.counter.Reset() })
						must(t, err)
					})
				}
				db.exec(t, db.pool, "delete from "+table)
				u, err := play(func(int) { db.counter.AnswerFatal(length, answer[0], answer[1]) })
				refused(t, err, backends.ErrCommitUnknown)
				if u != nil {
					db.requireEnded(t, u)
				}
				db.settled(t)
				equal(t, "the rows stored", db.count(t, table), int64(1))
			})
		}
	}
}

// idledOut: who is idle for too long is rolled back, and COMMIT is told so, or finds nobody.
func idledOut(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	session := db.ints(t, u, db.h.Dialect.Session)[0]
	db.exec(t, u, "set local idle_in_transaction_session_timeout = 50")
	db.gone(t, db.freshPool(t, backends.PoolConfig{}), session)
	time.Sleep(arrival)
	err := u.Commit(t.Context())
	if !errors.Is(err, backends.ErrConnection) { // a driver that hides the server's words
		refused(t, err, backends.ErrTimeout)
	}
	equal(t, "whether the fate of COMMIT is unknown", errors.Is(err, backends.ErrCommitUnknown), false)
	must(t, u.Rollback(t.Context()))
	db.requireEnded(t, u)
	equal(t, "the rows stored", db.count(t, table), int64(0))

	u = db.begin(t, backends.TxOptions{})
	session = db.ints(t, u, db.h.Dialect.Session)[0]
	db.exec(t, u, "set local idle_in_transaction_session_timeout = 50")
	db.gone(t, db.freshPool(t, backends.PoolConfig{}), session)
	must(t, u.Rollback(t.Context()))
	db.requireEnded(t, u)
}
