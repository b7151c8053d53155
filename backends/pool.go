package backends

import (
	"context"
	"time"
)

// The defaults of a [PoolConfig], and the time a connection may take to open when the URL does not say (connect_timeout).
const (
	DefaultPoolSize       = 5
	DefaultPoolOverflow   = 10
	DefaultPoolTimeout    = 30 * time.Second
	DefaultConnectTimeout = 10 * time.Second
	DefaultMaxParams      = 32_700
)

// PoolConfig sizes a pool. The zero value is SQLAlchemy's default.
type PoolConfig struct {
	Size     int           // connections kept; 0: 5
	Overflow int           // connections beyond Size; 0: 10; -1: none
	Timeout  time.Duration // wait for a connection; 0: 30 s
	Recycle  time.Duration // age at which a connection is replaced; 0: never
	PrePing  bool          // ask each connection for a sign of life before it is used: one more trip
	// OnConnect runs on each new connection, OnCheckout before a connection is used for a statement or a transaction, and OnCheckin
	// behind that, to reset what was set ("RESET ALL"), within five seconds. A connection with which one of them fails is closed;
	// the errors of the first two are the caller's.
	OnConnect, OnCheckout, OnCheckin []func(ctx context.Context, c Runner) error
}

// WithDefaults returns c with every zero replaced by its default and Overflow a plain count.
func (c PoolConfig) WithDefaults() PoolConfig {
	if c.Size <= 0 {
		c.Size = DefaultPoolSize
	}
	switch {
	case c.Overflow == 0:
		c.Overflow = DefaultPoolOverflow
	case c.Overflow < 0:
		c.Overflow = 0
	}
	if c.Timeout <= 0 {
		c.Timeout = DefaultPoolTimeout
	}
	return c
}

// PoolStats counts connections now, and what happened since the pool was opened. A pool that holds one connection alone counts only that.
type PoolStats struct {
	Open, InUse, Idle, Max int
	Opened                 int64         // connections in all; 0 where nobody counts them, as of a *sql.DB of your own
	Waits                  int64         // callers who found every connection in use
	WaitTime               time.Duration // of them all
	Timeouts               int64         // of them, who got no connection within PoolConfig.Timeout
}

// Capabilities announces what a [Pool] does beyond the least.
type Capabilities struct {
	Pipeline  bool // several statements in one round trip
	Copy      bool // its units of work are Copiers
	Pin       bool // it is a Pinner
	MaxParams int  // of one statement; 0: nobody knows, and 32,700 are safe
}
