package sqlxbackend

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// source is what a URL names: a registered driver, what it is given, and the dialect that it speaks.
type source struct {
	driver, dsn, dialect string
	otherwise            string // what the driver is given when it cannot connect by dsn; "" for nothing
	memory               bool   // a SQLite database that lives in memory
}

// dialectOf returns the dialect of a database/sql driver name; an unknown one is its own.
func dialectOf(driverName string) string {
	switch driverName {
	case "postgres", "pgx", "pgx/v5", "pq", "cloudsqlpostgres":
		return postgres
	case "sqlite", "sqlite3":
		return sqlite
	}
	return driverName
}

func sourceOf(u backends.URL) (source, error) {
	if err := u.Check(); err != nil {
		return source{}, err
	}
	switch u.Dialect {
	case "postgresql", "postgres":
		return postgresSource(u)
	case "sqlite", "sqlite3":
		return sqliteSource(u)
	case "pgx", "pq", "":
		return source{}, kit.NamedDialect(u)
	}
	names := []string{u.Driver, u.Dialect}
	if u.Driver == "" {
		names = names[1:]
	}
	name, ok := registered(names...)
	if !ok {
		if err := kit.NamedDialect(u); err != nil {
			return source{}, err
		}
		return source{}, unknownDriver(u, fmt.Sprintf("drey knows postgresql:// and sqlite://; for another database import a database/sql driver that registers itself as %q", names[0]))
	}
	if strings.EqualFold(name, u.Dialect) {
		u.Dialect = name
	}
	u.Driver = ""
	return source{driver: name, dsn: u.Reveal(), dialect: u.Dialect}, nil
}

func postgresSource(u backends.URL) (source, error) {
	names, move := []string{u.Driver}, fmt.Sprintf("write postgresql+pgx:// or postgresql+pq://, or import the driver that registers itself as %q", u.Driver)
	switch u.Driver {
	case "":
		names, move = []string{"pgx", "pgx/v5", "postgres"}, `import _ "github.com/jackc/pgx/v5/stdlib" or _ "github.com/lib/pq"`
	case "pgx":
		names, move = []string{"pgx", "pgx/v5"}, `import _ "github.com/jackc/pgx/v5/stdlib"`
	case "pq", "postgres":
		names, move = []string{"postgres"}, `import _ "github.com/lib/pq"`
	}
	name, ok := registered(names...)
	if !ok {
		return source{}, unknownDriver(u, move)
	}
	if err := cmp.Or(checkAttrs(u), checkOptions(u)); err != nil {
		return source{}, err
	}
	u, err := kit.Conforming(u)
	if err != nil {
		return source{}, err
	}
	if name == "postgres" {
		if u, err = unprepared(u); err != nil {
			return source{}, err
		}
	}
	s := source{driver: name, dialect: postgres}
	if first, second, split := inTurn(u); split && name == "postgres" {
		u, s.otherwise = first, postgresDSN(second, name)
	}
	s.dsn = postgresDSN(u, name)
	return s, nil
}

func sqliteSource(u backends.URL) (source, error) {
	names := []string{"sqlite", "sqlite3"}
	switch u.Driver {
	case "", "sqlite":
	case "modernc":
		names = names[:1]
	case "mattn", "sqlite3":
		names = names[1:]
	default:
		names = []string{u.Driver}
	}
	name, ok := registered(names...)
	if !ok {
		return source{}, unknownDriver(u, `import _ "modernc.org/sqlite"`)
	}
	if u.Host != "" {
		return source{}, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
			"a SQLite URL has no host, and this one has %q: write sqlite:///file.db, or sqlite:////var/file.db for an absolute path", u.Host)}
	}
	if err := checkFile(u); err != nil {
		return source{}, err
	}
	if name := unknownSetting(u.Query); name != "" {
		return source{}, &backends.Error{Kind: backends.ErrInvalidURL, Stmt: -1, Message: fmt.Sprintf(
			"SQLite knows no %q in a URL: write _pragma=%s(value) where it is a pragma, or correct it", name, name)}
	}
	dsn, memory := sqliteDSN(u)
	return source{driver: name, dsn: dsn, dialect: sqlite, memory: memory}, nil
}

// registered returns the first of names that a driver was registered under, in that spelling or, as URLs have no case, another.
func registered(names ...string) (string, bool) {
	drivers := sql.Drivers()
	for _, name := range names {
		if slices.Contains(drivers, name) {
			return name, true
		}
		if i := slices.IndexFunc(drivers, func(d string) bool { return strings.EqualFold(d, name) }); i >= 0 {
			return drivers[i], true
		}
	}
	return "", false
}

func unknownDriver(u backends.URL, move string) error {
	scheme := strings.TrimSuffix(u.Dialect+"+"+u.Driver, "+")
	return &backends.Error{Kind: backends.ErrUnknownDriver, Stmt: -1, Message: fmt.Sprintf("nobody registered one for %s://: %s", scheme, move)}
}
