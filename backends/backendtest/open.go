package backendtest

import (
	"maps"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/drey-db/drey/backends"
)

func openTopic() topic {
	return topic{name: "opening", tests: []test{
		{name: "refuses a dialect that it does not serve, and shows no password", run: foreignDialect},
		{name: "sends nothing, so that a server that is not there is the first statement's error", needs: Sockets, run: noServer},
		{name: "says why there is no connection, and shows no password", needs: Sockets, run: noDatabase},
		{name: "says that a server does not answer, and not that the pool is full", needs: Sockets, run: silentServer},
		{name: "says that the URL names no database", needs: Sockets, run: noDatabaseNamed},
	}}
}

func foreignDialect(t *testing.T, db *database) {
	_, err := db.h.Backend.Open(t.Context(), backends.URL{
		Dialect: "nosuchsql", Username: "u", Password: secret, Host: "127.0.0.1", Port: 1, Database: "d",
	}, backends.PoolConfig{})
	refused(t, err)
}

// unreachable expects that every way to run a first statement answers ErrConnection.
func (db *database) unreachable(t *testing.T, change func(*backends.URL)) {
	t.Helper()
	elsewhere := &site{h: db.h, url: db.url}
	elsewhere.url.Password = secret
	change(&elsewhere.url)
	lost := elsewhere.freshPool(t, backends.PoolConfig{})
	for _, r := range []backends.Runner{lost.pool, lost.begin(t, backends.TxOptions{})} {
		refused(t, lost.try(t.Context(), r, "select 1"), backends.ErrConnection)
		refused(t, lost.tryQuery(t, r, "select 1"), backends.ErrConnection)
		err := r.Pipeline(t.Context(), []backends.Stmt{lost.stmt("select 1")}, backends.PipelineOptions{}, nil)
		refused(t, err, backends.ErrConnection)
		blamed(t, err, -1)
	}
}

func noServer(t *testing.T, db *database) {
	db.unreachable(t, func(u *backends.URL) { u.Host, u.Port = "127.0.0.1", 1 })
}

// silentServer: a server that takes connections and says nothing is missed by all who wait, also by those who wait for their turn.
func silentServer(t *testing.T, db *database) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer func() { _ = listener.Close() }()
	elsewhere := &site{h: db.h, url: db.url}
	elsewhere.url.Host, elsewhere.url.Port = "127.0.0.1", listener.Addr().(*net.TCPAddr).Port
	elsewhere.url.Query = maps.Clone(elsewhere.url.Query)
	elsewhere.url.Query.Set("connect_timeout", "1")
	lost := elsewhere.freshPool(t, backends.PoolConfig{Size: 1, Overflow: -1, Timeout: 100 * time.Millisecond})
	var callers sync.WaitGroup
	for range 3 {
		callers.Go(func() { refused(t, lost.try(t.Context(), lost.pool, "select 1"), backends.ErrConnection) })
	}
	callers.Wait()
}

func noDatabase(t *testing.T, db *database) {
	db.unreachable(t, func(u *backends.URL) { u.Database = "there_is_no_such_database" })
}
