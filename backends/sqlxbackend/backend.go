package sqlxbackend

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Driver teaches this backend a database/sql driver's own pipeline and error fields; pgxstdlib.Driver{} is one. It is safe
// for concurrent use. A Driver that also has the method Serves(driver.Driver) bool tells by it, before anything is
// connected, whose connections it handles; without the method it is taken to handle all. One that is also a
// driver.DriverContext opens the connections that it handles.
type Driver interface {
	// Pipeline sends stmts on conn, a driver's connection as sql.Conn.Raw gives it, in one round trip, and calls each in
	// order with what every statement answered. handled is false, and nothing was sent, for a connection that it does not
	// know; an empty list only asks that. Outside a transaction the statements are one. Errors blame a statement by its
	// index (kit.Blame); an error of each comes back as it is. One that cannot count rows (backends.Stmt.Expect) before the end of stmts commits
	// them sends nothing, and answers kit.ErrCommitApart.
	Pipeline(ctx context.Context, conn any, stmts []backends.Stmt, each backends.Each) (handled bool, err error)
	// Classify reads an error of the driver; false when it is none of its own.
	Classify(err error) (*backends.Error, bool)
}

// Backend opens sqlx databases; the zero value is ready and takes the driver from the URL, one call a statement.
type Backend struct {
	// Driver, when set, is used on connections that it knows.
	Driver Driver
	// Configure, when set, may change the database before its first use.
	Configure func(*sqlx.DB) error
}

var _ backends.Backend = Backend{}

// Open implements backends.Backend. It sends nothing. postgresql+pgx, postgresql+pq and sqlite name their drivers, bare
// postgresql takes pgx's or lib/pq's, whichever is registered; any other dialect takes a registered driver of its own
// name, or of the name behind the +, and gives it the URL as it is. A driver that nobody imported is ErrUnknownDriver and
// says what to import; an error of Configure comes back as it is.
func (b Backend) Open(_ context.Context, u backends.URL, p backends.PoolConfig) (backends.Pool, error) {
	s, err := sourceOf(u)
	if err != nil {
		return nil, err
	}
	d := dialect{database: databaseOf(s.dialect), driver: b.Driver}
	c, err := newConnector(s, u, d, p.OnConnect)
	if err != nil {
		return nil, err
	}
	d.pq = isPq(c.Driver())
	p = p.WithDefaults()
	db := sqlx.NewDb(sql.OpenDB(c), s.driver)
	db.SetMaxOpenConns(p.Size + p.Overflow)
	db.SetMaxIdleConns(p.Size)
	db.SetConnMaxLifetime(p.Recycle)
	if b.Configure != nil {
		if err := b.Configure(db); err != nil {
			_ = db.Close() // nothing was opened yet
			return nil, err
		}
	}
	opened := newPool(db, d, p, true)
	opened.writer = d.database.name == postgres && kit.WantsWriter(u)
	opened.opened, opened.queue = &c.opened, newQueue(db.Stats().MaxOpenConnections, p.Timeout, &c.dialing)
	return opened, nil
}

// New wraps a database of your own; its driver name gives the dialect (postgres, pgx, pgx/v5, pq and cloudsqlpostgres
// are PostgreSQL; sqlite and sqlite3 SQLite; any other is its own name), and closing the result leaves yours open. A wait for a
// connection is bounded by backends.DefaultPoolTimeout. Nothing is sent. Of nil it is a kit.Refusing, which repo.New
// refuses.
func New(db *sqlx.DB) backends.Pool {
	if db == nil || db.DB == nil {
		return kit.RefusingNil("sqlxbackend.New(nil)", "give it what sqlx.Open or sqlx.NewDb answered")
	}
	return newPool(db, dialect{database: databaseOf(dialectOf(db.DriverName()))}, backends.PoolConfig{}.WithDefaults(), false)
}

// DB returns the sqlx.DB underneath, if p is one of ours.
func DB(p backends.Pool) (*sqlx.DB, bool) {
	if p, ok := p.(*pool); ok {
		return p.db, true
	}
	return nil, false
}

// serves reports whether d handles the connections of native, as far as can be known before there is one.
func serves(d Driver, native driver.Driver) bool {
	chooser, ok := d.(interface{ Serves(driver.Driver) bool })
	return d != nil && (!ok || chooser.Serves(native))
}
