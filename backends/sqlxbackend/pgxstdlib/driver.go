package pgxstdlib

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/internal/pgxconn"
	"github.com/drey-db/drey/backends/sqlxbackend"
)

// Driver is pgx/stdlib for sqlxbackend.Backend. The zero value is ready, and safe for concurrent use. Connections of other
// drivers it leaves to database/sql.
type Driver struct{}

var (
	_ sqlxbackend.Driver   = Driver{}
	_ driver.DriverContext = Driver{}
)

// Serves reports whether native is pgx's driver.
func (Driver) Serves(native driver.Driver) bool {
	_, ok := native.(*stdlib.Driver)
	return ok
}

// OpenConnector implements driver.DriverContext: pgx's connector, but it does not ping connections that were idle, which
// would cost a trip; it looks at their sockets. backends.PoolConfig.PrePing asks for pings.
func (Driver) OpenConnector(dsn string) (driver.Connector, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	never := func(context.Context, stdlib.ShouldPingParams) bool { return false }
	living := func(_ context.Context, conn *pgx.Conn) error {
		if !pgxconn.Alive(conn) {
			return driver.ErrBadConn
		}
		return nil
	}
	return stdlib.GetConnector(*config, stdlib.OptionShouldPing(never), stdlib.OptionResetSession(living),
		stdlib.OptionAfterConnect(new(pgxconn.Wrapped).AfterConnect)), nil
}

// Pipeline sends stmts in one round trip if conn is pgx's *stdlib.Conn. Its rows are also backends.Decoders.
func (Driver) Pipeline(ctx context.Context, conn any, stmts []backends.Stmt, each backends.Each) (handled bool, err error) {
	native, ok := conn.(*stdlib.Conn)
	if !ok {
		return false, nil
	}
	return true, pgxconn.Pipeline(ctx, native.Conn(), stmts, each)
}

// Classify reads errors of pgx; false when err is none of its own, or says nothing that pgx could explain.
func (Driver) Classify(err error) (*backends.Error, bool) {
	var e *backends.Error
	if !errors.As(pgxconn.Classify(context.Background(), err), &e) || e.Kind == "" && e.Code == "" {
		return nil, false
	}
	return e, true
}
