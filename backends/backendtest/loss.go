package backendtest

import (
	"errors"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func lossTopic() topic {
	one := backends.PoolConfig{Size: 1, Overflow: -1}
	return topic{name: "a lost connection", needs: Sockets, config: one, tests: []test{
		{name: "while idle is an error at most, and nothing is sent twice", run: lostIdle},
		{name: "while idle is noticed by a ping", run: lostIdlePinged},
		{name: "that idles with others costs no work, when the server ended them all", run: idleKilled},
		{name: "under Exec and Query of the pool is an error of unknown fate, and nothing is sent twice", run: lostOnThePool},
		{name: "under a query that only reads is an error, and no more", run: lostReads},
		{name: "in a unit leaves only Rollback", run: lostInAUnit},
		{name: "has rolled back, so Rollback is no error", run: lostRollback},
		{name: "under rows ends them", run: lostUnderRows},
		{name: "under a pipeline leaves only Rollback", run: lostInAPipeline},
		{name: "behind a stale count is told to whoever goes back to a savepoint", run: lostBehindStale},
		{name: "that the server ended is an error", run: killed},
		{name: "while connecting is an error", run: lostConnecting},
		{name: "in the middle of an answer is an error, wherever it is torn", run: tornAnswer},
	}}
}

func lostIdle(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	stored := int64(0)
	for i := range 4 {
		db.ints(t, db.pool, "select 1")
		db.counter.Cut()
		args := []any{i, secret}
		sql := "insert into " + table + " select cast(? as integer) where cast(? as text) is not null"
		if i%2 == 1 {
			sql, args = "insert into "+table+" values (7)", nil
		}
		err := db.try(t.Context(), db.pool, sql, args...)
		if err != nil {
			refused(t, err, backends.ErrConnection)
		} else {
			stored++
		}
		db.settled(t)
	}
	equal(t, "the rows stored", db.count(t, table), stored)
}

// arrival is how long the last words of a server that is gone may be on their way, on a machine that has much else to do.
const arrival = 200 * time.Millisecond

// idleKilled: a pool of idle connections outlives a server that ends all sessions.
func idleKilled(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	killer := db.freshPool(t, backends.PoolConfig{})
	db = db.freshPool(t, backends.PoolConfig{Size: 5, Overflow: -1})
	stored := int64(0)
	for range 3 {
		units := make([]backends.UnitOfWork, 5)
		var sessions []int64
		for i := range units {
			units[i] = db.begin(t, backends.TxOptions{})
			sessions = append(sessions, db.ints(t, units[i], db.h.Dialect.Session)[0])
		}
		for _, u := range units {
			must(t, u.Rollback(t.Context()))
		}
		killer.ints(t, killer.pool, "select 1") // whose connection is carried as well
		carried := db.counter.open()
		for _, session := range sessions {
			killer.exec(t, killer.pool, db.h.Dialect.Kill, session)
			db.gone(t, killer, session)
		}
		eventually(t, "the connections are closed", func() bool { return db.counter.open() <= carried-len(sessions) })
		time.Sleep(arrival)
		for i := range 10 {
			insert := db.stmt("insert into "+table+" values (?)", i)
			if i%2 == 1 {
				u := db.begin(t, backends.TxOptions{})
				must(t, u.Pipeline(t.Context(), []backends.Stmt{insert}, backends.PipelineOptions{Commit: true}, nil))
			} else {
				db.exec(t, db.pool, insert.SQL, insert.Args...)
			}
			stored++
		}
	}
	equal(t, "the rows stored", db.count(t, table), stored)
}

// kill has the server end the session of a unit.
func (db *database) kill(t *testing.T, killer *database, u backends.UnitOfWork) {
	t.Helper()
	session := db.ints(t, u, db.h.Dialect.Session)[0]
	killer.exec(t, killer.pool, db.h.Dialect.Kill, session)
	db.gone(t, killer, session)
}

// gone waits until the server has ended a session.
func (db *database) gone(t *testing.T, witness *database, session int64) {
	t.Helper()
	eventually(t, "the session is gone", func() bool {
		return len(witness.ints(t, witness.pool, db.h.Dialect.Alive, session)) == 0
	})
}

func lostIdlePinged(t *testing.T, db *database) {
	defer db.revived(t)
	db = db.freshPool(t, backends.PoolConfig{Size: 2, Overflow: -1, PrePing: true})
	for range 3 {
		first, second := db.begun(t), db.begun(t)
		must(t, first.Rollback(t.Context()))
		must(t, second.Rollback(t.Context()))
		db.counter.Cut()
		equal(t, "the answer", db.ints(t, db.pool, "select 1"), []int64{1})
		db.counter.Cut()
		must(t, db.begun(t).Commit(t.Context()))
	}
}

// revived expects the pool to replace a connection that was cut while nobody looked.
func (db *database) revived(t *testing.T) {
	t.Helper()
	eventually(t, "the pool has a sound connection again", func() bool { return db.try(t.Context(), db.pool, "select 1") == nil })
}

// lostOnThePool loses each trip of a write in turn, the server's answer and, before that, the request. What the server was
// asked it did once, and nobody can say that it was not done. What only reads is lost, and no more.
func lostOnThePool(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	plain, bound := db.rowsStmt("insert into "+table+" values (1)"), db.rowsStmt("insert into "+table+" values (?)", 1)
	returning := db.rowsStmt("insert into "+table+" values (?) returning n", 1)
	exec := func(s backends.Stmt) func() error {
		return func() error { _, err := db.pool.Exec(t.Context(), s); return err }
	}
	query := func() error {
		rows, err := db.pool.Query(t.Context(), returning)
		_, err = drain(rows, err)
		return err
	}
	for name, write := range map[string]func() error{"Exec": exec(bound), "Exec without arguments": exec(plain), "Query": query} {
		length := db.trips(func() { must(t, write()) })
		for trip := 1; trip <= length; trip++ {
			for _, answered := range []bool{false, true} {
				must(t, write()) // on the new connection, which then knows the statement
				must(t, write())
				db.exec(t, db.pool, "delete from "+table)
				db.lose(trip, answered)
				err := write()
				refused(t, err, backends.ErrConnection) // a driver may hide that it only prepared
				if trip == length {
					refused(t, err, backends.ErrCommitUnknown)
				}
				db.settled(t)
				want := int64(0)
				if answered && trip == length {
					want = 1
				}
				equal(t, name+": the rows stored", db.count(t, table), want)
			}
		}
	}
}

// lostReads: what changes nothing has no fate that anybody must know.
func lostReads(t *testing.T, db *database) {
	for range 2 {
		db.ints(t, db.pool, "select 1")
	}
	db.counter.LoseReply(1)
	rows, err := db.pool.Query(t.Context(), db.rowsStmt("select 1"))
	_, err = drain(rows, err)
	refused(t, err, backends.ErrConnection)
	if errors.Is(err, backends.ErrCommitUnknown) {
		t.Fatalf("nothing was written: %v", err)
	}
}

// lose loses the connection at trip n from now, before or after the server has answered.
func (db *database) lose(n int, answered bool) {
	if answered {
		db.counter.LoseReply(n)
	} else {
		db.counter.LoseRequest(n)
	}
}

func lostInAUnit(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for _, lose := range []func(){db.counter.Cut, func() { db.counter.LoseReply(1) }, func() { db.counter.LoseRequest(1) }} {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (1)")
		lose()
		refused(t, db.try(t.Context(), u, "insert into "+table+" values (2)"), backends.ErrConnection)
		db.broken(t, u)
		db.settled(t)
		equal(t, "the rows stored", db.count(t, table), int64(0))
	}
	db.revived(t) // a driver may ping a connection that it never used before
	u := db.begin(t, backends.TxOptions{})
	db.counter.LoseReply(1)
	if err := db.try(t.Context(), u, "insert into "+table+" values (3)"); db.beginAlone(1) {
		must(t, err)
		must(t, u.Rollback(t.Context()))
	} else { // BEGIN, and more
		refused(t, err, backends.ErrConnection)
		db.broken(t, u)
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// lostRollback: what a server that is gone has begun it rolls back.
func lostRollback(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	for _, lose := range []func(){db.counter.Cut, func() { db.counter.LoseReply(1) }, func() { db.counter.LoseRequest(1) }} {
		u := db.begin(t, backends.TxOptions{})
		db.exec(t, u, "insert into "+table+" values (1)")
		lose()
		must(t, u.Rollback(t.Context()))
		db.requireEnded(t, u)
		db.settled(t)
		db.revived(t)
	}
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

func lostUnderRows(t *testing.T, db *database) {
	db.everywhere(t, func(t *testing.T, r backends.Runner) {
		rows := db.query(t, r, db.h.Dialect.Series(10_000_000))
		equal(t, "Next", rows.Next(), true)
		db.counter.Cut()
		n := 1
		for rows.Next() {
			n++
		}
		refused(t, rows.Err(), backends.ErrConnection)
		if closing := rows.Close(); closing != nil {
			refused(t, closing, backends.ErrConnection)
		}
		if n == 10_000_000 {
			t.Fatal("all rows came from a connection that was lost")
		}
		if u, ok := r.(backends.UnitOfWork); ok {
			db.broken(t, u)
		}
		db.settled(t)
	})
}

// lostInAPipeline loses each trip of a pipeline that does not commit.
func lostInAPipeline(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	stmts := []backends.Stmt{db.stmt("insert into "+table+" values (?)", 1), db.rowsStmt("insert into "+table+" values (?) returning n", 2)}
	send := func(u backends.UnitOfWork) error {
		return u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
	}
	play := func() {
		u := db.begin(t, backends.TxOptions{})
		must(t, send(u))
		must(t, u.Rollback(t.Context()))
	}
	for trip := 1; trip < db.trips(play); trip++ { // the last is ROLLBACK
		for _, answered := range []bool{false, true} {
			play()
			play()
			db.lose(trip, answered)
			u := db.begin(t, backends.TxOptions{})
			err := send(u)
			if db.beginAlone(trip) { // it was sent again
				must(t, err)
				must(t, u.Rollback(t.Context()))
			} else {
				refused(t, err, backends.ErrConnection)
				blamed(t, err, -1)
				db.broken(t, u)
			}
			db.settled(t)
			equal(t, "the rows stored", db.count(t, table), int64(0))
		}
	}
}

// lostBehindStale loses a pipeline's answers halfway: the first of them says that its count is stale. There is no way back then.
func lostBehindStale(t *testing.T, db *database) {
	table := db.twoRows(t)
	stmts := []backends.Stmt{db.bump(table, 7, 1, false)}
	for i := range 20 {
		stmts = append(stmts, db.stmt("insert into "+table+" values (?, ?)", 10+i, 1))
	}
	for range 3 { // the connection knows the statements
		u := db.begun(t)
		db.exec(t, u, "savepoint a")
		refused(t, u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil), backends.ErrStale)
		must(t, u.Rollback(t.Context()))
	}
	u := db.begun(t)
	db.exec(t, u, "savepoint a")
	db.counter.TearReply(1)
	err := u.Pipeline(t.Context(), stmts, backends.PipelineOptions{}, nil)
	if !errors.Is(err, backends.ErrStale) { // the answer to one statement was torn
		refused(t, err, backends.ErrConnection)
	}
	back := u.Pipeline(t.Context(), []backends.Stmt{db.stmt("rollback to savepoint a"), db.stmt("release savepoint a")}, backends.PipelineOptions{}, nil)
	refused(t, back, backends.ErrConnection)
	db.broken(t, u)
	equal(t, "the versions", db.ints(t, db.pool, "select version from "+table), []int64{1, 1})
}

// beginAlone reports whether trip is that of a BEGIN with nothing behind it, of which nothing can come: another connection gets it.
func (db *database) beginAlone(trip int) bool { return trip == 1 && !db.h.Trips.Pipelined }

// killed lets the server end the session of a unit.
func killed(t *testing.T, db *database) {
	table := db.table(t, "n integer")
	u := db.begin(t, backends.TxOptions{})
	db.exec(t, u, "insert into "+table+" values (1)")
	db.kill(t, db.freshPool(t, backends.PoolConfig{}), u)
	refused(t, db.try(t.Context(), u, "insert into "+table+" values (2)"), backends.ErrConnection)
	db.broken(t, u)
	db.settled(t)
	equal(t, "the rows stored", db.count(t, table), int64(0))
}

// lostConnecting loses each trip of a new connection's start.
func lostConnecting(t *testing.T, db *database) {
	db.counter.Reset()
	db.exec(t, db.freshPool(t, backends.PoolConfig{}).pool, "select 1")
	length := db.counter.Trips()
	if length < 2 {
		t.Fatalf("a new connection took %d trips with its first statement", length)
	}
	for trip := 1; trip < length; trip++ { // the last is the statement's
		fresh := db.freshPool(t, backends.PoolConfig{})
		db.counter.LoseReply(trip)
		refused(t, fresh.try(t.Context(), fresh.pool, "select 1"), backends.ErrConnection)
		fresh.settled(t)
		equal(t, "the answer when it is there again", fresh.ints(t, fresh.pool, "select 1"), []int64{1})
	}
}
