package conformance

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// AFailedFlushNeedsRollback: the session answers ErrRollbackRequired, with the first error in it, until Rollback; nothing
// has reached the entities.
func AFailedFlushNeedsRollback(t *testing.T, b Backend) {
	db := b.open(t)
	db.seed(t, "sandy")
	ctx := t.Context()
	s := db.session(t)
	toy, twin := &Toy{Label: "ball"}, &Hero{Name: "sandy", AppSrc: "test"}
	t.Run("nothing reached the entities, active", func(t *testing.T) {
		must(t, s.Add(toy, twin))
		refused(t, s.Flush(ctx), repo.ErrUniqueViolation)
		expect(t, "nothing reached the entities: toy.ID", toy.ID, int64(0))
		expect(t, "nothing reached the entities: twin.ID", twin.ID, uuid.Nil)
		expect(t, "active", s.IsActive(), false)
		expect(t, "in a transaction", s.InTransaction(), false)
	})
	t.Run("every door asks for a rollback", func(t *testing.T) {
		db.idle(t)

		_, getErr := repo.Get[Hero](ctx, s, uuid.New())
		_, allErr := repo.All(ctx, s, builder.Select(heroes))
		_, execErr := s.Exec(ctx, builder.Text("SELECT 1"))
		_, queryErr := s.Query(ctx, builder.Text("SELECT 1"))
		for _, err := range []error{s.Flush(ctx), s.Commit(ctx), s.Add(&Toy{}), getErr, allErr, execErr, queryErr} {
			refused(t, err, repo.ErrRollbackRequired)
			refused(t, err, repo.ErrUniqueViolation)
		}
	})
	t.Run("after the rollback it can be written", func(t *testing.T) {
		must(t, s.Rollback(ctx))
		expect(t, "active", s.IsActive(), true)
		expect(t, "state", s.State(toy), repo.Transient)
		must(t, s.Add(toy))
		must(t, s.Commit(ctx))
		expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	})
}

// ARefusedCommitNeedsRollback: a constraint that is checked at COMMIT fails there, whether COMMIT rides or not.
func ARefusedCommitNeedsRollback(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	loan := &Loan{ToyID: 7}
	must(t, s.Add(loan))
	refused(t, s.Commit(t.Context()), repo.ErrForeignKeyViolation)
	expect(t, "nothing reached the entity", loan.ID, int64(0))
	refused(t, s.Commit(t.Context()), repo.ErrRollbackRequired)
	must(t, s.Rollback(t.Context()))
	db.idle(t)

	must(t, s.Add(loan))
	must(t, s.Flush(t.Context()))
	refused(t, s.Commit(t.Context()), repo.ErrForeignKeyViolation)
	must(t, s.Rollback(t.Context()))
	expect(t, "the key is put back", *loan, Loan{ToyID: 7})
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM loans"), int64(0))
	db.idle(t)
}

// ALostCommitIsUnknown: when the reply to COMMIT is lost, nobody can tell, and nothing is run again.
func ALostCommitIsUnknown(t *testing.T, b Backend) {
	if !b.Socket {
		return // nothing can be lost
	}
	db := b.openCounted(t)
	unknown := func(s *repo.Session) {
		t.Helper()
		db.counter.LoseReply(1)
		err := s.Commit(t.Context())
		refused(t, err, repo.ErrCommitUnknown)
		expect(t, "retryable", repo.Retryable(err), false)
		refused(t, s.Commit(t.Context()), repo.ErrRollbackRequired)
		must(t, s.Rollback(t.Context()))
	}
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Flush(t.Context()))
	unknown(s)
	expect(t, "it was committed", db.stored(t, "SELECT count(*) FROM toys"), int64(1))
	if b.Pipelined {
		warm := func() { must(t, s.Add(&Hero{Name: uuid.NewString()})) }
		warm()
		must(t, s.Commit(t.Context()))
		warm()
		unknown(s)
		expect(t, "stored once", db.stored(t, "SELECT count(*) FROM heroes"), int64(2))
	}
}

// AFailedStatementLeavesTheSession: it stays active, but its transaction takes nothing more.
func AFailedStatementLeavesTheSession(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	_, err := s.Exec(t.Context(), builder.Text("INSERT INTO nowhere VALUES (1)"))
	says(t, err, "repo: exec: ")
	expect(t, "active", s.IsActive(), true)
	_, err = s.Exec(t.Context(), builder.Text("SELECT 1"))
	refused(t, err, backends.ErrTxAborted)
	must(t, s.Rollback(t.Context()))
	_, err = s.Exec(t.Context(), builder.Text("SELECT 1"))
	must(t, err)
	must(t, s.Rollback(t.Context()))
	db.idle(t)
}

// ACancelledCallChangesNothing: a context that is done before anything is sent leaves the session as it was, at each step.
func ACancelledCallChangesNothing(t *testing.T, b Backend) {
	db := b.open(t)
	done, cancel := context.WithCancel(t.Context())
	cancel()
	s := db.session(t)
	hero := &Hero{Name: "sandy", AppSrc: "test"}
	must(t, s.Add(hero))
	step := func() {
		t.Helper()
		_, getErr := repo.Get[Hero](done, s, uuid.New())
		_, allErr := repo.All(done, s, builder.Select(heroes))
		_, execErr := s.Exec(done, builder.Text("SELECT 1"))
		_, queryErr := s.Query(done, builder.Text("SELECT 1"))
		for _, err := range []error{s.Flush(done), s.Commit(done), getErr, allErr, execErr, queryErr} {
			refused(t, err, repo.ErrCanceled)
			refused(t, err, context.Canceled)
		}
		expect(t, "active", s.IsActive(), true)
	}
	step() // before BEGIN
	expect(t, "sent", db.log.sent(), "")
	must(t, s.Flush(t.Context()))
	step() // in a transaction
	must(t, s.Commit(t.Context()))
	step() // after it
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM heroes"), int64(1))

	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Flush(t.Context()))
	must(t, s.Rollback(done))
	db.idle(t)
	_, err := repo.All(done, db.Engine, builder.Select(heroes))
	refused(t, err, context.Canceled)
	refused(t, db.Begin(done, func(s *repo.Session) error { return s.Add(&Toy{}) }), context.Canceled)
}

// ACancelledStatementEndsTheTransaction: what is cut off under way leaves nothing but Rollback.
func ACancelledStatementEndsTheTransaction(t *testing.T, b Backend) {
	db := b.open(t)
	s := db.session(t)
	must(t, s.Add(&Toy{Label: "ball"}))
	must(t, s.Flush(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	rows := value(s.Query(ctx, builder.Text(series(b))))(t)
	expect(t, "a row", rows.Next(), true)
	cancel()
	for rows.Next() {
	}
	err := errors.Join(rows.Err(), rows.Close())
	refused(t, err, context.Canceled)
	expect(t, "active", s.IsActive(), false)
	refused(t, s.Commit(t.Context()), repo.ErrRollbackRequired)
	must(t, s.Rollback(t.Context()))
	expect(t, "active", s.IsActive(), true)
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
}

// series yields more rows than anybody waits for.
func series(b Backend) string {
	if b.Dialect.Features&builder.FeatureArrayParams != 0 {
		return "SELECT generate_series(1, 100000000)"
	}
	return "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 100000000) SELECT n FROM c"
}

// ClosedIsClosed: a closed session and a closed engine answer ErrClosed, and nothing is left open.
func ClosedIsClosed(t *testing.T, b Backend) {
	db := b.open(t)
	ctx := t.Context()
	s := db.Session()
	toy := &Toy{Label: "ball"}
	must(t, s.Add(toy))
	must(t, s.Flush(ctx))
	must(t, s.Close())
	db.idle(t)
	must(t, s.Close())
	expect(t, "rolled back", db.stored(t, "SELECT count(*) FROM toys"), int64(0))
	expect(t, "forgotten", s.State(toy), repo.Transient)
	closed := func() {
		t.Helper()
		_, getErr := repo.Get[Hero](ctx, s, uuid.New())
		_, execErr := s.Exec(ctx, builder.Text("SELECT 1"))
		for _, err := range []error{s.Add(toy), s.Flush(ctx), s.Commit(ctx), s.Rollback(ctx), getErr, execErr} {
			refused(t, err, repo.ErrClosed)
		}
	}
	closed()

	s = db.Session()
	must(t, db.Close())
	must(t, db.Close())
	must(t, s.Add(toy))
	_, execErr := db.Exec(ctx, builder.Text("SELECT 1"))
	_, allErr := repo.All(ctx, db, builder.Select(heroes))
	for _, err := range []error{s.Flush(ctx), db.Ping(ctx), execErr, allErr} {
		refused(t, err, repo.ErrClosed)
	}
	must(t, s.Close())
	closed()
}

// AnEngineCutsSessions: one that closes waits for sessions in a transaction as long as for a connection, then ends them.
func AnEngineCutsSessions(t *testing.T, b Backend) {
	e, err := repo.Open(t.Context(), b.URL(t), repo.WithBackend(b.Backend), repo.WithPool(backends.PoolConfig{Timeout: time.Second}))
	must(t, err)
	s := e.Session()
	reading := e.Session()
	rows := value(reading.Query(context.Background(), builder.Text(series(b))))(t)
	expect(t, "a row", rows.Next(), true)
	_, err = s.Exec(t.Context(), builder.Text("SELECT 1"))
	must(t, err)
	err = e.Close()
	refused(t, err, repo.ErrTimeout)
	says(t, err, "2 sessions still held a transaction")
	_, err = s.Exec(t.Context(), builder.Text("SELECT 1"))
	refused(t, err, repo.ErrClosed)
	for rows.Next() {
	}
	_ = rows.Close()
	must(t, s.Close())
	must(t, reading.Close())
}

// AnEngineDoesNotWaitForEver: rows that nobody closed hold Close up as long as one may wait for a connection.
func AnEngineDoesNotWaitForEver(t *testing.T, b Backend) {
	e, err := repo.Open(t.Context(), b.URL(t), repo.WithBackend(b.Backend), repo.WithPool(backends.PoolConfig{Timeout: 1_500 * time.Millisecond}))
	must(t, err)
	rows := value(e.Query(t.Context(), builder.Text("SELECT 1 UNION ALL SELECT 2")))(t)
	expect(t, "a row", rows.Next(), true)
	err = e.Close()
	refused(t, err, repo.ErrTimeout)
	says(t, err, "close the rows")
	must(t, rows.Close())
	(&database{Engine: e}).idle(t)
}
