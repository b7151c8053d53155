package database

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/migrate"
	"github.com/drey-db/drey/repo"

	"github.com/drey-db/drey/examples/toys/database/migrations"
)

// Config says which database, and by which backend.
type Config struct {
	Backend string // one of Backends
	URL     string // of PostgreSQL or SQLite
	Pool    int    // connections at most
	Traced  bool   // spans for statements
}

// Drey is a [Store] on drey.
type Drey struct{ Engine *repo.Engine }

var _ Store = Drey{}

// Open opens a backend and sends nothing.
func Open(ctx context.Context, c Config) (Drey, error) {
	u, err := backends.ParseURL(c.URL)
	if err != nil {
		return Drey{}, err
	}
	backend, driver, err := choose(c)
	if err != nil {
		return Drey{}, err
	}
	u.Driver = driver
	engine, err := repo.OpenURL(ctx, u, repo.WithBackend(backend), repo.WithModels(users, toys),
		repo.WithPool(backends.PoolConfig{Size: c.Pool, Overflow: -1}))
	return Drey{engine}, err
}

// Migrate brings the tables up to date. Any number of processes may do so at once.
func (d Drey) Migrate(ctx context.Context) error {
	m, err := migrate.New(d.Engine, migrate.Config{FS: migrations.FS})
	if err != nil {
		return err
	}
	defer func() { _ = m.Close() }()
	return m.Upgrade(ctx, "head")
}

// attempts is how often work runs when it meets other work in the database: a deadlock, say.
const attempts = 3

// Begin implements [Store]. A session that only reads takes no transaction and holds no connection between its statements.
func (d Drey) Begin(ctx context.Context, mode Mode, work func(Requests) error) error {
	inside := func(s *repo.Session) error { return work(requests{s}) }
	if mode == Reads {
		return d.Engine.Begin(ctx, inside, repo.WithReadOnly())
	}
	return d.Engine.Begin(ctx, inside, repo.WithRetry(attempts))
}

// Ping implements [Store].
func (d Drey) Ping(ctx context.Context) error { return d.Engine.Ping(ctx) }

// Stats implements [Store].
func (d Drey) Stats() backends.PoolStats { return d.Engine.Pool().Stats() }

// Close implements [Store].
func (d Drey) Close() error { return d.Engine.Close() }
