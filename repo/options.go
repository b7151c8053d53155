package repo

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
)

// config is what options set: of an engine, and of each session as a copy.
type config struct {
	backend  backends.Backend
	pool     backends.PoolConfig
	opening  []string // options that only Open can obey
	replicas []backends.URL
	dialect  *builder.Dialect
	hooks    []func(ctx context.Context, e StatementEvent)
	now      func() time.Time
	nextUUID func() [16]byte
	page     int

	autoflush      bool
	autocommit     bool
	expireOnCommit bool
	readOnly       bool
	extraColumns   bool
	tables         *tableNames // under which tables stand; nil: those that they say themselves
	space          *space
	checkedCommit  bool
	preallocates   bool
	isolation      sql.IsolationLevel
	tx             backends.UnitOfWork // an outer transaction; nil: none
	sessionHooks   []Hooks
	filters        []filter
	position       location // that read-only sessions see
	attempts       int
	once           *once // nil: as often as it is asked
}

const defaultInsertPage = 1_000

func defaults() config {
	return config{
		now: time.Now, page: defaultInsertPage, autoflush: true, attempts: 1,
		nextUUID: func() [16]byte { return uuid.Must(uuid.NewV7()) },
	}
}

// checkAutocommit refuses what needs a transaction beside WithAutocommit, which has none.
func (c *config) checkAutocommit() error {
	switch {
	case !c.autocommit:
	case c.attempts > 1 || c.once != nil:
		return invalid("WithRetry and Once need a transaction, and WithAutocommit has none: say WithAutocommit(false) here, or leave them out")
	case c.tx != nil: // it is what it is
	case c.isolation != sql.LevelDefault:
		return invalid("WithIsolation is the level of a transaction, and WithAutocommit has none: say WithIsolation(sql.LevelDefault) here, or leave one of them out")
	}
	return nil
}

// checkTx refuses an outer transaction that is certainly of another database than pool.
func (c *config) checkTx(pool backends.Pool) error {
	if c.tx == nil {
		return nil
	}
	return sameDatabase(pool, c.tx)
}

// sameDatabase refuses a unit of work of another database than pool, as far as it can be known without asking: SQLite is no PostgreSQL. Names of
// hosts and databases tell nothing, as a pooler has others.
func sameDatabase(pool backends.Pool, u UnitOfWork) error {
	own, other := pool.Dialect(), kit.DialectOf(u)
	for _, name := range []string{own, other} {
		if name != builder.Postgres().Name && name != builder.SQLite().Name {
			return nil // a dialect of the user's own, which may be called as he likes
		}
	}
	if own == other {
		return nil
	}
	return invalid("the unit of work is a transaction of %s, and the engine's database is %s: give it one that was begun on the engine's own database", other, own)
}

// Option configures an [Engine].
type Option interface{ engine(*config) error }

// BeginOption configures one [Engine.Begin].
type BeginOption interface{ begin(*config) error }

// SessionOption configures a session; given to [Open] or [New] it is every session's default.
type SessionOption interface {
	Option
	BeginOption
	session(*config) error
}

type engineOption func(*config) error

func (o engineOption) engine(c *config) error { return o(c) }

type beginOption func(*config) error

func (o beginOption) begin(c *config) error { return o(c) }

type sessionOption func(*config) error

func (o sessionOption) engine(c *config) error  { return o(c) }
func (o sessionOption) begin(c *config) error   { return o(c) }
func (o sessionOption) session(c *config) error { return o(c) }

// requireGiven refuses an option that was given nil.
func requireGiven(is bool, option string) error {
	if !is {
		return invalid("%s(nil): give it a function, or leave the option out", option)
	}
	return nil
}

// WithBackend says how [Open] reaches the database: the one option that swaps the backend.
func WithBackend(b backends.Backend) Option {
	return engineOption(func(c *config) error {
		c.backend, c.opening = b, append(c.opening, "WithBackend")
		return nil
	})
}

// WithPool configures the pool that [Open] opens: five connections and ten more in need, unless it says otherwise, and hooks of their
// use. Its statistics are [Engine.Pool]'s Stats.
func WithPool(p backends.PoolConfig) Option {
	return engineOption(func(c *config) error {
		if p.Size < 0 {
			return invalid("WithPool: a pool of %d connections holds none: say 1 or more, or 0 for %d", p.Size, backends.DefaultPoolSize)
		}
		if p.Overflow < -1 {
			return invalid("WithPool: Overflow is %d: say -1 for no connections beyond Size, or 0 for %d", p.Overflow, backends.DefaultPoolOverflow)
		}
		if p.Timeout < 0 || p.Recycle < 0 {
			return invalid("WithPool: a time is negative (Timeout %s, Recycle %s): say how long, or 0 for Timeout's %s and no Recycle", p.Timeout, p.Recycle, backends.DefaultPoolTimeout)
		}
		for _, hook := range slices.Concat(p.OnConnect, p.OnCheckout, p.OnCheckin) {
			if hook == nil {
				return invalid("WithPool: a hook is nil: give it a function, or leave it out")
			}
		}
		p.OnConnect = append(c.pool.OnConnect, p.OnConnect...)
		c.pool, c.opening = p, append(c.opening, "WithPool")
		return nil
	})
}

// WithConnectHook runs fn on every new connection of the pool that [Open] opens, before anything else. An error of it
// closes the connection. Hooks given twice run in order.
func WithConnectHook(fn func(ctx context.Context, c backends.Runner) error) Option {
	return engineOption(func(c *config) error {
		c.pool.OnConnect, c.opening = append(c.pool.OnConnect, fn), append(c.opening, "WithConnectHook")
		return requireGiven(fn != nil, "WithConnectHook")
	})
}

// WithDialect says how the database speaks, for one that is neither PostgreSQL nor SQLite.
func WithDialect(d builder.Dialect) Option {
	return engineOption(func(c *config) error {
		c.dialect = &d
		return nil
	})
}

// WithModels checks prototypes and all their relationships now, so that a mistake in the program is found when it starts.
// All mistakes come back together, each once.
func WithModels(prototypes ...any) Option {
	return engineOption(func(*config) error {
		var wrong []error
		var mappings []*mapper.Mapping
		for _, p := range prototypes {
			if t, ok := prototype.TableOf(p); ok {
				mappings = append(mappings, t.Mapping)
			} else {
				wrong = append(wrong, invalid("a %T is no prototype: give WithModels what builder.Model answered", p))
			}
		}
		return errors.Join(append(wrong, mapper.Resolve(mappings...))...)
	})
}

// WithEcho logs every statement that is sent, at level Info; a nil logger is slog.Default(). With slow, it logs those alone that
// took as long as that, at level Warn. Values of columns tagged secret are shown as ***.
func WithEcho(l *slog.Logger, slow ...time.Duration) Option {
	level, least := slog.LevelInfo, time.Duration(0)
	if len(slow) > 0 {
		level, least = slog.LevelWarn, slow[0]
	}
	return WithStatementHook(func(ctx context.Context, e StatementEvent) {
		if e.Duration >= least {
			e.log(ctx, l, level)
		}
	})
}

// WithStatementHook calls fn after everything that is sent, BEGIN, COMMIT and ROLLBACK included, with what came of it. fn
// runs inside the call that sent it: it must not use the session, and must be safe for concurrent use where sessions
// are. Hooks given twice run in order.
func WithStatementHook(fn func(ctx context.Context, e StatementEvent)) Option {
	return engineOption(func(c *config) error {
		c.hooks = append(c.hooks, fn)
		return requireGiven(fn != nil, "WithStatementHook")
	})
}

// WithClock replaces time.Now, by which durations are measured. For tests.
func WithClock(now func() time.Time) Option {
	return engineOption(func(c *config) error {
		c.now = now
		return requireGiven(now != nil, "WithClock")
	})
}

// WithUUIDs replaces uuid.NewV7 as the maker of keys tagged uuid7. next must be safe for concurrent use. For tests.
func WithUUIDs(next func() uuid.UUID) Option {
	return engineOption(func(c *config) error {
		c.nextUUID = func() [16]byte { return next() }
		return requireGiven(next != nil, "WithUUIDs")
	})
}

// WithInsertPage returns how many rows one INSERT of a flush carries at most; the default is 1,000.
func WithInsertPage(rows int) Option {
	return engineOption(func(c *config) error {
		if c.page = rows; rows < 1 {
			return invalid("WithInsertPage(%d): a page has a row at least", rows)
		}
		return nil
	})
}
