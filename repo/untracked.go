package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// untracked is reads without a session: an engine's own, and those over a unit of work. It tracks nothing.
type untracked struct {
	engine  *Engine
	runner  backends.Runner
	commits bool // each statement commits itself
}

// Over returns a Reader on a unit of work of this engine's database, such as pgxbackend.FromTx(tx): untracked,
// and without a session. The unit stays yours to end, and yours to choose: see [WithTx]. While a loop over [Each] is open, other reads answer [backends.ErrBusy].
func (e *Engine) Over(u UnitOfWork) Reader {
	if mapper.IsNil(u) {
		u = kit.RefusingNil("Over(nil)", "give it a unit of work, such as pgxbackend.FromTx(tx)")
	}
	e = e.orInvalid()
	if err := sameDatabase(e.pool, u); err != nil {
		u = kit.Refusing{Err: err}
	}
	return &untracked{engine: e, runner: u}
}

func (e *Engine) read(ctx context.Context, q reading) error {
	return e.orInvalid().direct.read(ctx, q)
}

func (e *Engine) get(ctx context.Context, w getRequest) (any, error) {
	return e.orInvalid().direct.get(ctx, w)
}

func (e *Engine) gather(ctx context.Context, list []reading) error {
	return e.orInvalid().direct.gather(ctx, list)
}

func (b *untracked) read(ctx context.Context, q reading) error {
	if ctx == nil {
		return kit.NilContext()
	}
	if list, ok := q.each(); ok {
		return b.gather(ctx, list)
	}
	q, err := q.withEagerLoads()
	if err != nil {
		return err
	}
	defer b.noteWrite(q)
	return readFrom(ctx, b, q)
}

func (b *untracked) get(ctx context.Context, w getRequest) (any, error) {
	if ctx == nil {
		return nil, kit.NilContext()
	}
	return getFrom(ctx, b, w, nil)
}

func (b *untracked) gather(ctx context.Context, list []reading) error {
	for _, q := range list {
		defer b.noteWrite(q)
	}
	return gatherFrom(ctx, b, list)
}

// noteWrite says that q has committed itself, or may have, if it writes.
func (b *untracked) noteWrite(q reading) {
	if b.commits {
		b.engine.noteSelfCommitted(&q.stmt)
	}
}

func (b *untracked) settings() (*Engine, *config) { return b.engine, &b.engine.config }

func (b *untracked) prepare(ctx context.Context, q reading) (render.Compiled, error) {
	if err := q.checkWrite(&b.engine.config); err != nil {
		return render.Compiled{}, err
	}
	c, err := b.engine.filtered(ctx, &b.engine.config, q.stmt)
	if err == nil {
		err = checkAnswers(q.stmt.Kind(), b.engine, c.SQL)
	}
	if err == nil && b.commits {
		err = checkKeepsLocks(q.stmt)
	}
	return q.sentAs(c), err
}

// checkKeepsLocks refuses a statement that locks rows where it commits itself, as its locks would be gone with its answer.
func checkKeepsLocks(stmt ast.Statement) error {
	if stmt.LocksRows() {
		return locksNothing("an engine", "a session")
	}
	return nil
}

func locksNothing(where, instead string) error {
	return invalid("a lock (ForUpdate, ForShare) on %s is gone with the statement, as its statements commit themselves: use %s", where, instead)
}

func (b *untracked) prepareGet(_ context.Context, w getRequest) error {
	if w.lock && b.commits {
		return locksNothing("an engine", "a session")
	}
	return nil
}

func (b *untracked) underway(ctx context.Context) context.Context { return ctx }

func (b *untracked) send(ctx context.Context, c render.Compiled) (backends.Rows, error) {
	return b.engine.send(ctx, b.runner, c)
}

func (b *untracked) sendAll(ctx context.Context, list []batchedQuery) error {
	n := b.engine.newNotifier()
	if len(list) == 1 || !n.pipelines && !list[0].whole {
		return oneByOne(ctx, list, b)
	}
	together := batch{list: list, notifier: n}
	if b.commitsItself() {
		return together.outcome(b, together.sendAlone(ctx, b.runner))
	}
	return together.outcome(b, together.send(ctx, b.runner))
}

func (b *untracked) sent(reading) {} // noteWrite does it, when all is read

// readOptions returns how rows are read: where relationships are loaded, one row is one object within the query.
func (b *untracked) readOptions(ctx context.Context, withLoads bool) loading.Options {
	opts := loading.Options{Extra: b.engine.config.extraColumns, Loaded: loaded(ctx)}
	if withLoads {
		opts.Known, opts.Apart = new(identity.Map), true
	}
	return opts
}

func (b *untracked) done(opts loading.Options) { opts.Drop() }
