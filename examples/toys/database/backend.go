package database

import (
	"errors"
	"fmt"
	"strings"

	_ "github.com/lib/pq"  // PostgreSQL for database/sql
	_ "modernc.org/sqlite" // SQLite for database/sql

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend/pgxstdlib"
)

// Backends are the names of drey's backends, as Config takes them.
var Backends = []string{"sqlite", "pgx", "sqlx+pgx", "sqlx+pq"}

// choose returns a backend, and the name of its driver in URLs. It is all in which the backends differ for the application.
func choose(c Config) (b backends.Backend, driver string, err error) {
	switch c.Backend {
	case "pgx":
		return pgxbackend.Backend{Configure: tracePgx(c.Traced)}, "pgx", fits(c, "postgres")
	case "sqlx+pgx":
		if c.Traced {
			return sqlxbackend.Backend{Driver: tracedPgx{}}, "pgx", fits(c, "postgres")
		}
		return sqlxbackend.Backend{Driver: pgxstdlib.Driver{}}, "pgx", fits(c, "postgres")
	case "sqlx+pq":
		driver, err = traceSQL(c.Traced, "postgres")
		return sqlxbackend.Backend{}, driver, errors.Join(err, fits(c, "postgres"))
	case "sqlite":
		driver, err = traceSQL(c.Traced, "sqlite")
		return sqlxbackend.Backend{}, driver, errors.Join(err, fits(c, "sqlite"))
	}
	return nil, "", fmt.Errorf("there is no backend %q: say one of %s", c.Backend, strings.Join(Backends, ", "))
}

// fits returns an error when a URL is none of a dialect.
func fits(c Config, dialect string) error {
	if !strings.HasPrefix(c.URL, dialect) {
		return fmt.Errorf("backend %s wants a URL of %s: say -url or TOYS_URL", c.Backend, dialect)
	}
	return nil
}
