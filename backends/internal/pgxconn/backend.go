package pgxconn

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// forever is how long a connection lives when nothing recycles it; pgxpool has no word for never.
const forever = 100 * 365 * 24 * time.Hour

// Open opens a pool for u, whose configuration configure, if it is not nil, may change before. It sends nothing.
func Open(u backends.URL, p backends.PoolConfig, configure func(*pgxpool.Config) error) (backends.Pool, error) {
	config, err := parse(u)
	if err != nil {
		return nil, err
	}
	size(config, u, p)
	if configure != nil {
		if err := configure(config); err != nil {
			return nil, err
		}
	}
	runHooks(config, p.OnConnect)
	full := p.WithDefaults()
	opened := &pool{owned: true, wrapped: &Wrapped{}, timeout: full.Timeout, size: idleKept(config, p), mode: config.ConnConfig.DefaultQueryExecMode, writer: kit.WantsWriter(u)}
	opened.leaving, opened.returning = p.OnCheckout, p.OnCheckin
	opened.turns = newTurns(config.MaxConns)
	opened.count(config)
	if opened.native, err = pgxpool.NewWithConfig(context.Background(), config); err != nil {
		return nil, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: "pgxpool refuses its configuration", Err: err}
	}
	return opened, nil
}

func parse(u backends.URL) (*pgxpool.Config, error) {
	if err := u.Check(); err != nil {
		return nil, err
	}
	if err := kit.NamedDialect(u); err != nil {
		return nil, err
	}
	if u.Dialect != "postgresql" && u.Dialect != "postgres" {
		return nil, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
			"pgxbackend serves postgresql:// and not %q: use sqlxbackend.Backend{}, which serves sqlite:// and other databases with a driver for database/sql", u.Dialect)}
	}
	if u.Driver != "" && u.Driver != "pgx" {
		return nil, &backends.Error{Kind: backends.ErrUnknownDriver, Stmt: -1, Message: fmt.Sprintf(
			"pgxbackend is the driver pgx and not %q: write postgresql+pgx://, or use sqlxbackend.Backend{}", u.Driver)}
	}
	u, err := kit.Conforming(u)
	if err != nil {
		return nil, err
	}
	u.Dialect, u.Driver = "postgres", ""
	config, err := pgxpool.ParseConfig(u.Reveal())
	if err != nil {
		cause := kit.Masked(u, err)
		return nil, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: "pgx cannot read its host, port or query: " + sqlstate.WrongURL(cause.Error()), Err: cause}
	}
	return config, nil
}

// size sets what p asks; what the URL says in pgxpool's own words (pool_max_conns and its like) stays where p is silent.
func size(config *pgxpool.Config, u backends.URL, p backends.PoolConfig) {
	full := p.WithDefaults()
	if !u.Query.Has("pool_max_conns") || p.Size != 0 || p.Overflow != 0 {
		config.MaxConns = int32(full.Size + full.Overflow)
	}
	switch {
	case p.Recycle > 0:
		config.MaxConnLifetime = p.Recycle
	case !u.Query.Has("pool_max_conn_lifetime"):
		config.MaxConnLifetime = forever
	}
	if !u.Query.Has("connect_timeout") {
		config.ConnConfig.ConnectTimeout = backends.DefaultConnectTimeout
	}
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return p.PrePing }
}

// idleKept is how many idle connections are kept; 0: as many as there are, where the URL or Configure say how many in pgxpool's own words.
func idleKept(config *pgxpool.Config, p backends.PoolConfig) int64 {
	full := p.WithDefaults()
	if config.MaxConns != int32(full.Size+full.Overflow) || max(config.MinConns, config.MinIdleConns) > int32(full.Size) {
		return 0
	}
	return int64(full.Size)
}

// runHooks lets hooks run on each new connection, after an AfterConnect that Configure may have set.
func runHooks(config *pgxpool.Config, hooks []func(context.Context, backends.Runner) error) {
	if len(hooks) == 0 {
		return
	}
	earlier := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if earlier != nil {
			if err := earlier(ctx, conn); err != nil {
				return err
			}
		}
		if err := finish(func() error { return run(ctx, hooks, conn) }); err != nil {
			return fmt.Errorf("connect hook: %w", err)
		}
		return nil
	}
}
