package sqlxbackend

import (
	"context"
	"errors"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/sqlstate"
)

// again reports whether statements that the connection answered with err are to be sent once more: outside a transaction, when
// they may have been prepared before the schema changed. The server refused them, so the transaction of their own is undone,
// and what was prepared for them is dropped. Other drivers prepare for each call.
func (c *connection) again(ctx context.Context, err error) bool {
	return (c.pool.dialect.pgx || c.pool.dialect.pq) && ctx.Err() == nil && sqlstate.MayBeOutdated(err) && !c.endedBy(err)
}

// replace has the idle connections of the pool replaced when err says that the schema changed under a transaction, that the
// connection was lost, or that the server, which was to take writes, takes none any more: the next try would meet the same on each of
// them. Of a database of the user's own it is this one alone. A pinned connection stays for the first of these: there is no other, what
// was refused is prepared anew, and each further try finds one less.
func (c *connection) replace(err error) {
	if c == nil || err == nil {
		return
	}
	lost := errors.Is(err, backends.ErrConnection) || c.pool.writer && kit.Demoted(err)
	if !lost && (c.pool.pin != nil || !errors.Is(err, backends.ErrOutdated)) {
		return
	}
	c.bad = true
	if c.pool.owned {
		c.pool.db.SetMaxIdleConns(-1)
		c.pool.db.SetMaxIdleConns(c.pool.config.Size)
	}
}

// note keeps what came of statements.
func (u *unit) note(err error, stmts ...backends.Stmt) {
	if err != nil {
		sqlstate.MarkOutdated(err, stmts, func() bool { return wasKept(err) || u.dialect.pgx && u.keepsPrepared() })
	}
	if !u.options.ReadOnly || !kit.Demoted(err) {
		u.conn.replace(err)
	}
	u.Note(err, false, stmts...)
}

// keepsPrepared reports whether the connection of the unit keeps what pgx prepares on it.
func (u *unit) keepsPrepared() (keeps bool) {
	if keeps = true; u.conn != nil {
		_ = u.conn.raw(func(native any) { keeps = caches(native) })
	}
	return keeps
}
