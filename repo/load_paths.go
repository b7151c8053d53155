package repo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/identity"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/render"
)

// loader loads relationships by statements of their own, those of one level together.
type loader struct {
	ctx        context.Context
	source     source
	unfiltered bool // global filters hide nothing
}

// render renders a statement with the global filters, unless the one with opts goes without them.
func (l loader) render(opts loading.Options, stmt ast.Statement) (render.Compiled, error) {
	e, config := l.source.settings()
	if l.unfiltered || opts.Statement != nil && opts.Statement.Unfiltered() {
		return e.compiled(config, stmt)
	}
	return e.filtered(l.ctx, config, stmt)
}

func (l loader) dialect() render.Dialect {
	_, config := l.source.settings()
	return render.Dialect(config.space.dialect)
}

// step is a relationship to load for owners, and what is below it.
type step struct {
	options loading.Options
	path    *ast.Load
	owners  []unsafe.Pointer
	joined  bool // what joins read is there already
}

// below returns the steps that follow st, which f took; nil: the rows of the query did.
func (st step) below(f *loading.Fetch) (list []step) {
	if len(st.path.Then) == 0 {
		return nil
	}
	targets := loading.TargetsOf(st.path.Relationship, st.owners)
	for _, then := range st.path.Then {
		led, others := f.SplitLed(then, targets)
		if len(led) > 0 {
			list = append(list, step{options: st.options, path: then, owners: led, joined: true})
		}
		if len(others) > 0 || len(led) == 0 {
			list = append(list, step{options: st.options, path: then, owners: others, joined: st.joined})
		}
	}
	return list
}

// unread returns steps with, in the place of those that joins have read, what is below them.
func unread(steps []step) (list []step) {
	for _, st := range steps {
		if st.joined && st.path.Strategy != ast.LoadSelectIn {
			list = append(list, unread(st.below(nil))...)
			continue
		}
		st.joined = false
		list = append(list, st)
	}
	return list
}

// splitSteps returns the steps that can be taken together, and those that wait: a relationship that another step loads for some of the
// same owners is looked at when that is there.
func splitSteps(steps []step) (now, later []step) {
	for _, st := range steps {
		if slices.ContainsFunc(now, st.overlaps) {
			later = append(later, st)
		} else {
			now = append(now, st)
		}
	}
	return now, later
}

func (st step) overlaps(other step) bool {
	if st.path.Relationship != other.path.Relationship || st.options.Known != other.options.Known {
		return false
	}
	taken := make(map[unsafe.Pointer]bool, len(other.owners))
	for _, p := range other.owners {
		taken[p] = true
	}
	return slices.ContainsFunc(st.owners, func(p unsafe.Pointer) bool { return taken[p] })
}

// load takes steps, and those below them, level by level.
func (l loader) load(steps []step) error {
	for steps = unread(steps); len(steps) > 0; {
		now, later := splitSteps(steps)
		fetches, err := l.level(now)
		if err != nil {
			return err
		}
		for i, st := range now {
			later = append(later, unread(st.below(fetches[i]))...)
		}
		steps = later
	}
	return nil
}

// level takes steps that do not depend on one another: whatever they ask goes in one trip where the backend can. It returns what took
// each.
func (l loader) level(steps []step) (fetches []*loading.Fetch, err error) {
	var list []batchedQuery
	for _, st := range steps {
		f, asked, err := l.fetch(st)
		if err != nil {
			return nil, fmt.Errorf("loading %s: %w", st.path.Relationship.Name(), err)
		}
		fetches, list = append(fetches, f), append(list, asked...)
	}
	if len(list) > 0 {
		if err := l.source.sendAll(l.ctx, list); err != nil {
			return nil, err
		}
	}
	if err := l.again(steps, fetches); err != nil {
		return nil, err
	}
	for _, f := range fetches {
		f.Fill()
	}
	return fetches, nil
}

// again has fetches ask for what the answers left open, which is next to nothing.
func (l loader) again(steps []step, fetches []*loading.Fetch) error {
	for {
		var list []batchedQuery
		for i, f := range fetches {
			stmts, err := f.Again()
			if err != nil {
				return err
			}
			if len(stmts) == 0 {
				continue
			}
			more, err := l.queries(f, stmts, steps[i].options, loads(steps[i].path.Relationship))
			if err != nil {
				return err
			}
			list = append(list, more...)
		}
		if len(list) == 0 {
			return nil
		}
		if err := l.source.sendAll(l.ctx, list); err != nil {
			return err
		}
	}
}

// loads is what a statement for r is for, in events.
func loads(r *mapper.Relationship) string { return "loading " + r.Name() }

// fetch returns what loads one relationship, and what it asks.
func (l loader) fetch(st step) (*loading.Fetch, []batchedQuery, error) {
	r := st.path.Relationship
	if st.path.Strategy == ast.LoadContainsEager {
		return nil, nil, invalid("ContainsEager reads a join of the query, which is not there: say SelectIn")
	}
	if r.HoldsKey() || r.ReferencesUnique {
		if err := l.reread(st.options, expired(st.options.Known, r.Owner, st.owners)); err != nil {
			return nil, nil, err
		}
	}
	f, err := loading.NewFetch(st.path, st.owners, l.dialect(), st.options)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotLoaded, err)
	}
	stmts, err := f.Statements()
	if err != nil {
		return nil, nil, err
	}
	list, err := l.queries(f, stmts, st.options, loads(r))
	return f, list, err
}

// expired returns the entries of those owners whose rows are to be read again, each once.
func expired(known *identity.Map, m *mapper.Mapping, owners []unsafe.Pointer) (list []*identity.Entry) {
	met := map[*identity.Entry]bool{}
	for _, p := range owners {
		if e := known.FindAt(m, p); e != nil && e.Expired && !met[e] {
			met[e] = true
			list = append(list, e)
		}
	}
	return list
}

// reread reads the rows of expired entities, whose foreign keys are needed, again.
func (l loader) reread(opts loading.Options, expired []*identity.Entry) error {
	if len(expired) == 0 {
		return nil
	}
	l.unfiltered = true
	f := loading.Reread(expired, l.dialect(), opts)
	stmts, err := f.Statements()
	if err != nil {
		return err
	}
	list, err := l.queries(f, stmts, opts, "")
	if err != nil {
		return err
	}
	return l.source.sendAll(l.ctx, list)
}

// queries returns statements of f.
func (l loader) queries(f *loading.Fetch, stmts []ast.Statement, opts loading.Options, what string) (list []batchedQuery, err error) {
	for i, stmt := range stmts {
		c, err := l.render(opts, stmt)
		if err != nil {
			return nil, err
		}
		list = append(list, batchedQuery{text: c, stmt: &stmts[i], what: what, read: closingRows(f.Read)})
	}
	return list, nil
}

// closingRows returns read, which closes the rows as well.
func closingRows(read func(backends.Rows) error) func(backends.Rows) error {
	return func(rows backends.Rows) (err error) {
		defer func() {
			failed := cmp.Or(rows.Close(), rows.Err())
			if err = misreadOf(err, failed); err == nil {
				err = failed
			}
		}()
		return read(rows)
	}
}
