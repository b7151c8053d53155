// Package gormstore is the application's requests on GORM, to compare drey with: the same handlers, the same tables.
package gormstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/drey-db/drey/backends"

	"github.com/drey-db/drey/examples/toys/database"
)

// Store is a database.Store on GORM over pgx, on tables that are there.
type Store struct {
	db   *gorm.DB
	pool *sql.DB
}

var _ database.Store = Store{}

// Open connects to a PostgreSQL, as GORM does.
func Open(url string, connections int) (Store, error) {
	db, err := gorm.Open(postgres.Open(url), &gorm.Config{
		Logger: logger.Discard, SkipDefaultTransaction: true, // Begin makes those that are needed
	})
	if err != nil {
		return Store{}, err
	}
	pool, err := db.DB()
	if err != nil {
		return Store{}, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return Store{db, pool}, nil
}

// Begin implements database.Store. What only reads takes no transaction, as with drey.
func (s Store) Begin(ctx context.Context, mode database.Mode, work func(database.Requests) error) error {
	db := s.db.WithContext(ctx)
	if mode == database.Reads {
		return work(requests{db})
	}
	return violation(db.Transaction(func(tx *gorm.DB) error { return work(requests{tx}) }))
}

// violation is err as drey's backends have it, where a constraint refused a row.
func violation(err error) error {
	var refusal *pgconn.PgError
	if errors.As(err, &refusal) {
		switch refusal.Code {
		case "23505":
			return fmt.Errorf("%w: %w", backends.ErrUniqueViolation, err)
		case "23503":
			return fmt.Errorf("%w: %w", backends.ErrForeignKeyViolation, err)
		}
	}
	return err
}

// Ping implements database.Store.
func (s Store) Ping(ctx context.Context) error { return s.pool.PingContext(ctx) }

// Stats implements database.Store.
func (s Store) Stats() backends.PoolStats {
	n := s.pool.Stats()
	return backends.PoolStats{Open: n.OpenConnections, InUse: n.InUse, Idle: n.Idle, Max: n.MaxOpenConnections}
}

// Close implements database.Store.
func (s Store) Close() error { return s.pool.Close() }

// stamps are the times of something that is new.
func stamps() database.Stamps {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return database.Stamps{CreatedAt: now, UpdatedOn: now}
}
