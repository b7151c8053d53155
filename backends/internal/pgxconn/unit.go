package pgxconn

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// rollbackTime is what a Rollback has, whatever its context.
const rollbackTime = 5 * time.Second

// unit is one transaction. Its connection is acquired, and BEGIN sent, with the first statement.
type unit struct {
	kit.Guard
	pool    *pool // nil: the transaction is an outer one
	options pgx.TxOptions
	conn    *pgxpool.Conn // nil before the first statement and after the end
	tx      transaction   // nil before BEGIN was sent
}

var (
	_ backends.UnitOfWork = (*unit)(nil)
	_ backends.Copier     = (*unit)(nil)
	_ kit.Breaker         = (*unit)(nil)
)

// FromTx returns a unit of work on a transaction that somebody else began, and ends.
func FromTx(tx pgx.Tx) backends.UnitOfWork {
	if v := reflect.ValueOf(tx); tx == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return kit.RefusingNil("pgxbackend.FromTx(nil)", "give it what Begin answered")
	}
	return &unit{Guard: kit.Guard{Dialect: dialectName}, tx: tx}
}

// Tx returns the native transaction under a unit of work, begun now if it was not; false where there is none.
func Tx(u backends.UnitOfWork) (pgx.Tx, bool) {
	own, ok := kit.Outermost(u).(*unit)
	if !ok || own.Done() {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), backends.DefaultPoolTimeout)
	defer cancel()
	if own.begin(ctx) != nil {
		return nil, false
	}
	if unknown, ok := own.tx.(begunInText); ok {
		tx, err := unknown.native(ctx)
		if err != nil {
			return nil, false
		}
		own.tx = tx
	}
	tx, ok := own.tx.(pgx.Tx)
	return tx, ok
}

// Exec implements backends.Runner.
func (u *unit) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if err := u.Check(ctx, s); err != nil {
		return backends.Result{}, err
	}
	if u.tx != nil {
		res, err := exec(ctx, u.tx, s)
		u.note(err, s)
		return res, err
	}
	var res backends.Result
	err := u.beginWith(ctx, batch{stmts: []backends.Stmt{{SQL: s.SQL, Args: s.Args}}, each: func(_ int, _ backends.Rows, answer backends.Result) error {
		res = answer
		return nil
	}})
	return res, kit.Blame(err, 0)
}

// Query implements backends.Runner.
func (u *unit) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if err := u.Check(ctx, s); err != nil {
		return nil, err
	}
	open := u.queryBegun
	if u.tx == nil && kit.NamesRows(s.SQL) { // a batch is described by what pgx has kept
		if err := u.begin(ctx); err != nil {
			return nil, err
		}
	} else if u.tx == nil {
		open = u.queryBeginning
	}
	r, err := open(ctx, s)
	if err != nil {
		return nil, err
	}
	if !r.exhausted {
		u.Opened(r)
	}
	return r, nil
}

func (u *unit) queryBegun(ctx context.Context, s backends.Stmt) (*rows, error) {
	return query(ctx, u.tx, s, ended(func(err error) error {
		u.Closed()
		u.note(err, s)
		return err
	}))
}

// queryBeginning lets BEGIN ride in front of the query, whose rows are then streamed as any others.
func (u *unit) queryBeginning(ctx context.Context, s backends.Stmt) (*rows, error) {
	if err := u.acquire(ctx); err != nil {
		return nil, err
	}
	queue, err := batch{begin: &u.options, stmts: []backends.Stmt{s}}.queue(u.conn.Conn())
	if err != nil {
		u.note(err, s)
		return nil, err
	}
	results := sendBatch(ctx, u.conn.Conn(), queue)
	if _, err = results.Exec(); err != nil {
		err = errors.Join(err, results.Close())
		err = kit.Blame(classifyBatch(ctx, u.conn.Conn(), err), 0)
		u.tx = results.Tx()
		u.note(err, s)
		return nil, err
	}
	u.tx = results.Tx()
	native, _ := results.Query() // its error comes again from the rows
	return openRows(ctx, native, ended(func(err error) error {
		if closing := results.Close(); err == nil {
			err = classifyBatch(ctx, u.conn.Conn(), closing)
		}
		u.Closed()
		u.note(err, s)
		return err
	}))
}

// begin sends BEGIN alone, if it was not sent yet.
func (u *unit) begin(ctx context.Context) error {
	if u.tx != nil {
		return nil
	}
	if err := u.acquire(ctx); err != nil {
		return err
	}
	tx, err := u.conn.Conn().BeginTx(context.WithoutCancel(ctx), u.options)
	if err != nil {
		err = classifyOn(ctx, u.conn.Conn(), err)
		u.Note(err, true)
		return err
	}
	u.tx = tx
	return nil
}

// beginWith sends b with BEGIN in front.
func (u *unit) beginWith(ctx context.Context, b batch) error {
	if err := u.acquire(ctx); err != nil {
		return err
	}
	b.begin, b.begun = &u.options, &u.tx
	out, err := b.send(ctx, u.conn.Conn())
	if out.tx != nil {
		u.tx = out.tx
	}
	u.note(err, b.stmts...)
	return err
}

func (u *unit) acquire(ctx context.Context) (err error) {
	if u.conn == nil {
		u.conn, err = u.pool.acquire(ctx)
	}
	return err
}

// note keeps what came of statements.
func (u *unit) note(err error, stmts ...backends.Stmt) {
	if u.outdated(err, stmts); u.pool != nil && u.options.AccessMode != pgx.ReadOnly {
		u.pool.demoted(err)
	}
	lost := u.tx != nil && connOf(u.tx) != nil && connOf(u.tx).IsClosed()
	u.Note(err, lost || u.conn != nil && u.conn.Conn().IsClosed(), stmts...)
}

// release gives the connection back; the pool closes it unless it is sound and idle.
func (u *unit) release() {
	if u.End(); u.conn != nil {
		u.pool.release(u.conn)
		u.conn = nil
	}
}
