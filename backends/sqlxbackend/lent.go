package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
)

// lender lends one fresh connection to a *sql.DB, for the connect hooks.
type lender struct {
	conn   driver.Conn
	driver driver.Driver
	lent   atomic.Bool
	broken atomic.Bool // database/sql would have closed the connection
}

// Connect implements driver.Connector.
func (l *lender) Connect(context.Context) (driver.Conn, error) {
	if l.lent.Swap(true) {
		return nil, errors.New("the connection was lost")
	}
	return lent{l.conn, &l.broken}, nil
}

// Driver implements driver.Connector.
func (l *lender) Driver() driver.Driver { return l.driver }

// lent is a connection that its borrower cannot close. It forwards what database/sql asks a connection for, and says
// driver.ErrSkip where the connection lacks it.
type lent struct {
	driver.Conn
	broken *atomic.Bool
}

var (
	_ driver.ExecerContext      = lent{}
	_ driver.QueryerContext     = lent{}
	_ driver.ConnPrepareContext = lent{}
	_ driver.ConnBeginTx        = lent{}
	_ driver.NamedValueChecker  = lent{}
	_ driver.Pinger             = lent{}
)

// Close closes nothing.
func (l lent) Close() error {
	l.broken.Store(true)
	return nil
}

// ExecContext implements driver.ExecerContext.
func (l lent) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c, ok := l.Conn.(driver.ExecerContext); ok {
		return c.ExecContext(ctx, query, args)
	}
	return nil, driver.ErrSkip
}

// QueryContext implements driver.QueryerContext.
func (l lent) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c, ok := l.Conn.(driver.QueryerContext); ok {
		return c.QueryContext(ctx, query, args)
	}
	return nil, driver.ErrSkip
}

// PrepareContext implements driver.ConnPrepareContext.
func (l lent) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if c, ok := l.Conn.(driver.ConnPrepareContext); ok {
		return c.PrepareContext(ctx, query)
	}
	return l.Prepare(query)
}

// BeginTx implements driver.ConnBeginTx.
func (l lent) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if c, ok := l.Conn.(driver.ConnBeginTx); ok {
		return c.BeginTx(ctx, opts)
	}
	if opts != (driver.TxOptions{}) {
		return nil, errors.New("the driver has no transaction options")
	}
	return l.Begin()
}

// CheckNamedValue implements driver.NamedValueChecker.
func (l lent) CheckNamedValue(v *driver.NamedValue) error {
	if c, ok := l.Conn.(driver.NamedValueChecker); ok {
		return c.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// Ping implements driver.Pinger.
func (l lent) Ping(ctx context.Context) error {
	if c, ok := l.Conn.(driver.Pinger); ok {
		return c.Ping(ctx)
	}
	return nil
}
