package pgtest

import (
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
)

// Postgres is a PostgreSQL server for tests. It is safe for concurrent use.
type Postgres struct {
	admin   *url.URL // a database from which others can be created
	cluster *cluster // nil when the server is not ours to stop
	pooler  string   // the address of a pooler in front of it; "": there is none

	mutex     sync.Mutex
	templates map[string]string // names of databases that others are copied from, by what made them
	strategy  string            // how they are copied, in SQL

	own connections // to admin
}

// Server returns the server that the tests of this process share, and starts it when it is the first to ask. Where there
// is none it skips or fails the test, as the package comment says.
func Server(tb testing.TB) *Postgres {
	tb.Helper()
	p, err := shared.get()
	if err != nil {
		refuse(tb, err)
	}
	return p
}

// URL returns the URL of a fresh, empty database on [Server]: see [Postgres.Database].
func URL(tb testing.TB) string {
	tb.Helper()
	return Server(tb).Database(tb)
}

// Filled returns the URL of a fresh database on [Server] in which statements were run: see [Postgres.Filled].
func Filled(tb testing.TB, statements ...string) string {
	tb.Helper()
	return Server(tb).Filled(tb, statements...)
}

// URL is the database that the server was reached by, as postgresql://user:password@host:port/database?sslmode=disable.
// Others use it too: create nothing in it but roles and databases.
func (p *Postgres) URL() string { return p.admin.String() }

// Socket is the directory of the server's Unix socket, "" when the server was named by DREY_TEST_POSTGRES.
func (p *Postgres) Socket() string {
	if p.cluster == nil {
		return ""
	}
	return p.cluster.dir
}

func reachServer() (*Postgres, error) {
	if named := os.Getenv("DREY_TEST_POSTGRES"); named != "" {
		admin, err := adminURL(named)
		return &Postgres{admin: admin}, err
	}
	c, err := startCluster("")
	if err != nil {
		return nil, err
	}
	return &Postgres{admin: c.url, cluster: c}, nil
}

func (p *Postgres) stop() error {
	defer p.own.close()
	if p.cluster == nil {
		return p.forget()
	}
	return p.cluster.stop()
}

// adminURL reads DREY_TEST_POSTGRES. Its errors never repeat the text, which may hold a password.
func adminURL(named string) (*url.URL, error) {
	u, err := url.Parse(named)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("DREY_TEST_POSTGRES is not of the form postgresql://user:password@host:5432/database")
	}
	dialect, _, _ := strings.Cut(u.Scheme, "+")
	if dialect != "postgresql" && dialect != "postgres" {
		return nil, errors.New("DREY_TEST_POSTGRES does not begin with postgresql://")
	}
	u.Scheme = "postgresql"
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), "5432")
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/postgres"
	}
	if query := u.Query(); !query.Has("sslmode") {
		query.Set("sslmode", "disable")
		u.RawQuery = query.Encode()
	}
	return u, nil
}
