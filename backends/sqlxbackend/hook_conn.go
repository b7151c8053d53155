package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
)

// hookConnector lends one fresh connection to a *sql.DB, for the connect hooks.
type hookConnector struct {
	conn      driver.Conn
	driver    driver.Driver
	connected atomic.Bool
	broken    atomic.Bool // database/sql would have closed the connection
}

// Connect implements driver.Connector.
func (l *hookConnector) Connect(context.Context) (driver.Conn, error) {
	if l.connected.Swap(true) {
		return nil, errors.New("the connection was lost")
	}
	return hookConn{forwarded{l.conn}, &l.broken}, nil
}

// Driver implements driver.Connector.
func (l *hookConnector) Driver() driver.Driver { return l.driver }

// hookConn is a connection that its borrower cannot close.
type hookConn struct {
	forwarded
	broken *atomic.Bool
}

// Close closes nothing.
func (l hookConn) Close() error {
	l.broken.Store(true)
	return nil
}
