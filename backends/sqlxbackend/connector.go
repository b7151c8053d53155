package sqlxbackend

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// connector opens connections of a registered driver and prepares each before anyone uses it.
type connector struct {
	source
	url     backends.URL
	native  driver.Connector
	limit   time.Duration // for one connection to open
	hooks   []func(context.Context, backends.Runner) error
	dialect dialect
	keeps   bool // statements that come again stay prepared

	opened  atomic.Int64  // connections
	dialing atomic.Int64  // likewise, as they are being made
	opening chan struct{} // of a local database: full while one opens, as connections that open side by side lock each other out
	anchor  driver.Conn   // keeps a database in memory while no other connection is open
}

var (
	_ driver.Connector = (*connector)(nil)
	_ io.Closer        = (*connector)(nil)
)

func newConnector(s source, u backends.URL, d dialect, hooks []func(context.Context, backends.Runner) error) (*connector, error) {
	native, err := nativeConnector(u, s, d.driver)
	if err == nil && s.otherwise != "" {
		other := s
		other.dsn = s.otherwise
		p := preferring{Connector: native}
		p.otherwise, err = nativeConnector(u, other, d.driver)
		native = p
	}
	if err != nil {
		return nil, err
	}
	if d.onConnect != nil {
		own := func(ctx context.Context, c backends.Runner) error { return d.onConnect(ctx, c, u.Query, s.memory) }
		hooks = slices.Insert(slices.Clone(hooks), 0, own)
	}
	d.driver = nil // hooks run on a guarded connection, which no Driver knows
	return &connector{
		source: s, url: u, native: native, limit: connectLimit(u), hooks: hooks, dialect: d, keeps: wantsPrepared(native, u), opening: make(chan struct{}, 1),
	}, nil
}

// nativeConnector returns what the registered driver makes of the DSN, or our Driver in its place, without a connection.
func nativeConnector(u backends.URL, s source, ours Driver) (driver.Connector, error) {
	db, err := sql.Open(s.driver, s.dsn)
	if err != nil {
		return nil, refusedDSN(u, s.driver, err)
	}
	native := db.Driver()
	_ = db.Close() // it never connected
	opener, ok := ours.(driver.DriverContext)
	lazy := !ok || !serves(ours, native)
	if lazy {
		opener, ok = native.(driver.DriverContext)
	}
	if !ok {
		return dsnConnector{native, s.dsn}, nil
	}
	c, err := opener.OpenConnector(s.dsn)
	if err == nil && lazy && strings.HasPrefix(s.driver, "pgx") {
		err = unreadable(c)
	}
	if err != nil {
		return nil, refusedDSN(u, s.driver, err)
	}
	return c, nil
}

func refusedDSN(u backends.URL, driverName string, err error) error {
	cause := kit.Masked(u, err)
	return &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: "the driver " + driverName + " cannot read its host, port or query: " + sqlstate.WrongURL(cause.Error()), Err: cause}
}

// dsnConnector is the connector of a driver that has none.
type dsnConnector struct {
	driver driver.Driver
	dsn    string
}

func (c dsnConnector) Driver() driver.Driver { return c.driver }

func (c dsnConnector) Connect(ctx context.Context) (driver.Conn, error) {
	open := func() (driver.Conn, error) { return c.driver.Open(c.dsn) }
	return await(ctx, &sync.RWMutex{}, open, func(late driver.Conn) { _ = late.Close() })
}

// Driver implements driver.Connector.
func (c *connector) Driver() driver.Driver { return c.native.Driver() }

// Connect implements driver.Connector. The wait for a free connection does not bound it, only the caller's context and the
// connect timeout do.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	ctx = callerOf(ctx)
	c.dialing.Add(1)
	defer c.dialing.Add(-1)
	if c.dialect.local {
		if err := c.turn(ctx); err != nil {
			return nil, err
		}
		defer func() { <-c.opening }()
	}
	if err := c.drop(ctx); err != nil {
		return nil, err
	}
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	var stream *frames
	if isPq(conn) {
		stream = follow(conn)
	}
	if err := c.prepare(ctx, conn); err != nil {
		var refusal *backends.Error
		if errors.As(err, &refusal) && refusal.Code == notADatabase {
			return nil, notConnected(ctx, c.url, err)
		}
		return nil, err
	}
	c.opened.Add(1)
	switch {
	case c.keeps:
		return newPrepared(conn, stream), nil
	case isPq(c.Driver()):
		return newWhole(conn, stream), nil
	}
	return conn, nil
}

// turn waits until no other connection opens.
func (c *connector) turn(ctx context.Context) error {
	select {
	case c.opening <- struct{}{}:
		return nil
	case <-ctx.Done():
		return kit.ContextError(ctx, nil)
	}
}

// drop drops the anchor of a database in memory, if it is not down yet.
func (c *connector) drop(ctx context.Context) (err error) {
	if c.memory && c.anchor == nil {
		c.anchor, err = c.dial(ctx)
	}
	return err
}

func (c *connector) dial(ctx context.Context) (driver.Conn, error) {
	limited, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	conn, err := c.native.Connect(limited)
	if err != nil {
		return nil, notConnected(ctx, c.url, err)
	}
	return conn, nil
}

// Close implements io.Closer: a database in memory ends with its pool.
func (c *connector) Close() error {
	c.opening <- struct{}{}
	defer func() { <-c.opening }()
	if c.anchor == nil {
		return nil
	}
	anchor := c.anchor
	c.anchor = nil
	return anchor.Close()
}

// callerKey is where acquire puts the caller's context under the one that ends with the wait for a connection.
type callerKey struct{}

func callerOf(ctx context.Context) context.Context {
	if caller, ok := ctx.Value(callerKey{}).(context.Context); ok {
		return caller
	}
	return ctx
}
