package conformance

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// HostsAreChosen: a URL may name several hosts, and target_session_attrs says which of them will do. Whatever does not answer is
// passed over, and where none will do there is an error, soon, which says what none was.
func HostsAreChosen(t *testing.T, b Backend) {
	if !b.streams() {
		return // a file has no hosts
	}
	servers := pgtest.Replicated(t, 1)
	primary, standby, nobody := hostOf(t, servers.URL(0)), hostOf(t, servers.URL(1)), "127.0.0.1:1"
	for _, c := range []struct{ hosts, attrs, want string }{
		{primary + "," + standby, "", "primary"},
		{standby + "," + primary, "", "standby"},
		{nobody + "," + primary, "", "primary"},
		{nobody + "," + nobody, "", "none"},
		{standby + "," + primary, "any", "standby"},
		{standby + "," + primary, "read-write", "primary"},
		{primary + "," + standby, "read-only", "standby"},
		{nobody + "," + standby + "," + primary, "primary", "primary"},
		{primary + "," + standby, "standby", "standby"},
		{primary + "," + standby, "prefer-standby", "standby"},
		{primary + "," + nobody, "prefer-standby", "primary"},
		{primary, "prefer-standby", "primary"},
		{nobody + "," + nobody, "prefer-standby", "none"},
		{nobody, "prefer-standby", "none"},
		{standby, "primary", "none"},
		{primary + "," + nobody, "standby", "none"},
		{primary, "nonsense", "refused"},
	} {
		expect(t, c.hosts+" "+c.attrs, b.reaches(t, servers.URL(0), c.hosts, c.attrs), c.want)
	}
	writersLeave(t, b, servers)
}

// writersLeave: a server that is demoted may cut nobody. Who asked for one that takes writes is refused once a connection, at most, and
// then finds the new primary.
func writersLeave(t *testing.T, b Backend, servers *pgtest.Replication) {
	t.Helper()
	ctx := t.Context()
	u := value(backends.ParseURL(strings.Replace(servers.URL(0), hostOf(t, servers.URL(0)), hostOf(t, servers.URL(0))+","+hostOf(t, servers.URL(1)), 1)))(t)
	u.Driver = b.Driver
	u.Query.Set("target_session_attrs", "read-write")
	writes := map[string]func(db *database) error{
		"a unit of work": func(db *database) error {
			return db.Begin(ctx, func(s *repo.Session) error { return s.Add(&Toy{Label: "a"}) })
		},
		"in pieces": func(db *database) error {
			return db.Begin(ctx, func(s *repo.Session) error {
				_, err := repo.Count(ctx, s, builder.Select(toys))
				return errors.Join(err, s.Add(&Toy{Label: "a"}))
			})
		},
		"the engine": func(db *database) error {
			return errorOf(db.Exec(ctx, builder.Text("INSERT INTO toys (label, size) VALUES ('a', 1)")))
		},
		"rows": func(db *database) error {
			return errorOf(repo.Scalar[int64](ctx, db, builder.Text("INSERT INTO toys (label, size) VALUES ('a', 1) RETURNING id")))
		},
	}
	engines := map[string]*database{}
	first := b.openURL(t, u.Reveal())
	for what, write := range writes {
		engines[what] = &database{Engine: value(repo.Open(ctx, u.Reveal(), repo.WithBackend(b.Backend)))(t), backend: b}
		must(t, write(engines[what]))
	}
	must(t, first.Close())
	servers.CatchUp(1, 0)
	servers.Exec(0, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
	servers.Promote(1)
	for what, write := range writes {
		_, port, _ := strings.Cut(hostOf(t, servers.URL(1)), ":")
		sql := builder.Text("SELECT current_setting('transaction_read_only') = 'on' OR inet_server_port() = " + port)
		for late := time.Now().Add(time.Minute); !value(repo.Scalar[bool](ctx, engines[what], sql))(t); { // sessions hear of settings in a moment
			if time.Now().After(late) {
				t.Fatal("a session has not heard of a setting for a minute")
			}
		}
		if err := write(engines[what]); err != nil { // lib/pq may have heard of it, and have left
			refused(t, err, repo.ErrReadOnly)
		}
		if err := write(engines[what]); err != nil {
			t.Errorf("%s, once it was refused: %v", what, err)
		}
		must(t, engines[what].Close())
	}
}

func hostOf(t *testing.T, text string) string {
	t.Helper()
	u := value(url.Parse(text))(t)
	return u.Host
}

// reaches is which server is connected to.
func (b Backend) reaches(t *testing.T, like, hosts, attrs string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	text := strings.Replace(like, hostOf(t, like), hosts, 1)
	u := value(backends.ParseURL(text))(t)
	if u.Driver = b.Driver; attrs != "" {
		u.Query.Set("target_session_attrs", attrs)
	}
	engine, err := repo.Open(ctx, u.Reveal(), repo.WithBackend(b.Backend))
	if err != nil {
		refused(t, err, backends.ErrInvalidURL)
		withoutSecret(t, err, u.Password)
		return "refused"
	}
	defer func() { must(t, engine.Close()) }()
	recovers, err := repo.Scalar[bool](ctx, engine, builder.Text("SELECT pg_is_in_recovery()"))
	switch {
	case err != nil:
		refused(t, err, repo.ErrConnection)
		withoutSecret(t, err, u.Password)
		if attrs == "primary" || attrs == "standby" { // somebody answered, who is not that
			says(t, err, "no server that answers there is a "+attrs, "name the host of one")
		}
		return "none"
	case recovers:
		return "standby"
	}
	return "primary"
}
