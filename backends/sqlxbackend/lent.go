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
	return lent{forwarded{l.conn}, &l.broken}, nil
}

// Driver implements driver.Connector.
func (l *lender) Driver() driver.Driver { return l.driver }

// lent is a connection that its borrower cannot close.
type lent struct {
	forwarded
	broken *atomic.Bool
}

// Close closes nothing.
func (l lent) Close() error {
	l.broken.Store(true)
	return nil
}
