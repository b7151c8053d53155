package pgtest

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"
)

// connections are idle ones to one database. They have no goroutines. The zero value is ready, and safe for concurrent use.
type connections struct {
	mutex sync.Mutex
	idle  []*pgx.Conn
}

// take returns an idle connection, or a new one to url.
func (c *connections) take(ctx context.Context, url string) (*pgx.Conn, error) {
	for {
		conn := c.last()
		if conn == nil {
			return connect(ctx, url)
		}
		if conn.Ping(ctx) == nil {
			return conn, nil
		}
		_ = conn.Close(ctx)
	}
}

func (c *connections) last() *pgx.Conn {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if len(c.idle) == 0 {
		return nil
	}
	conn := c.idle[len(c.idle)-1]
	c.idle = c.idle[:len(c.idle)-1]
	return conn
}

// give makes a connection idle.
func (c *connections) give(conn *pgx.Conn) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.idle = append(c.idle, conn)
}

// close closes those that are idle.
func (c *connections) close() {
	for conn := c.last(); conn != nil; conn = c.last() {
		_ = conn.Close(context.Background())
	}
}
