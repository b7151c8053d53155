package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/statement"
)

// bare reads without a session: it tracks nothing.
type bare struct {
	engine  *Engine
	runner  backends.Runner
	commits bool // each statement commits itself
}

// Over answers the read doors on a bare unit of work of this engine's database, such as pgxbackend.FromTx(tx): untracked,
// and without a session. The unit stays yours to end. While a loop over [Each] is open, the other doors answer [ErrBusy].
func (e *Engine) Over(u UnitOfWork) Reader { return bare{engine: e, runner: u} }

func (e *Engine) bare() bare { return bare{engine: e, runner: e.pool, commits: true} }

func (e *Engine) read(ctx context.Context, q reading) error { return e.bare().read(ctx, q) }

func (e *Engine) get(ctx context.Context, w wish) (any, error) { return e.bare().get(ctx, w) }

func (b bare) read(ctx context.Context, q reading) error {
	c, err := statement.Compile(q.stmt, statement.Dialect(b.engine.dialect))
	if err != nil {
		return err
	}
	rows, err := b.engine.send(ctx, b.runner, q.sent(c))
	if err != nil {
		return err
	}
	return q.drain(rows, loading.How{Loaded: loaded(ctx)})
}
