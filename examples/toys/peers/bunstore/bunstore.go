// Package bunstore is the application's requests on bun, to compare drey with: the same handlers, the same tables.
package bunstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/drey-db/drey/backends"

	"github.com/drey-db/drey/examples/toys/database"
)

// Store is a database.Store on bun over its own driver, on tables that are there.
type Store struct{ db *bun.DB }

var _ database.Store = Store{}

// Open opens a PostgreSQL, and sends nothing.
func Open(url string, connections int) Store {
	pool := sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(url), pgdriver.WithConnParams(map[string]any{"timezone": "UTC"})))
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db := bun.NewDB(pool, pgdialect.New())
	db.RegisterModel((*association)(nil))
	return Store{db}
}

// Begin implements database.Store. What only reads takes no transaction, as with drey.
func (s Store) Begin(ctx context.Context, mode database.Mode, work func(database.Requests) error) error {
	if mode == database.Reads {
		return work(requests{s.db})
	}
	return violation(s.db.RunInTx(ctx, nil, func(_ context.Context, tx bun.Tx) error { return work(requests{tx}) }))
}

// violation is err as drey's backends have it, where a constraint refused a row.
func violation(err error) error {
	var refusal pgdriver.Error
	if errors.As(err, &refusal) {
		switch refusal.Field('C') {
		case "23505":
			return fmt.Errorf("%w: %w", backends.ErrUniqueViolation, err)
		case "23503":
			return fmt.Errorf("%w: %w", backends.ErrForeignKeyViolation, err)
		}
	}
	return err
}

// Ping implements database.Store.
func (s Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Stats implements database.Store.
func (s Store) Stats() backends.PoolStats {
	n := s.db.DB.Stats()
	return backends.PoolStats{Open: n.OpenConnections, InUse: n.InUse, Idle: n.Idle, Max: n.MaxOpenConnections}
}

// Close implements database.Store.
func (s Store) Close() error { return s.db.Close() }

// stamps are the times of something that is new.
func stamps() database.Stamps {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return database.Stamps{CreatedAt: now, UpdatedOn: now}
}
