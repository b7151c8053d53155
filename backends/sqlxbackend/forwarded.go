package sqlxbackend

import (
	"context"
	"database/sql/driver"
	"errors"
)

// forwarded is a driver's connection in other clothes. It forwards what database/sql asks a connection for, and says
// driver.ErrSkip where the connection lacks it.
type forwarded struct{ driver.Conn }

var (
	_ driver.ExecerContext      = forwarded{}
	_ driver.QueryerContext     = forwarded{}
	_ driver.ConnPrepareContext = forwarded{}
	_ driver.ConnBeginTx        = forwarded{}
	_ driver.NamedValueChecker  = forwarded{}
	_ driver.Pinger             = forwarded{}
	_ driver.SessionResetter    = forwarded{}
	_ driver.Validator          = forwarded{}
)

// ExecContext implements driver.ExecerContext.
func (f forwarded) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if c, ok := f.Conn.(driver.ExecerContext); ok {
		return c.ExecContext(ctx, query, args)
	}
	return nil, driver.ErrSkip
}

// QueryContext implements driver.QueryerContext.
func (f forwarded) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if c, ok := f.Conn.(driver.QueryerContext); ok {
		return c.QueryContext(ctx, query, args)
	}
	return nil, driver.ErrSkip
}

// PrepareContext implements driver.ConnPrepareContext.
func (f forwarded) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if c, ok := f.Conn.(driver.ConnPrepareContext); ok {
		return c.PrepareContext(ctx, query)
	}
	return f.Prepare(query)
}

// BeginTx implements driver.ConnBeginTx.
func (f forwarded) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if c, ok := f.Conn.(driver.ConnBeginTx); ok {
		return c.BeginTx(ctx, opts)
	}
	if opts != (driver.TxOptions{}) {
		return nil, errors.New("the driver has no transaction options")
	}
	return f.Begin()
}

// CheckNamedValue implements driver.NamedValueChecker.
func (f forwarded) CheckNamedValue(v *driver.NamedValue) error {
	if c, ok := f.Conn.(driver.NamedValueChecker); ok {
		return c.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

// Ping implements driver.Pinger.
func (f forwarded) Ping(ctx context.Context) error {
	if c, ok := f.Conn.(driver.Pinger); ok {
		return c.Ping(ctx)
	}
	return nil
}

// ResetSession implements driver.SessionResetter.
func (f forwarded) ResetSession(ctx context.Context) error {
	if c, ok := f.Conn.(driver.SessionResetter); ok {
		return c.ResetSession(ctx)
	}
	return nil
}

// IsValid implements driver.Validator.
func (f forwarded) IsValid() bool {
	c, ok := f.Conn.(driver.Validator)
	return !ok || c.IsValid()
}
