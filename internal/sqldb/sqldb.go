// Package sqldb opens a backends.Runner as a database/sql database, so that libraries written for that run on every backend.
package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/drey-db/drey/backends"
)

// Beginner is a Runner that begins transactions.
type Beginner interface {
	backends.Runner
	// Begin begins a transaction, which is a Runner until it ends.
	Begin(ctx context.Context, o driver.TxOptions) (Transaction, error)
}

// Transaction is what a Beginner begins.
type Transaction interface {
	backends.Runner
	Commit() error
	Rollback() error
}

// Open returns a database whose statements all go to r, one after the other. Closing it leaves r as it is. BeginTx works where
// r is a Beginner.
func Open(r backends.Runner) *sql.DB {
	db := sql.OpenDB(connector{r})
	db.SetMaxOpenConns(1)
	return db
}

type connector struct{ runner backends.Runner }

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) { return &conn{runner: c.runner}, nil }

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return unnamed{} }

// unnamed is the driver of connectors: nothing is opened by name.
type unnamed struct{}

// Open implements driver.Driver.
func (unnamed) Open(string) (driver.Conn, error) {
	return nil, errors.New("sqldb: a database is opened over a runner, not by name")
}

// conn is the one connection: the runner, or its transaction.
type conn struct {
	runner backends.Runner
	tx     Transaction
}

var (
	_ driver.ExecerContext     = (*conn)(nil)
	_ driver.QueryerContext    = (*conn)(nil)
	_ driver.ConnBeginTx       = (*conn)(nil)
	_ driver.NamedValueChecker = (*conn)(nil)
)

// Close implements driver.Conn.
func (c *conn) Close() error { return nil }

// CheckNamedValue implements driver.NamedValueChecker: the runner takes every value that drey takes.
func (c *conn) CheckNamedValue(*driver.NamedValue) error { return nil }

// present returns where statements go now.
func (c *conn) present() backends.Runner {
	if c.tx != nil {
		return c.tx
	}
	return c.runner
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	res, err := c.present().Exec(ctx, backends.Stmt{SQL: query, Args: plain(args)})
	if err != nil {
		return nil, err
	}
	return driver.RowsAffected(res.RowsAffected), nil
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	r, err := c.present().Query(ctx, backends.Stmt{SQL: query, Args: plain(args), Rows: true})
	if err != nil {
		return nil, err
	}
	names, err := r.Columns()
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	return &rows{Rows: r, names: names}, nil
}

func plain(args []driver.NamedValue) []any {
	if len(args) == 0 {
		return nil
	}
	values := make([]any, len(args))
	for i, arg := range args {
		values[i] = arg.Value
	}
	return values
}

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	b, ok := c.runner.(Beginner)
	if !ok {
		return nil, errors.New("sqldb: the runner begins no transactions: it is one")
	}
	tx, err := b.Begin(ctx, o)
	if err != nil {
		return nil, err
	}
	c.tx = tx
	return ending{c}, nil
}

// Begin implements driver.Conn.
func (c *conn) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// ending ends the transaction of a conn.
type ending struct{ conn *conn }

// Commit implements driver.Tx.
func (e ending) Commit() error { return e.end(Transaction.Commit) }

// Rollback implements driver.Tx.
func (e ending) Rollback() error { return e.end(Transaction.Rollback) }

func (e ending) end(how func(Transaction) error) error {
	tx := e.conn.tx
	e.conn.tx = nil
	return how(tx)
}

// Prepare implements driver.Conn. Nothing is prepared before it is sent.
func (c *conn) Prepare(query string) (driver.Stmt, error) { return stmt{c, query}, nil }

type stmt struct {
	conn  *conn
	query string
}

var (
	_ driver.StmtExecContext  = stmt{}
	_ driver.StmtQueryContext = stmt{}
)

// Close implements driver.Stmt.
func (s stmt) Close() error { return nil }

// NumInput implements driver.Stmt: the runner counts.
func (s stmt) NumInput() int { return -1 }

// ExecContext implements driver.StmtExecContext.
func (s stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.query, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.query, args)
}

// Exec implements driver.Stmt.
func (s stmt) Exec([]driver.Value) (driver.Result, error) { return nil, errors.ErrUnsupported }

// Query implements driver.Stmt.
func (s stmt) Query([]driver.Value) (driver.Rows, error) { return nil, errors.ErrUnsupported }

// rows are a runner's rows as a driver's.
type rows struct {
	backends.Rows
	names []string
	dest  []any
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string { return r.names }

// Next implements driver.Rows.
func (r *rows) Next(dest []driver.Value) error {
	if !r.Rows.Next() {
		if err := r.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	if r.dest == nil {
		r.dest = make([]any, len(dest))
	}
	for i := range dest {
		r.dest[i] = (*any)(&dest[i])
	}
	return r.Scan(r.dest...)
}
