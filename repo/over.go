package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// bare reads without a session: it tracks nothing.
type bare struct {
	engine  *Engine
	runner  backends.Runner
	commits bool // each statement commits itself
}

// Over answers the read doors on a bare unit of work of this engine's database, such as pgxbackend.FromTx(tx): untracked,
// and without a session. The unit stays yours to end. While a loop over [Each] is open, the other doors answer [ErrBusy].
func (e *Engine) Over(u UnitOfWork) Reader {
	if isNil(u) {
		u = kit.RefusingNil("Over(nil)", "give it a unit of work, such as pgxbackend.FromTx(tx)")
	}
	return bare{engine: e.sound(), runner: u}
}

func (e *Engine) bare() bare {
	e = e.sound()
	return bare{engine: e, runner: e.pool, commits: true}
}

func (e *Engine) read(ctx context.Context, q reading) error { return e.bare().read(ctx, q) }

func (e *Engine) get(ctx context.Context, w wish) (any, error) { return e.bare().get(ctx, w) }

func (b bare) read(ctx context.Context, q reading) error {
	if ctx == nil {
		return kit.NilContext()
	}
	q, err := q.eagerly()
	if err != nil {
		return err
	}
	defer b.noted(q)
	return b.readAll(ctx, q)
}

// noted says that q has committed itself, if it writes.
func (b bare) noted(q reading) {
	if b.commits {
		b.engine.noted(q.stmt.Effect())
	}
}

// readAll reads the rows of q, and what is loaded with them.
func (b bare) readAll(ctx context.Context, q reading) error {
	c, err := b.text(ctx, q)
	if err != nil {
		return err
	}
	rows, err := b.engine.send(ctx, b.runner, c)
	if err != nil {
		return err
	}
	how := q.how(b.how(ctx, q))
	if err := q.drain(rows, how); err != nil || len(q.eager.loads) == 0 {
		return err
	}
	return b.loader(ctx).load(q.steps(how))
}

func (b bare) text(ctx context.Context, q reading) (render.Compiled, error) {
	c, err := b.engine.filtered(ctx, &b.engine.config, q.stmt)
	return q.sent(c), err
}

// how is how rows are read: where relationships are loaded, one row is one object within the query.
func (b bare) how(ctx context.Context, q reading) loading.How {
	how := loading.How{Loaded: loaded(ctx)}
	if len(q.eager.loads) > 0 && !q.streamed {
		how.Known = new(identity.Map)
	}
	return how
}
