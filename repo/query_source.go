package repo

import (
	"context"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/render"
)

// source is what reads go to: a [Session] or, without one, an engine or a unit of work. Every read takes the same steps on
// each; a source says how one of them is taken there.
type source interface {
	// commitsItself reports whether each statement is committed by itself.
	commitsItself() bool
	// settings returns the engine, and the settings whose filters hold.
	settings() (*Engine, *config)
	// prepare returns the text of q when it can be sent: changes that it could see are flushed, a transaction is open.
	prepare(ctx context.Context, q reading) (render.Compiled, error)
	// prepareGet is prepare of a Get, whose text is known.
	prepareGet(ctx context.Context, w getRequest) error
	// underway returns ctx for what is sent now, as one that the source can end.
	underway(ctx context.Context) context.Context
	// send sends a statement that answers rows, and tells the hooks.
	send(ctx context.Context, c render.Compiled) (backends.Rows, error)
	// sendAll sends several: in one trip where the backend can, else one after the other.
	sendAll(ctx context.Context, list []batchedQuery) error
	// sent notes that q was sent and is being answered: what it writes may not be in memory as it is in the database.
	sent(q reading)
	// readOptions returns how rows become entities. withLoads says that relationships are loaded for them.
	readOptions(ctx context.Context, withLoads bool) loading.Options
	// done takes back what readOptions has given, when all is read.
	done(opts loading.Options)
}

var (
	_ source = (*Session)(nil)
	_ source = (*untracked)(nil)
)

// readFrom reads the rows of q, and the relationships that it loads.
func readFrom(ctx context.Context, src source, q reading) error {
	c, err := src.prepare(ctx, q)
	if err != nil {
		return err
	}
	ctx = src.underway(ctx)
	rows, err := src.send(ctx, c)
	_, config := src.settings()
	if err != nil {
		return refusedBy(config, q.stmt, err)
	}
	src.sent(q)
	opts := q.readOptions(src.readOptions(ctx, q.loadsBehind()))
	defer src.done(opts)
	if err := q.readRows(rows, opts); err != nil || !q.loadsBehind() {
		return carriedOut(src, c.SQL, refusedBy(config, q.stmt, err))
	}
	return loadedBehind(src, c.SQL, loader{ctx: ctx, source: src}.load(q.steps(opts)))
}

// gatherFrom is readFrom of several, whose statements travel together.
func gatherFrom(ctx context.Context, src source, list []reading) error {
	if len(list) == 0 {
		return nil
	}
	var batch []batchedQuery
	var steps []func() []step
	for _, q := range list {
		q, err := q.withEagerLoads()
		if err != nil {
			return err
		}
		c, err := src.prepare(ctx, q)
		if err != nil {
			return err
		}
		opts := q.readOptions(src.readOptions(ctx, q.loadsBehind()))
		defer src.done(opts)
		batch = append(batch, batchedQuery{text: c, whole: q.whole != "", stmt: &q.stmt, what: q.whole, read: func(rows backends.Rows) error {
			src.sent(q)
			return q.readRows(rows, opts)
		}})
		steps = append(steps, func() []step { return q.steps(opts) })
	}
	if err := src.sendAll(ctx, batch); err != nil {
		return err
	}
	var loads []step
	for _, of := range steps {
		loads = append(loads, of()...)
	}
	return carriedOutBehind(src, batch, "", loader{ctx: ctx, source: src}.load(loads))
}

// getFrom asks for the one entity of w, nil without a row. known is where it is looked up and kept; nil tracks nothing.
func getFrom(ctx context.Context, src source, w getRequest, known *identity.Map) (any, error) {
	e, config := src.settings()
	g := config.space.getterOf(w.mapping)
	c, err := e.getting(ctx, config, g, w)
	if err == nil {
		err = src.prepareGet(ctx, w)
	}
	if err != nil {
		return nil, err
	}
	ctx = src.underway(ctx)
	rows, err := src.send(ctx, c)
	if err != nil {
		return nil, err
	}
	return w.read(ctx, g, rows, known)
}
