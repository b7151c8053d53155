package conformance

import (
	"testing"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/pgtest"
	"github.com/drey-db/drey/repo"
)

// CrashesCostIdleConnectionsNothing: connections that idle while the server crashes, and is back, are noticed before anything is sent.
func CrashesCostIdleConnectionsNothing(t *testing.T, b Backend) {
	if !b.streams() {
		return // there is no server
	}
	const connections = 4
	servers := pgtest.Replicated(t, 0)
	u, err := backends.ParseURL(servers.URL(0))
	must(t, err)
	u.Driver = b.Driver
	db := b.openURL(t, u.Reveal(), repo.WithPool(backends.PoolConfig{Size: connections}))
	add := func() error {
		return db.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&Toy{Label: "new"}) })
	}
	var open []*repo.Session
	for range connections {
		s := db.Session()
		open = append(open, s)
		value(repo.Count(t.Context(), s, inOrder))(t)
	}
	for _, s := range open {
		must(t, s.Close())
	}
	must(t, add()) // whatever it prepares
	servers.Stop(0)
	servers.Start(0)
	for range connections + 1 {
		must(t, add())
	}
	expect(t, "stored", db.stored(t, "SELECT count(*) FROM toys"), int64(connections+2))
}
