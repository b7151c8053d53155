package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// Pin waits for a connection and returns an engine that has it alone, until that engine is closed: settings of the
// database's session (SET, PRAGMA), temporary tables and advisory locks outlast its statements and transactions there. Undo
// what you set before you close it, for the connection goes back to the pool. Options and hooks are those of e. A backend that
// cannot hold a connection answers [ErrUnsupported].
func (e *Engine) Pin(ctx context.Context) (*Engine, error) {
	if err := e.checkMade(); err != nil {
		return nil, at("pin", err)
	}
	p, ok := e.pool.(backends.Pinner)
	if !ok {
		err := &backends.Error{Kind: ErrUnsupported, Stmt: -1, Message: "this backend cannot hold a connection: its pool is no backends.Pinner"}
		return nil, at("pin", err)
	}
	if ctx == nil {
		return nil, at("pin", kit.NilContext())
	}
	pool, err := p.Pin(ctx)
	if err != nil {
		return nil, at("pin", err)
	}
	pinned := engineOn(pool, e.config)
	pinned.base, pinned.config.space, pinned.horizon, pinned.inside = e.base, e.config.space, e.horizon, e.inside
	return pinned, nil
}
