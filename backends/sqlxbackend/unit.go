package sqlxbackend

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// unit is one transaction. Its connection is acquired, and BEGIN sent, with the first statement.
type unit struct {
	kit.Guard
	dialect dialect
	pool    *pool // nil: the transaction is an outer one
	options backends.TxOptions
	conn    *connection // nil before the first statement and after the end
	tx      transaction // nil before the first statement
}

var (
	_ backends.UnitOfWork = (*unit)(nil)
	_ kit.Breaker         = (*unit)(nil)
)

// transaction carries the statements of a unit of work, from BEGIN to its end.
type transaction interface {
	exec(ctx context.Context, s backends.Stmt) (backends.Result, error)
	// query tells ended once how its rows ended, unless it fails.
	query(ctx context.Context, s backends.Stmt, ended func(error) error) (backends.Rows, error)
	// pipeline runs stmts and, where commit says so, COMMIT behind them: then ErrCommitUnknown means what it says, and any
	// other error that nothing was committed.
	pipeline(ctx context.Context, stmts []backends.Stmt, commit bool, each backends.Each) error
	commit(ctx context.Context) error
	// rollback ends the transaction, and sends nothing where none is open.
	rollback(ctx context.Context) error
}

// FromTx makes an outer transaction a unit of work, for repo.WithTx; it is never ended here: Commit and Rollback end the
// unit alone, and whoever began tx commits it or rolls it back.
// Of nil it is a kit.Refusing, which repo.WithTx refuses.
func FromTx(tx *sqlx.Tx) backends.UnitOfWork {
	if tx == nil || tx.Tx == nil {
		return kit.RefusingNil("sqlxbackend.FromTx(nil)", "give it what Beginx answered")
	}
	name := tx.DriverName()
	d := dialect{database: databaseOf(dialectOf(name)), pgx: strings.HasPrefix(name, "pgx"), describes: func() any { return describeModeOf(name) }}
	return &unit{Guard: kit.Guard{Dialect: d.name}, dialect: d, tx: &trips{dialect: d, run: d.caller(tx, &sync.RWMutex{}, nil), native: tx}}
}

// describeModeOf is describeMode of the driver that is registered by name.
func describeModeOf(name string) any {
	db, err := sql.Open(name, "") // which connects to nothing
	if err != nil {
		return nil
	}
	defer func() { _ = db.Close() }()
	return describeMode(db.Driver())
}

// Tx returns the native transaction under a unit of work of this backend, begun now, in a trip of its own, if it was not. It is
// false after a BEGIN that rode on the first statement, or that SQLite was told to make IMMEDIATE, and when u is another
// backend's, is over, or cannot begin. Ending it ends the unit.
func Tx(u backends.UnitOfWork) (*sqlx.Tx, bool) {
	own, ok := kit.Outermost(u).(*unit)
	if !ok || own.Done() || own.Broken() != nil {
		return nil, false
	}
	if own.tx == nil {
		ctx, cancel := context.WithTimeout(context.Background(), backends.DefaultPoolTimeout)
		defer cancel()
		if own.acquire(ctx) != nil || own.sendBegin(ctx, true) != nil {
			return nil, false
		}
	}
	t, ok := own.tx.(*trips)
	if !ok || t.native == nil {
		return nil, false
	}
	t.shared = true
	return t.native, true
}

// Exec implements backends.Runner.
func (u *unit) Exec(ctx context.Context, s backends.Stmt) (backends.Result, error) {
	if err := u.begin(ctx, s); err != nil {
		return backends.Result{}, err
	}
	res, err := u.tx.exec(ctx, s)
	u.note(err, s)
	return res, err
}

// Query implements backends.Runner.
func (u *unit) Query(ctx context.Context, s backends.Stmt) (backends.Rows, error) {
	if err := u.begin(ctx, s); err != nil {
		return nil, err
	}
	r, err := u.tx.query(ctx, s, func(err error) error {
		u.Closed()
		u.note(err, s)
		return err
	})
	if err != nil {
		u.note(err, s)
		return nil, err
	}
	u.Opened(r)
	return r, nil
}

// Pipeline implements backends.Runner.
func (u *unit) Pipeline(ctx context.Context, stmts []backends.Stmt, o backends.PipelineOptions, each backends.Each) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if len(stmts) == 0 {
		if o.Commit {
			return u.Commit(ctx)
		}
		return nil
	}
	if err := u.begin(ctx, stmts...); err != nil {
		return kit.Blame(err, -1)
	}
	err := u.tx.pipeline(ctx, stmts, o.Commit && u.pool != nil, each)
	u.note(err, stmts...)
	switch {
	case !o.Commit:
		return err
	case err != nil:
		return u.ended(ctx, err)
	}
	u.release()
	return nil
}

// begin readies the unit for stmts: checked, on a connection, and begun unless BEGIN rides on them.
func (u *unit) begin(ctx context.Context, stmts ...backends.Stmt) error {
	if err := kit.Fits(u.dialect.maxParams, stmts...); err != nil {
		return err
	}
	if err := u.Check(ctx, stmts...); err != nil || u.tx != nil {
		return err
	}
	if err := u.acquire(ctx); err != nil {
		return err
	}
	if u.conn.pipelines(ctx) {
		u.tx = &pipes{conn: u.conn, options: u.options}
		return nil
	}
	reading := true
	for _, s := range stmts {
		reading = reading && reads(s)
	}
	return u.sendBegin(ctx, reading || u.options.ReadOnly)
}

func (u *unit) acquire(ctx context.Context) (err error) {
	if u.conn == nil {
		u.conn, err = u.pool.acquire(ctx)
	}
	return err
}

// sendBegin sends BEGIN in a trip of its own, and once more on a new connection where the first was lost while it was idle. After an
// error only Rollback is left.
func (u *unit) sendBegin(ctx context.Context, reading bool) error {
	for again := true; ; again = false {
		t := &trips{dialect: u.conn.answers(), conn: u.conn, run: u.conn.caller()}
		u.tx = t
		err := t.begin(ctx, u.options, reading)
		if err == nil {
			return nil
		}
		u.conn.replace(err)
		u.Note(err, t.open) // what BeginTx refused left nothing open
		if !again || !u.conn.bad || ctx.Err() != nil || u.pool.pin != nil {
			return err
		}
		u.conn.discard(nil)
		u.conn, u.tx = nil, nil
		u.Forget()
		if err := u.acquire(ctx); err != nil {
			return err
		}
	}
}
