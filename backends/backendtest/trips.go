package backendtest

import (
	"database/sql"
	"testing"

	"github.com/drey-db/drey/backends"
)

func tripTopic() topic {
	one := backends.PoolConfig{Size: 1, Overflow: -1}
	return topic{name: "a round trip is spent", needs: Sockets, config: one, tests: []test{
		{name: "on nothing by Open, Begin and the end of a unit that did nothing", run: lazy},
		{name: "on nothing by what is refused here", run: refusedHere},
		{name: "on each statement of the pool", run: tripsOfThePool},
		{name: "on a query and its Rollback", run: tripsOfAQuery},
		{name: "on the first Exec and Commit", run: tripsOfAnExec},
		{name: "on a pipeline that commits", run: tripsOfACommit},
		{name: "on counted statements no more than on others", run: countedTrips},
		{name: "on a pipeline and a Commit apart", run: tripsOfTwo},
		{name: "on an isolation level only where it cannot ride", run: tripsOfALevel},
		{name: "on savepoints only where they cannot ride", run: tripsOfSavepoints},
		{name: "on a pipeline of the pool", run: tripsOfAPoolPipeline},
		{name: "on a ping only where it is asked for", run: tripsOfAPing},
	}}
}

// trips is how many round trips f takes when the connection knows its statements.
func (db *database) trips(f func()) int {
	f()
	f()
	db.counter.Reset()
	f()
	return db.counter.Trips()
}

func lazy(t *testing.T, db *database) {
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1})
	for range 2 { // before there is a connection, and after
		db.counter.Reset()
		must(t, db.begin(t, backends.TxOptions{}).Rollback(t.Context()))
		must(t, db.begin(t, backends.TxOptions{Isolation: sql.LevelSerializable}).Commit(t.Context()))
		u := db.begin(t, backends.TxOptions{})
		must(t, u.Pipeline(t.Context(), nil, backends.PipelineOptions{}, nil))
		must(t, u.Pipeline(t.Context(), nil, backends.PipelineOptions{Commit: true}, nil))
		must(t, db.pool.Pipeline(t.Context(), nil, backends.PipelineOptions{}, nil))
		equal(t, "the trips", db.counter.Trips(), 0)
		equal(t, "the connections", db.counter.Connections(), 0)
		db.ints(t, db.pool, "select 1")
	}
}

func refusedHere(t *testing.T, db *database) {
	u := db.begun(t)
	rows := db.query(t, u, "select 1")
	done := db.begin(t, backends.TxOptions{})
	must(t, done.Rollback(t.Context()))
	db.counter.Reset()
	refused(t, db.try(t.Context(), u, "select 1"), backends.ErrBusy)
	refused(t, db.try(t.Context(), done, "select 1"), backends.ErrTxDone)
	refused(t, db.try(ended(t), u, "select 1"), backends.ErrBusy)
	refused(t, db.try(ended(t), db.pool, "select 1"), backends.ErrCanceled)
	_, err := db.pool.Begin(t.Context(), backends.TxOptions{Isolation: sql.LevelLinearizable})
	refused(t, err, backends.ErrUnsupported)
	equal(t, "the trips", db.counter.Trips(), 0)
	must(t, rows.Close())
	refused(t, db.try(ended(t), u, "select 1"), backends.ErrCanceled)
	refused(t, u.Commit(ended(t)), backends.ErrCanceled)
}

func tripsOfThePool(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	each := db.h.Trips.perStatement()
	within(t, "the trips of a query", db.trips(func() { db.ints(t, db.pool, "select n from "+table+" where n > ?", 0) }), each)
	within(t, "the trips of a write", db.trips(func() { db.exec(t, db.pool, "insert into "+table+" values (?)", 1) }), each)
	within(t, "the trips of a write without arguments", db.trips(func() { db.exec(t, db.pool, "delete from "+table) }), 1)
}

func tripsOfAQuery(t *testing.T, db *database) {
	got := db.trips(func() {
		u := db.begin(t, backends.TxOptions{})
		db.ints(t, u, "select cast(? as integer)", 7)
		must(t, u.Rollback(t.Context()))
	})
	c := db.h.Trips
	within(t, "the trips", got, c.begin()+c.perStatement()+1)
}

func tripsOfAnExec(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	got := db.trips(func() {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (?)", 1)
		db.exec(t, u, "insert into "+table+" values (?)", 2)
		must(t, u.Commit(t.Context()))
	})
	c := db.h.Trips
	within(t, "the trips", got, c.begin()+2*c.perStatement()+1)
}

// twentyStatements returns twenty statements of three texts, some with rows.
func (db *database) twentyStatements(t *testing.T) []backends.Stmt {
	t.Helper()
	table := db.table(t, "n integer")
	stmts := make([]backends.Stmt, 20)
	for i := range stmts {
		switch stmts[i] = db.stmt("insert into "+table+" values (?)", i); i % 3 {
		case 1:
			stmts[i] = db.rowsStmt("insert into "+table+" values (?) returning n", i)
		case 2:
			stmts[i] = db.stmt("update "+table+" set n = n + ?", i)
		}
	}
	return stmts
}

func tripsOfACommit(t *testing.T, db *database) {
	stmts := db.twentyStatements(t)
	got := db.trips(func() {
		u := db.begin(t, backends.TxOptions{})
		must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
	})
	c := db.h.Trips
	within(t, "the trips", got, c.begin()+c.pipeline(20)+c.commit())
	got = db.trips(func() {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, stmts[0].SQL, 7)
		must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
	})
	within(t, "the trips in a unit that was begun", got, c.begin()+c.perStatement()+c.pipeline(20)+c.commit())
}

func tripsOfTwo(t *testing.T, db *database) {
	stmts := db.twentyStatements(t)
	got := db.trips(func() {
		u := db.begin(t, backends.TxOptions{})
		must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil))
		must(t, u.Commit(t.Context()))
	})
	c := db.h.Trips
	within(t, "the trips", got, c.begin()+c.pipeline(20)+1)
}

func tripsOfALevel(t *testing.T, db *database) {
	stmts := db.twentyStatements(t)
	c := db.h.Trips
	for _, o := range []backends.TxOptions{{Isolation: sql.LevelSerializable}, {Isolation: sql.LevelRepeatableRead}} {
		got := db.trips(func() {
			u := db.begin(t, o)
			must(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{Commit: true}, nil))
		})
		within(t, "the trips", got, c.begin()+c.pipeline(20)+c.commit())
	}
}

func tripsOfSavepoints(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	c := db.h.Trips
	u := db.begun(t)
	got := db.trips(func() {
		must(t, u.Pipeline(t.Context(), []backends.Stmt{
			db.stmt("savepoint a"), db.stmt("insert into "+table+" values (?)", 1), db.stmt("release savepoint a"),
		}, backends.PipelineOptions{}, nil))
	})
	if want := c.pipeline(1); c.Pipelined {
		within(t, "the trips", got, want)
	} else {
		within(t, "the trips", got, want+2)
	}
}

func tripsOfAPoolPipeline(t *testing.T, db *database) {
	stmts := db.twentyStatements(t)
	c := db.h.Trips
	got := db.trips(func() {
		must(t, db.pool.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil))
	})
	within(t, "the trips", got, c.begin()+c.pipeline(20)+c.commit())
}

func tripsOfAPing(t *testing.T, db *database) {
	c := db.h.Trips
	db = db.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, PrePing: true})
	got := db.trips(func() { db.ints(t, db.pool, "select cast(? as integer)", 7) })
	within(t, "the trips", got, 1+c.perStatement())
}
