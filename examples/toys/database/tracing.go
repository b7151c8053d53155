package database

import (
	"database/sql/driver"

	"github.com/XSAM/otelsql"
	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
)

// tracePgx gives connections of a pool of pgx a tracer; nil where nothing is traced.
func tracePgx(traced bool) func(*pgxpool.Config) error {
	if !traced {
		return nil
	}
	return func(c *pgxpool.Config) error {
		c.ConnConfig.Tracer = otelpgx.NewTracer()
		return nil
	}
}

// tracedPgx is pgx's driver for database/sql with a tracer. It keeps pgxstdlib's pipeline, which a driver that otelsql has
// wrapped would hide.
type tracedPgx struct{ pgxstdlib.Driver }

// OpenConnector implements driver.DriverContext.
func (tracedPgx) OpenConnector(dsn string) (driver.Connector, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	c.Tracer = otelpgx.NewTracer()
	return stdlib.GetConnector(*c), nil
}

// traceSQL returns the name of a registered driver, or of the one that otelsql makes of it.
func traceSQL(traced bool, name string) (string, error) {
	if !traced {
		return name, nil
	}
	return otelsql.Register(name, otelsql.WithSpanOptions(otelsql.SpanOptions{OmitConnResetSession: true, OmitConnPrepare: true}))
}
