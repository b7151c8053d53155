package pgxconn

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/drey-db/drey/backends/kit"
)

// probeKey is where a connection keeps its probe.
const probeKey = "github.com/drey-db/drey/backends/kit.Probe"

// Alive reports whether the server has not ended an idle connection, as far as a look at the socket tells: it costs no trip.
func Alive(conn *pgx.Conn) bool {
	if conn.IsClosed() {
		return false
	}
	kept := conn.PgConn().CustomData()
	probe, ok := kept[probeKey].(*kit.Probe)
	if !ok {
		probe = kit.NewProbe(conn.PgConn().Conn())
		kept[probeKey] = probe
	}
	return probe.Alive()
}

// alive is Alive of the connection of the unit. On one that is dead before COMMIT is sent nobody hears it: the server's last words are
// read, and the fate of the commit is known.
func (u *unit) alive() bool {
	conn := connOf(u.sender())
	return conn == nil || Alive(conn)
}

// living returns take of a connection that is alive: those that the server ended while they were idle are replaced before a statement
// pays for them.
func (p *pool) living(ctx context.Context, take func(context.Context) (*pgxpool.Conn, error)) (*pgxpool.Conn, error) {
	conn, err := take(ctx)
	if err != nil || Alive(conn.Conn()) {
		return conn, err
	}
	for left := p.native.Stat().TotalConns(); ; left-- {
		_ = conn.Conn().Close(ctx) // it is dead
		conn.Release()
		if conn, err = p.wait(ctx); err != nil || left <= 0 || Alive(conn.Conn()) {
			return conn, err
		}
	}
}
