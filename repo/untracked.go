package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// untracked reads without a session: it tracks nothing.
type untracked struct {
	engine  *Engine
	runner  backends.Runner
	commits bool // each statement commits itself
}

// Over returns the read doors on a bare unit of work of this engine's database, such as pgxbackend.FromTx(tx): untracked,
// and without a session. The unit stays yours to end. While a loop over [Each] is open, the other doors answer [ErrBusy].
func (e *Engine) Over(u UnitOfWork) Reader {
	if isNil(u) {
		u = kit.RefusingNil("Over(nil)", "give it a unit of work, such as pgxbackend.FromTx(tx)")
	}
	return untracked{engine: e.orRefusing(), runner: u}
}

func (e *Engine) untracked() untracked {
	e = e.orRefusing()
	return untracked{engine: e, runner: e.pool, commits: true}
}

func (e *Engine) read(ctx context.Context, q reading) error { return e.untracked().read(ctx, q) }

func (e *Engine) get(ctx context.Context, w getRequest) (any, error) {
	return e.untracked().get(ctx, w)
}

func (b untracked) read(ctx context.Context, q reading) error {
	if ctx == nil {
		return kit.NilContext()
	}
	q, err := q.withEagerLoads()
	if err != nil {
		return err
	}
	defer b.noteWrite(q)
	return b.readAll(ctx, q)
}

// noteWrite says that q has committed itself, if it writes.
func (b untracked) noteWrite(q reading) {
	if b.commits {
		b.engine.noteSelfCommitted(q.stmt.Effect())
	}
}

// readAll reads the rows of q, and what is loaded with them.
func (b untracked) readAll(ctx context.Context, q reading) error {
	c, err := b.text(ctx, q)
	if err != nil {
		return err
	}
	rows, err := b.engine.send(ctx, b.runner, c)
	if err != nil {
		return err
	}
	opts := q.readOptions(b.readOptions(ctx, q))
	if err := q.readRows(rows, opts); err != nil || len(q.eager.loads) == 0 {
		return err
	}
	return b.loader(ctx).load(q.steps(opts))
}

func (b untracked) text(ctx context.Context, q reading) (render.Compiled, error) {
	c, err := b.engine.filtered(ctx, &b.engine.config, q.stmt)
	return q.sent(c), err
}

// readOptions returns how rows are read: where relationships are loaded, one row is one object within the query.
func (b untracked) readOptions(ctx context.Context, q reading) loading.Options {
	opts := loading.Options{Loaded: loaded(ctx)}
	if len(q.eager.loads) > 0 && !q.streamed {
		opts.Known = new(identity.Map)
	}
	return opts
}
