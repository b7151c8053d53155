package sqlxbackend

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// trips is a transaction that makes one call a statement.
type trips struct {
	dialect dialect
	conn    *connection // nil: the transaction is an outer one
	run     executor
	native  *sqlx.Tx           // nil: BEGIN was plain text
	cut     context.CancelFunc // breaks off a call of native that does not return
	open    bool               // BEGIN was sent
	read    bool               // SQLite: it began by reading, and holds no write lock
	locked  bool               // SQLite: query_only is on
	shared  bool               // native was handed out: anything may have happened on it
}

var _ transaction = (*trips)(nil)

// begin sends BEGIN. On SQLite a transaction that will write takes the write lock at once.
func (t *trips) begin(ctx context.Context, o backends.TxOptions, reading bool) error {
	if t.locked = t.dialect.writeLock && o.ReadOnly; t.locked {
		if err := t.execText(ctx, "PRAGMA query_only = ON"); err != nil {
			return err
		}
	}
	t.open, t.read = true, t.dialect.writeLock && reading
	if t.dialect.writeLock && !reading {
		err := t.execText(ctx, "BEGIN IMMEDIATE")
		t.open = err == nil || !refusedByDatabase(ctx, err)
		return err
	}
	err := t.beginNative(ctx, o)
	if !o.ReadOnly && unsupported(err) {
		o.ReadOnly, t.open = true, true // lib/pq says READ WRITE, which a standby refuses: what it reads it reads so
		err = t.beginNative(ctx, o)
	}
	if err != nil {
		return err
	}
	if o.Deferrable && t.dialect.deferrable != "" {
		return t.execText(ctx, t.dialect.deferrable)
	}
	return nil
}

// refusedByDatabase reports whether the database itself refused a statement, and so did nothing of it.
func refusedByDatabase(ctx context.Context, err error) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && refusal.Code != "" && ctx.Err() == nil
}

// unsupported reports whether the server refused something as a feature that it does not have.
func unsupported(err error) bool {
	var refusal *backends.Error
	return errors.As(err, &refusal) && refusal.Code == "0A000"
}

// beginNative begins under a context of the transaction's own: the caller's bounds BEGIN, not what follows.
func (t *trips) beginNative(ctx context.Context, o backends.TxOptions) error {
	own, cut := context.WithCancel(context.WithoutCancel(ctx))
	tooLate := context.AfterFunc(ctx, cut)
	begin := func() (*sqlx.Tx, error) { return t.conn.BeginTxx(own, t.dialect.txOptions(o)) }
	tx, err := await(ctx, &t.conn.calls, begin, func(late *sqlx.Tx) { _ = late.Rollback() })
	if !tooLate() && err == nil {
		_ = tx.Rollback() // cut off while it began
		err = ctx.Err()
	}
	if err != nil {
		cut()
		t.open = false
		return t.dialect.answered(ctx, err)
	}
	t.native, t.cut, t.run = tx, cut, t.dialect.caller(tx, &t.conn.calls, t.conn.abort)
	return nil
}

func (t *trips) execText(ctx context.Context, text string) error {
	_, err := exec(ctx, t.run, t.dialect, backends.Stmt{SQL: text})
	return err
}

func (t *trips) exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	res, err := exec(ctx, t.run, t.dialect, s)
	return res, t.upgraded(s, err)
}

// upgraded makes a refusal to write after reading what it is. SQLite does not wait then: another writer would have to end
// before this reader could, and the reader's view would be old. It returns with the code of a wait that was too long.
func (t *trips) upgraded(s backends.Stmt, err error) error {
	var e *backends.Error
	if !t.read || reads(s) || !errors.As(err, &e) || e.Kind != backends.ErrTimeout || e.Code == "" {
		return err
	}
	again := *e
	again.Kind, again.Message = backends.ErrSerialization, "another transaction writes: roll back and run the whole again"
	return &again
}

func (t *trips) query(ctx context.Context, s backends.Stmt, ended func(error) error) (backends.Rows, error) {
	r, err := query(ctx, t.run, t.dialect, s, ended)
	if err != nil {
		return nil, t.upgraded(s, err)
	}
	return r, nil
}

func (t *trips) pipeline(ctx context.Context, stmts []backends.Stmt, commit bool, each backends.Each) error {
	for i, s := range stmts {
		if err := t.step(ctx, i, s, each); err != nil {
			return err
		}
	}
	if commit {
		return t.commit(ctx)
	}
	return nil
}

// step runs statement i of a pipeline.
func (t *trips) step(ctx context.Context, i int, s backends.Stmt, each backends.Each) error {
	if !s.Rows || each == nil {
		res, err := t.exec(ctx, s)
		if err == nil {
			err = kit.Expected(s, res.RowsAffected)
		}
		if err != nil || each == nil {
			return blamed(err, i)
		}
		return each(i, nil, res)
	}
	r, err := query(ctx, t.run, t.dialect, s, nil)
	if err != nil {
		return blamed(t.upgraded(s, err), i)
	}
	defer func() { _ = r.Close() }() // also where each does not return
	own := each(i, r, backends.Result{})
	for own == nil && s.Expect > 0 && r.Next() { // the rest counts, too
	}
	err = r.end()
	if err == nil && own == nil {
		err = kit.Expected(s, r.count)
	}
	if err != nil {
		return blamed(err, i)
	}
	return own
}

func (t *trips) commit(ctx context.Context) error {
	if t.dialect.local {
		ctx = context.WithoutCancel(ctx) // busy_timeout bounds the wait, and then everybody knows
	}
	lost := !t.conn.alive() // then nobody hears COMMIT, and its fate is known
	var err error
	if t.native != nil {
		err = t.bounded(ctx, t.native.Commit)
	} else {
		_, err = t.run.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		if err = t.fate(ctx, err); lost {
			err = kit.Unsent(err)
		}
		return t.conn.commitFailed(err)
	}
	t.unlock(ctx)
	return nil
}

// fate looks closer at an error of COMMIT or ROLLBACK that the driver did not explain. Where the native transaction was
// handed out, a connection that lives on says that COMMIT was answered, and it was no yes: the transaction had been aborted
// behind our back. Else pgx has no other such error than that of a connection that was lost.
func (t *trips) fate(ctx context.Context, err error) error {
	var e *backends.Error
	if err = t.dialect.explain(ctx, err); !errors.As(err, &e) || e.Kind != "" || e.Code != "" {
		return err
	}
	if t.shared && t.conn.PingContext(ctx) == nil {
		return &backends.Error{Kind: backends.ErrTxAborted, Stmt: -1, Err: err}
	}
	if t.dialect.pgx {
		return lost(err)
	}
	return err
}

func (t *trips) rollback(ctx context.Context) error {
	var err error
	switch {
	case !t.open:
	case t.native != nil:
		err = t.bounded(ctx, t.native.Rollback)
	default:
		_, err = t.run.ExecContext(ctx, "ROLLBACK")
	}
	err = t.fate(ctx, err)
	if err != nil && !errors.Is(err, backends.ErrTxDone) && !t.endedItself(err) {
		return err
	}
	t.unlock(ctx)
	return nil
}

// endedItself reports whether SQLite had rolled back on its own, as it does on a full disk: its ROLLBACK has no other error.
func (t *trips) endedItself(err error) bool {
	var e *backends.Error
	return t.dialect.goneCode != "" && errors.As(err, &e) && e.Code == t.dialect.goneCode
}

// unlock lets the connection write again; one that will not is thrown away.
func (t *trips) unlock(ctx context.Context) {
	if t.locked && t.conn != nil && !t.conn.bad {
		if _, err := t.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = OFF"); err != nil {
			t.conn.bad = true
		}
	}
}

// bounded calls an end of the native transaction, which takes no context of its own. One that does not return in time is
// cut off, and left.
func (t *trips) bounded(ctx context.Context, end func() error) error {
	_, err := await(ctx, &t.conn.calls, func() (struct{}, error) {
		defer t.cut()
		return struct{}{}, end()
	}, nil)
	if ctx.Err() != nil {
		t.cut()
	}
	return err
}
