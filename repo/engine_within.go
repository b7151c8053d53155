package repo

import (
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/savepoints"
)

// Within returns e as it is inside an outer transaction, such as pgxbackend.FromTx(tx): whatever it does, by any door, by sessions
// and by engines that are pinned, is a savepoint of u. What is committed stays for all who use that engine, and is gone when u
// is rolled back, which is yours to do; closing the engine leaves u open. Options and hooks are those of e, but reads go to no
// replica. [New] does the same with [WithTx], and repotest.Rollback for a test.
//
// There is one connection, so transactions stand inside one another, and whoever began last ends first: a session may be open
// around another, or around a statement of the engine, which sees what it wrote and is undone with it. One that goes on while a
// later one is open is [ErrInvalidRequest], and whatever is asked while rows are open [backends.ErrBusy], after a second in which another
// goroutine might have ended. The isolation level is that of u; hooks are told of BEGIN and COMMIT where savepoints stand for
// them. Constraints that wait for COMMIT are checked where it would be, on PostgreSQL. A statement that is cancelled takes u along.
func (e *Engine) Within(u UnitOfWork) (*Engine, error) {
	err := e.checkMade()
	e = e.orInvalid()
	c := e.config
	if err == nil {
		err = c.inside(u, "Within")
	}
	if err != nil {
		return nil, at("within", err)
	}
	c.dialect = &e.base
	inside, err := newEngine(e.pool, c)
	return inside, at("within", err)
}

// withinTime is how long an engine inside an outer transaction waits, when it is closed, for sessions that nobody closed: nobody
// else has a connection to give back.
const withinTime = time.Second

// within returns pool or, where an outer transaction is given, a pool inside it.
func (c *config) within(pool backends.Pool) backends.Pool {
	if c.tx == nil {
		return pool
	}
	pool = savepoints.New(pool, c.tx)
	c.tx, c.pool.Timeout = nil, withinTime
	return pool
}
