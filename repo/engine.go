package repo

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// Words of package backends that users meet.
type (
	// UnitOfWork is a transaction, as a backend gives it.
	UnitOfWork = backends.UnitOfWork
	// Result is what a statement without rows answers.
	Result = backends.Result
	// Rows is a cursor, closed by whoever asked for it.
	Rows = backends.Rows
)

// Engine is a database with its defaults. It is safe for concurrent use and lives as long as the program. Its own reads
// and statements commit themselves and track nothing; [Engine.Session] and [Engine.Begin] do.
type Engine struct {
	pool     backends.Pool
	config   config
	base     builder.Dialect // of the database, whose tables stand under their own names
	spaces   spaces
	sessions openSessions
	inside   bool         // an outer transaction
	joins    atomic.Int64 // transactions inside others, to name them
	direct   untracked    // its own reads

	replicas *replicas // nil: there are none
	horizon  *horizon  // nil: nobody needs it
}

// Open returns an engine for url, dialect+driver://user:password@host:port/database?query, without sending anything. It
// needs [WithBackend]. Errors never show the password.
func Open(ctx context.Context, url string, opts ...Option) (*Engine, error) {
	u, err := backends.ParseURL(url)
	if err != nil {
		return nil, at("open", err)
	}
	return OpenURL(ctx, u, opts...)
}

// OpenURL is [Open] from parts.
func OpenURL(ctx context.Context, url backends.URL, opts ...Option) (*Engine, error) {
	if ctx == nil {
		return nil, at("open", kit.NilContext())
	}
	c, err := configured(opts)
	if err != nil {
		return nil, at("open", err)
	}
	switch {
	case mapper.IsNil(c.backend):
		return nil, at("open", ErrNoBackend)
	case c.tx != nil:
		return nil, at("open", invalid("WithTx is for New, for Engine.Within and for sessions: a transaction is of a pool that is open already"))
	}
	pool, err := c.backend.Open(ctx, url, c.pool)
	if err != nil {
		return nil, at("open", err)
	}
	e, err := newEngine(pool, c)
	if err == nil {
		err = e.openReplicas(ctx)
	}
	if err != nil {
		_ = pool.Close()
		return nil, at("open", err)
	}
	return e, nil
}

// New returns an engine over a pool of your own, such as pgxbackend.New(pool), without sending anything. Closing the
// engine leaves the pool open.
func New(pool backends.Pool, opts ...Option) (*Engine, error) {
	if mapper.IsNil(pool) {
		return nil, at("new", invalid("the pool is nil: give it one, such as pgxbackend.New(pool)"))
	}
	c, err := configured(opts)
	if err == nil && len(c.opening) > 0 {
		err = invalid("%s is for Open: this pool is open already", c.opening[0])
	}
	if err != nil {
		return nil, at("new", err)
	}
	e, err := newEngine(pool, c)
	return e, at("new", err)
}

func configured(opts []Option) (config, error) {
	c := defaults()
	for _, o := range opts {
		if o == nil {
			return c, errNilOption
		}
		if err := o.engine(&c); err != nil {
			return c, err
		}
	}
	return c, c.checkAutocommit()
}

func newEngine(pool backends.Pool, c config) (*Engine, error) {
	if r, refuses := pool.(kit.Refusing); refuses {
		return nil, r.Err
	}
	if err := c.checkTx(pool); err != nil {
		return nil, err
	}
	inside := c.tx != nil
	pool = c.within(pool)
	e := engineOn(pool, c)
	e.inside = inside
	switch name := pool.Dialect(); {
	case c.dialect != nil:
		e.base = *c.dialect
	case name == builder.Postgres().Name:
		e.base = builder.Postgres()
	case name == builder.SQLite().Name:
		e.base = builder.SQLite()
	default:
		return nil, fmt.Errorf("%w: dialect %q is not built in: call the driver as its SQL, as in sqlx.NewDb(db, \"postgres\"), or say repo.WithDialect(...)", ErrUnsupported, name)
	}
	e.resolveTables()
	return e, nil
}

// resolveTables makes out where the engine's tables stand, once its dialect is known.
func (e *Engine) resolveTables() {
	e.config.space = &space{dialect: e.base}
	if e.config.tables != nil {
		e.config.space = e.spaces.of(e.config.tables, e.base)
	}
}

// engineOn returns an engine that knows no dialect yet.
func engineOn(pool backends.Pool, c config) *Engine {
	e := &Engine{pool: pool, config: c}
	e.config.space = &space{}
	e.direct = untracked{engine: e, runner: pool, commits: true}
	return e
}

// Dialect returns how the database speaks, for [builder.Compile].
func (e *Engine) Dialect() builder.Dialect { return e.orInvalid().config.space.dialect }

// Pool returns the pool underneath, for its statistics and for pgxbackend.Pool or sqlxbackend.DB.
func (e *Engine) Pool() backends.Pool { return e.orInvalid().pool }

// Exec runs one statement in a transaction of its own.
func (e *Engine) Exec(ctx context.Context, stmt builder.Sqlizer) (Result, error) {
	e = e.orInvalid()
	plain := builder.As[builder.Row](stmt).Statement()
	if list, many := plain.Each(); many {
		results, err := e.execEach(ctx, list)
		return affected(results), at("exec", err)
	}
	c, err := e.compile(ctx, plain)
	if err != nil {
		return Result{}, at("exec", err)
	}
	t := e.newNotifier()
	res, err := e.pool.Exec(ctx, backends.Stmt{SQL: c.SQL, Args: c.Args})
	t.notify(ctx, c.SQL, c.Args, c.Secret, res.RowsAffected, err)
	e.horizon.moved()
	return res, at("exec", e.locked(refusedBy(&e.config, plain, err), nil))
}

// Query runs one statement and returns its rows, which hold a connection until they are closed.
func (e *Engine) Query(ctx context.Context, stmt builder.Sqlizer) (Rows, error) {
	e = e.orInvalid()
	plain := builder.As[builder.Row](stmt).Statement()
	c, err := e.compile(ctx, plain)
	if err != nil {
		return nil, at("query", err)
	}
	rows, err := e.send(ctx, e.pool, c)
	if err != nil {
		return nil, at("query", err)
	}
	return e.writtenRowsOf(e.noteAtEnd(rows, &plain), c.SQL), nil
}

func (e *Engine) send(ctx context.Context, on backends.Runner, c render.Compiled) (Rows, error) {
	if len(e.config.hooks) == 0 {
		rows, err := on.Query(ctx, backends.Stmt{SQL: c.SQL, Args: c.Args, Rows: true})
		return rows, e.locked(err, nil)
	}
	return e.sendNotifying(ctx, on, c)
}

// sendNotifying returns send with hooks to tell.
func (e *Engine) sendNotifying(ctx context.Context, on backends.Runner, c render.Compiled) (Rows, error) {
	t := e.newNotifier()
	rows, err := on.Query(ctx, backends.Stmt{SQL: c.SQL, Args: c.Args, Rows: true})
	if err != nil {
		t.notify(ctx, c.SQL, c.Args, c.Secret, 0, err)
		return nil, e.locked(err, nil)
	}
	return hookRows(rows, func(n int64, err error) { t.notify(ctx, c.SQL, c.Args, c.Secret, n, err) }), nil
}

// Ping asks the database for a sign of life, in one round trip.
func (e *Engine) Ping(ctx context.Context) error {
	e = e.orInvalid()
	if ctx == nil {
		return at("ping", kit.NilContext())
	}
	t := e.newNotifier()
	_, err := e.pool.Exec(ctx, backends.Stmt{SQL: "SELECT 1"})
	t.notify(ctx, "SELECT 1", nil, nil, 0, err)
	return at("ping", err)
}

func (e *Engine) compile(ctx context.Context, stmt ast.Statement) (render.Compiled, error) {
	if err := e.checkMade(); err != nil {
		return render.Compiled{}, err
	}
	if ctx == nil {
		return render.Compiled{}, kit.NilContext()
	}
	c, err := e.filtered(ctx, &e.config, stmt)
	if err == nil {
		err = kit.OutsideUnit(e.pool.Dialect(), backends.Stmt{SQL: c.SQL})
	}
	if err == nil {
		err = checkKeepsLocks(stmt)
	}
	return c, err
}

// newNotifier returns one for a single statement.
func (e *Engine) newNotifier() *notifier {
	t := &notifier{config: &e.config, pipelines: e.pool.Capabilities().Pipeline, trips: 1}
	t.startClock()
	return t
}
