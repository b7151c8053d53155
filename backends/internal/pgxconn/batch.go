package pgxconn

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Pipeline sends stmts on conn in one round trip, as one implicit transaction when none is open, and calls each in order
// with what every statement answered. Package pgxstdlib shares it; units of work add BEGIN and COMMIT to it.
// Errors are *backends.Error with the statement's index, what each answered, or kit.ErrCommitApart.
func Pipeline(ctx context.Context, conn *pgx.Conn, stmts []backends.Stmt, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) > 0 && commits(conn, stmts) {
		rides, err := wrappedOf(conn).commitRides(ctx, conn, stmts)
		if err != nil {
			return kit.Unsent(err)
		}
		if !rides {
			return kit.ErrCommitApart
		}
	}
	return pipeline(ctx, conn, stmts, each)
}

// pipeline is Pipeline for who cannot send COMMIT apart.
func pipeline(ctx context.Context, conn *pgx.Conn, stmts []backends.Stmt, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) == 0 {
		return nil
	}
	b := batch{stmts: stmts, each: each, guards: commits(conn, stmts)}
	b.alone = len(stmts) == 1 && kit.NamesRows(stmts[0].SQL) // a pipeline is described by what pgx has kept
	lost := b.guards && !Alive(conn)
	err := b.sendShared(ctx, conn)
	if err != nil && lost {
		err = kit.Unsent(err)
	}
	if err != nil && b.guards {
		err = wrappedOf(conn).outdated(err, stmts)
	}
	return err
}

// sendShared sends b for whoever knows conn alone: no unit of work says whether the transaction is to be declared.
func (b batch) sendShared(ctx context.Context, conn *pgx.Conn) error {
	if b.guards && kit.Verb(b.stmts[len(b.stmts)-1].SQL) != "COMMIT" && oneText(conn) {
		return b.declared(ctx, conn)
	}
	_, err := b.send(ctx, conn)
	return err
}

// declared sends b as a transaction in so many words. Under the simple protocol, what fails at the end of an implicit one
// is answered in place of its last statement.
func (b batch) declared(ctx context.Context, conn *pgx.Conn) error {
	b.before, b.after = "begin", "commit"
	_, err := b.send(ctx, conn)
	if err != nil && conn.PgConn().TxStatus() == 'E' {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTime)
		defer cancel()
		if _, failed := conn.Exec(ctx, "rollback"); failed != nil {
			_ = conn.Close(ctx) // nobody knows its state
		}
	}
	return err
}

// commits reports whether stmts, sent in one go, are durable at their end.
func commits(conn *pgx.Conn, stmts []backends.Stmt) bool {
	return kit.Verb(stmts[len(stmts)-1].SQL) == "COMMIT" || conn.PgConn().TxStatus() == 'I' && kit.Verb(stmts[0].SQL) != "BEGIN"
}

// batch is one trip: statements, with what goes before and behind them.
type batch struct {
	begin  *pgx.TxOptions // BEGIN goes first
	before string         // else this does; "" is nothing
	stmts  []backends.Stmt
	first  int    // the index of stmts[0] in the caller's list
	after  string // COMMIT, or nothing
	alone  bool   // it is one statement with nothing before or behind it: no pipeline is needed
	guards bool   // it commits, so that the server must count
	each   backends.Each
	begun  *transaction // gets the transaction that this batch began where each does not return
}

// outcome is what is known of a batch beyond its error.
type outcome struct {
	tx       pgx.Tx // begun by this batch
	answered bool   // the server answered the statement or the end that failed: nothing is uncertain
	refused  error  // of each: everything was sent, and answered
}

func (b batch) send(ctx context.Context, q querier) (outcome, error) {
	if b.alone {
		return b.sendAlone(ctx, q)
	}
	queue, err := b.queue(connOf(q))
	if err != nil {
		return outcome{answered: true}, err
	}
	results := sendBatch(ctx, q, queue)
	returned := false
	defer func() {
		if !returned { // each panicked, or ended its goroutine: what is behind is read all the same, so that the connection serves on
			_ = results.Close()
			if tx := results.Tx(); tx != nil && b.begun != nil {
				*b.begun = tx
			}
		}
	}()
	out, err := b.read(ctx, q, results)
	out.tx, returned = results.Tx(), true
	return out, err
}

// sendBatch sends what was queued. An argument that panics as it is encoded leaves a pipeline half written, which nothing ends but its connection.
func sendBatch(ctx context.Context, q querier, queue *pgx.Batch) pgx.BatchResults {
	sent := false
	defer func() {
		if conn := connOf(q); !sent && conn != nil {
			_ = conn.PgConn().Conn().Close() // what is written must not be sent
			_ = conn.Close(ctx)
		}
	}()
	results := q.SendBatch(ctx, queue)
	sent = true
	return results
}

// sendAlone sends the one statement, which commits itself.
func (b batch) sendAlone(ctx context.Context, q querier) (outcome, error) {
	s, args, err := b.bound(connOf(q), 0)
	if err != nil {
		return outcome{answered: true}, err
	}
	native, _ := q.Query(ctx, s.SQL, describedAnew(connOf(q), s, args)...) // its error comes again from the rows
	return b.read(ctx, q, single{native})
}

// bound returns statement i as it is sent.
func (b batch) bound(conn *pgx.Conn, i int) (s backends.Stmt, args []any, err error) {
	if s = b.stmts[i]; b.guarded(s) {
		s = counted(s)
	}
	args, err = argumentsOf(conn, s)
	return s, args, kit.Blame(err, b.first+i)
}

func (b batch) queue(conn *pgx.Conn) (*pgx.Batch, error) {
	queue := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, len(b.stmts)+2)}
	if b.begin != nil {
		queue.BeginTx(*b.begin)
	} else if b.before != "" {
		queue.Queue(b.before)
	}
	for i := range b.stmts {
		s, args, err := b.bound(conn, i)
		if err != nil {
			return nil, err
		}
		queue.Queue(s.SQL, args...)
	}
	if b.after != "" {
		queue.Queue(b.after)
	}
	return queue, nil
}

// read takes the answers in order. Whatever happens, the batch is read to its end and closed.
func (b batch) read(ctx context.Context, q querier, results answers) (outcome, error) {
	index, err := b.answers(ctx, results)
	closing := results.Close()
	if one, alone := results.(single); alone && index >= 0 && one.done() {
		index = -1
	}
	refusal := classifyBatch(ctx, q, err)
	switch {
	case err == nil && closing == nil:
		return outcome{answered: true}, nil
	case err == nil: // only the end failed: a constraint checked at commit, or the connection
		e := classifyBatch(ctx, q, closing)
		return outcome{answered: isFinal(connOf(q), closing)}, kit.Blame(e, -1)
	case index == ownError:
		if closing != nil {
			return outcome{answered: isFinal(connOf(q), closing)}, kit.Blame(classifyBatch(ctx, q, closing), -1)
		}
		return outcome{answered: true, refused: err}, err
	}
	if errors.Is(refusal, backends.ErrConnection) {
		return outcome{answered: isFinal(connOf(q), err)}, kit.Blame(refusal, -1)
	}
	unsent := errors.Is(refusal, backends.ErrDataException) // pgx could not write an argument: the server was asked nothing
	return outcome{answered: unsent || isFinal(connOf(q), err)}, kit.Blame(refusal, b.blamed(err, index, connOf(q)))
}

// ownError is the index of an error of each.
const ownError = -2

// answers reads every answer until the first error and says whose it is: a statement's index in b.stmts, ownError, or -1.
func (b batch) answers(ctx context.Context, results answers) (int, error) {
	if b.begin != nil || b.before != "" {
		if _, err := results.Exec(); err != nil {
			return -1, err
		}
	}
	for i, s := range b.stmts {
		own, err := b.answer(ctx, results, i, s)
		switch {
		case err == nil:
		case own:
			return ownError, err
		case b.guarded(s):
			return i, verdictOf(err, s)
		default:
			return i, err
		}
	}
	if b.after == "" {
		return -1, nil
	}
	tag, err := results.Exec()
	if err == nil && tag.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	return -1, err
}

// guarded reports whether the server counts for s.
func (b batch) guarded(s backends.Stmt) bool { return b.guards && s.Expect > 0 }

// answer reads the answer of statement i. own says that the error is that of each.
func (b batch) answer(ctx context.Context, results answers, i int, s backends.Stmt) (own bool, err error) {
	if s.Rows || b.guarded(s) {
		return b.answerRows(ctx, results, i, s)
	}
	tag, err := results.Exec()
	if err == nil {
		err = kit.Expected(s, tag.RowsAffected())
	}
	if err != nil || b.each == nil {
		return false, err
	}
	err = b.each(b.first+i, nil, backends.Result{RowsAffected: tag.RowsAffected()})
	return err != nil, err
}

func (b batch) answerRows(ctx context.Context, results answers, i int, s backends.Stmt) (own bool, err error) {
	native, err := results.Query()
	if err != nil {
		return false, err
	}
	r := &rows{native: native, ctx: ctx, peeked: true, more: native.Next()}
	defer native.Close()
	if !r.more && native.Err() != nil {
		return false, native.Err()
	}
	switch {
	case b.each == nil:
	case s.Rows:
		r.verdict = b.guarded(s)
		err = b.each(b.first+i, r, backends.Result{})
	default: // the server counted what would have been affected, and it is as many as expected
		err = b.each(b.first+i, nil, backends.Result{RowsAffected: s.Expect})
	}
	r.exhausted = true
	if native.Close(); native.Err() != nil {
		return false, native.Err()
	}
	if err == nil && !b.guarded(s) {
		return false, kit.Expected(s, native.CommandTag().RowsAffected())
	}
	return err != nil, err
}
