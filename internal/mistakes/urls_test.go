package mistakes_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

const password = pgtest.Planted + "word"

// opening is the mistake of an engine that is opened so, and asked something.
func opening(address string, opts ...repo.Option) func(w *world) error {
	return func(w *world) error { return w.open(address, opts...) }
}

func (w *world) open(address string, opts ...repo.Option) error {
	engine, err := repo.Open(w.ctx, address, append([]repo.Option{repo.WithBackend(w.backend.Backend)}, opts...)...)
	if err != nil {
		return err
	}
	w.Cleanup(func() { _ = engine.Close() })
	return engine.Ping(w.ctx)
}

// astray is the mistake of a URL of PostgreSQL's that is right but for a part.
func astray(change func(u *backends.URL)) func(w *world) error {
	return func(w *world) error {
		u, err := backends.ParseURL(w.url)
		if err != nil {
			return err
		}
		change(&u)
		return w.open(u.Reveal())
	}
}

// asSomebodyWhoMayNotLogIn is the mistake of a URL whose user has the password, and is not admitted all the same.
func asSomebodyWhoMayNotLogIn(w *world) error {
	role := "idle_" + strings.ToLower(rand.Text())
	if _, err := w.engine.Exec(w.ctx, builder.Text("CREATE ROLE "+role+" NOLOGIN PASSWORD '"+password+"'")); err != nil {
		return err
	}
	w.Cleanup(func() { _, _ = w.engine.Exec(context.WithoutCancel(w.ctx), builder.Text("DROP ROLE "+role)) })
	return astray(func(u *backends.URL) { u.Username, u.Password = role, password })(w)
}

// with is a value of the URL's query.
func with(name, value string) func(u *backends.URL) {
	return func(u *backends.URL) {
		if u.Query == nil {
			u.Query = url.Values{}
		}
		u.Query.Set(name, value)
	}
}

var ofURLs = []mistake{
	{"an unknown setting of SQLite", opening("sqlite:///:memory:?foreign_key=on"), "foreign_key", "write _pragma=foreign_key(value)"},
	{"an empty name of a file", opening("sqlite:///"), "file", "write sqlite:///file.db, or sqlite:///:memory:"},
	{"another word for memory", opening("sqlite:///:MEMORY:"), ":MEMORY:", "write sqlite:///:memory:"},
	{"nothing", opening(""), "", "write postgresql://"},
	{"a host alone", opening("localhost:5432/heroes"), "", "write postgresql://"},
	{"a file alone", opening("heroes.db"), "", "sqlite:///file.db"},
	{"a DSN of words", opening("host=localhost user=me password=" + password + " dbname=heroes"), "", "write postgresql://"},
	{"one slash", opening("sqlite:/heroes.db"), "", "sqlite:///file.db"},
	{"a slash too few", opening("sqlite://heroes.db"), "", "write sqlite:///file.db"},
	{"a slash too few, in memory", opening("sqlite://:memory:"), "", "write sqlite:///:memory:"},
	{"mysql", opening("mysql://root:" + password + "@localhost/heroes"), "mysql", "import a database/sql driver"},
	{"a driver of Python's", opening("postgresql+psycopg2://me:" + password + "@localhost/heroes"), "psycopg2", "write postgresql+pgx://"},
	{"a driver that is not imported", opening("postgresql+odd://me:" + password + "@localhost/heroes"), "odd", "import the driver"},
	{"another driver of SQLite", opening("sqlite+mattn:///heroes.db"), "mattn", `import _ "modernc.org/sqlite"`},
	{"a port that is none", opening("postgresql://me:" + password + "@localhost:port/heroes"), "port", "percent-encoded"},
	{"a password with an @ and a slash", opening("postgresql://me:" + pgtest.Planted + "@/w@localhost/heroes"), "@", "percent-encoded"},
	{"a password with a percent sign", opening("postgresql://me:" + pgtest.Planted + "%zz@localhost/heroes"), "", "write % as %25"},
	{"a semicolon between options", opening("postgresql://me@localhost/heroes?a=1;b=2"), "semicolon", "write & between options"},
	{"jdbc", opening("jdbc:postgresql://localhost/heroes"), "", "write postgresql://"},
	{"no backend", func(w *world) error { return second(repo.Open(w.ctx, "sqlite:///:memory:")) }, "", "say repo.WithBackend"},
	{"a nil backend", func(w *world) error { return second(repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(nil))) }, "", "say repo.WithBackend"},
	{"a pool that is nil", func(*world) error { return second(repo.New(nil)) }, "", "pgxbackend.New(pool)"},
	{"pgx with SQLite's URL", func(w *world) error {
		return second(repo.Open(w.ctx, "sqlite:///:memory:", repo.WithBackend(pgxbackend.Backend{})))
	}, "sqlite", "use sqlxbackend.Backend{}"},
	{"a folder that is not there", opening("sqlite:////nowhere/at/all/heroes.db"), "/nowhere/at/all", "check that its directory is there"},
	{"a file that is no database", func(w *world) error { return w.open("sqlite:///" + "urls_test.go") }, "urls_test.go", "correct the URL's path"},
	{"a model that is no prototype", opening("sqlite:///:memory:", repo.WithModels(Hero{})), "Hero", "what builder.Model answered"},
	{"a pool whose overflow is negative", opening("sqlite:///:memory:", repo.WithPool(backends.PoolConfig{Overflow: -2})), "-2", "say -1"},
	{"a pool that waits no time", opening("sqlite:///:memory:", repo.WithPool(backends.PoolConfig{Timeout: -1})), "Timeout -1ns", "say how long"},
	{"a pool that recycles in the past", opening("sqlite:///:memory:", repo.WithPool(backends.PoolConfig{Recycle: -1})), "Recycle -1ns", "say how long"},
	{"a pool of no connection", opening("sqlite:///:memory:", repo.WithPool(backends.PoolConfig{Size: -1})), "", "say 1 or more"},
	{"a nil option", opening("sqlite:///:memory:", nil), "", "leave it out"},
	{"a replica of another database", opening("sqlite:///:memory:", repo.WithReplicas("postgresql://localhost/heroes")), "", "leave them out"},
}

// ofServers is of PostgreSQL, on each driver.
var ofServers = []mistake{
	{"a wrong port", astray(func(u *backends.URL) { u.Port = 1 }), ":1", "is the server running"},
	{"a wrong host", astray(func(u *backends.URL) { u.Host = "nowhere.invalid" }), "nowhere.invalid", "is that the host's name?"},
	{"a wrong password", astray(func(u *backends.URL) { u.Password = password }), "", "check both in the URL"},
	{"no password", astray(func(u *backends.URL) { u.Password = "" }), "", "add one, as in user:password@host"},
	{"a wrong user", astray(func(u *backends.URL) { u.Username = "nobody" }), "nobody", "check both in the URL"},
	{"a user who may not log in", asSomebodyWhoMayNotLogIn, "is not permitted to log in", "correct the URL's user"},
	{"a wrong database", astray(func(u *backends.URL) { u.Database = "nowhere" }), "nowhere", "create it, or correct the URL"},
	{"TLS where there is none", astray(with("sslmode", "require")), "TLS", "say sslmode=disable"},
	{"a certificate that is not there", astray(func(u *backends.URL) {
		u.Query = map[string][]string{"sslmode": {"verify-full"}, "sslrootcert": {"/nowhere/ca.pem"}}
	}), "/nowhere/ca.pem", "correct"},
	{"an sslmode that is none", astray(with("sslmode", "on")), "sslmode", "verify-full"},
	{"an unknown setting", astray(with("charset", "utf8")), "charset", "correct it there, or leave it out"},
	{"a setting of text where a number goes", astray(with("connect_timeout", "soon")), "connect_timeout", "correct that in the URL"},
	{"a time limit below zero", astray(with("connect_timeout", "-1")), "connect_timeout", "correct that in the URL"},
	{"a table that nobody made", func(w *world) error { return second(repo.All(w.ctx, w.engine, builder.Select(seats))) }, "seats", "create it, by schema.CreateAll"},
	{"two hosts of which none is there", astray(func(u *backends.URL) { u.Host, u.Port = "127.0.0.1:1,127.0.0.1:2", 0 }), "127.0.0.1:" + strconv.Itoa(1), "is the server running"},
	{"a standby where there is none", astray(unmet("standby")), "no server that answers there is a standby", "name the host of one, or correct target_session_attrs in the URL"},
	{"a session to read where there is none", astray(unmet("read-only")), "no server that answers there is read-only", "name the host of one, or correct target_session_attrs in the URL"},
	{"two hosts of which none is a standby", astray(func(u *backends.URL) {
		unmet("standby")(u)
		u.Host, u.Port = fmt.Sprintf("%s:%d,127.0.0.1:1", u.Host, u.Port), 0
	}), "127.0.0.1:1 no server that answers there is a standby", "name the host of one, or correct target_session_attrs in the URL"},
	{"a server without TLS that is no standby, where TLS is a try", astray(func(u *backends.URL) {
		unmet("standby")(u)
		u.Query.Set("sslmode", "allow")
	}), "no server that answers there is a standby", "name the host of one, or correct target_session_attrs in the URL"},
}

// unmet asks for a kind of server that is not there, and tries TLS first.
func unmet(attrs string) func(u *backends.URL) {
	return func(u *backends.URL) {
		with("target_session_attrs", attrs)(u)
		u.Query.Set("sslmode", "prefer")
	}
}
