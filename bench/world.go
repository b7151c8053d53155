package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver pgx
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // registers the driver postgres
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
	"github.com/drey-db/drey/repo"
)

// connections is the size of every peer's pool.
const connections = 10

// A world is every peer, connected to one address of the database.
type world struct {
	pool       *pgxpool.Pool
	peers      []peer
	dreyUser   dreyUser // on pgx
	exec       func(ctx context.Context, sql string) error
	inserted   func(ctx context.Context) ([]*hero, error) // what heroes_w holds
	first      int                                        // the number that calls count up from: worlds that share a database have other data
	postmaster string                                     // the server's first process, where calls are timed by processors
	closes     []func() error
}

// worlds counts the worlds.
var worlds atomic.Int64

// openWorld connects every peer to at.
func openWorld(ctx context.Context, at *url.URL) (w *world, err error) {
	w = &world{first: 100_000 * int(worlds.Add(1))}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	config, err := pgxpool.ParseConfig(at.String())
	if err != nil {
		return w, err
	}
	config.MaxConns = connections
	if w.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return w, err
	}
	w.onClose(func() error { w.pool.Close(); return nil })
	w.exec = func(ctx context.Context, sql string) error { _, err := w.pool.Exec(ctx, sql); return err }
	w.inserted = func(ctx context.Context) ([]*hero, error) {
		return hand{w.pool}.query(ctx, "SELECT "+heroColumns+" FROM heroes_w")
	}
	w.peers = append(w.peers, handPeer(w.pool), rowByRowPeer(w.pool), bestPeer(w.pool))
	if err := w.openDrey(ctx, at); err != nil {
		return w, err
	}
	return w, w.openOthers(at)
}

func (w *world) onClose(close func() error) { w.closes = append(w.closes, close) }

// close closes what was opened last first.
func (w *world) close() (err error) {
	for i := len(w.closes) - 1; i >= 0; i-- {
		err = errors.Join(err, w.closes[i]())
	}
	return err
}

func (w *world) openDrey(ctx context.Context, at *url.URL) error {
	for _, b := range []struct {
		name, scheme string
		backend      backends.Backend
	}{
		{"drey", "postgresql", pgxbackend.Backend{}},
		{"drey on sqlx with pgx", "postgresql+pgx", sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}},
		{"drey on sqlx with lib/pq", "postgresql+pq", sqlxbackend.Backend{}},
	} {
		named := *at
		named.Scheme = b.scheme
		engine, err := repo.Open(ctx, named.String(), repo.WithBackend(b.backend), repo.WithPool(backends.PoolConfig{Size: connections, Overflow: -1}))
		if err != nil {
			return err
		}
		w.onClose(engine.Close)
		w.peers = append(w.peers, dreyPeer(b.name, engine, w.onClose, b.name == "drey"))
		if b.name == "drey" {
			w.dreyUser = dreyUser{engine}
			w.peers = append(w.peers, dreyEnginePeer(engine), dreySessionPeer(engine))
		}
	}
	return nil
}

func (w *world) openOthers(at *url.URL) error {
	plain, err := gorm.Open(postgres.New(postgres.Config{Conn: w.openSQL("pgx", at)}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return err
	}
	tuned, err := gorm.Open(postgres.New(postgres.Config{Conn: w.openSQL("pgx", at)}),
		&gorm.Config{Logger: logger.Discard, PrepareStmt: true, SkipDefaultTransaction: true})
	if err != nil {
		return err
	}
	bunDB := bun.NewDB(w.limited(sql.OpenDB(pgdriver.NewConnector(pgdriver.WithDSN(at.String())))), pgdialect.New())
	bunDB.RegisterModel((*linkBun)(nil))
	w.peers = append(w.peers,
		sqlxPeer("sqlx with pgx", sqlx.NewDb(w.openSQL("pgx", at), "pgx")),
		sqlxPeer("sqlx with lib/pq", sqlx.NewDb(w.openSQL("postgres", at), "postgres")),
		scanyPeer(w.pool), gormPeer("GORM", plain), gormPeer("GORM, tuned", tuned), bunPeer(bunDB))
	return nil
}

// openSQL opens a pool of database/sql. Neither driver connects yet, and a URL that pgxpool has parsed is one.
func (w *world) openSQL(driver string, at *url.URL) *sql.DB {
	db, err := sql.Open(driver, at.String())
	if err != nil {
		panic(err)
	}
	return w.limited(db)
}

func (w *world) limited(db *sql.DB) *sql.DB {
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	w.onClose(db.Close)
	return db
}

// server asks the database for its version and for the process that answers.
func (w *world) server(ctx context.Context) (version string, process int, err error) {
	err = w.pool.QueryRow(ctx, "SELECT split_part(version(), ' on ', 1), pg_backend_pid()").Scan(&version, &process)
	return version, process, err
}
