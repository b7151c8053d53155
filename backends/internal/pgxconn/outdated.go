package pgxconn

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// again reports whether statements that conn answered with err are to be sent once more: outside a transaction, when they may
// have been prepared before the schema changed. That is no resending on a guess: the server refused them, and is idle, so
// that the transaction of their own is undone. pgx has dropped what it prepared for them, and prepares anew.
func again(ctx context.Context, conn *pgx.Conn, err error) bool {
	if err == nil || conn == nil || ctx.Err() != nil || conn.IsClosed() || !sqlstate.MayBeOutdated(err) {
		return false
	}
	return keeps(conn) && conn.PgConn().TxStatus() == 'I'
}

// outdated has every connection of the pool replaced when err, a refusal of one of stmts, says that the schema changed under a transaction:
// the next try would meet the same on each of them.
func (u *unit) outdated(err error, stmts []backends.Stmt) {
	if err == nil {
		return
	}
	sqlstate.MarkOutdated(err, stmts, u.keepsPrepared)
	if u.pool != nil && errors.Is(err, backends.ErrOutdated) {
		u.pool.native.Reset()
	}
}

// keepsPrepared reports whether the connection of the unit keeps what it prepares, or what it was told of its parameters.
func (u *unit) keepsPrepared() bool {
	conn := (*pgx.Conn)(nil)
	if u.conn != nil {
		conn = u.conn.Conn()
	} else if u.tx != nil {
		conn = connOf(u.tx)
	}
	return keeps(conn)
}

// demoted has every connection of the pool replaced when err says that the server, which was to take writes, takes none any more.
func (p *pool) demoted(err error) {
	if p.writer && kit.Demoted(err) {
		p.native.Reset()
	}
}
