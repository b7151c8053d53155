package repo

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
)

// eagerLoads is what a reading loads with its entities. The zero value is nothing.
type eagerLoads struct {
	loads  []*ast.Load
	joined []loading.Joined
	paths  *loading.Paths
	owners [][]int // of each of loads: the members of rows for which it is
	rows   *[]any  // that were taken, for what is loaded after them
}

// withEagerLoads returns q with what its statement says to load. A scalar of a query loads nothing, and other rows without entities are refused
// with it.
func (q reading) withEagerLoads() (reading, error) {
	if !q.shape.Typed() && !q.shape.Untyped() && (q.shape.Scalar() || !q.stmt.Has(ast.LoadingPart)) {
		return q, nil
	}
	loads, err := q.shape.LoadsOf(&q.stmt)
	if err == nil {
		q.eager.owners, err = q.checkLoads(loads)
	}
	if err == nil && len(loads) > 0 {
		q.eager.loads, q.eager.paths = loads, loading.PathsOf(loads)
		q.stmt, q.eager.joined, err = loading.Join(q.stmt, loads)
	}
	if err != nil {
		return q, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	if len(loads) > 0 && !q.streamed {
		rows, take, room := []any{}, q.take, q.room
		q.eager.rows = &rows
		q.room = func(n int) {
			if rows = slices.Grow(rows, n); room != nil {
				room(n)
			}
		}
		q.take = func(row any) bool {
			rows = append(rows, row)
			return take(row)
		}
	}
	return q, nil
}

// besidePages is what else loads a relationship where a stream cannot: one row has no room for a list.
func besidePages(l *ast.Load) string {
	if l.Relationship.Many() {
		return ""
	}
	return ", or load it with Joined"
}

// checkLoads returns for which members of the rows each of loads is, nil where rows are entities, and refuses those that do not go with
// the rows.
func (q reading) checkLoads(loads []*ast.Load) (owners [][]int, err error) {
	for _, l := range loads {
		members, err := q.shape.OwnersOf(l, &q.stmt)
		switch {
		case err != nil:
			return nil, err
		case q.streamed && (!inRows(l) || l.Relationship.Many()):
			return nil, fmt.Errorf("%s is not loaded by a stream, which holds the connection: read with Pages%s", l.Relationship.Name(), besidePages(l))
		}
		if q.shape.Entity() == nil {
			owners = append(owners, members)
		}
	}
	return owners, nil
}

// inRows reports whether l, and all below it, stands in the rows themselves.
func inRows(l *ast.Load) bool {
	return l.Strategy != ast.LoadSelectIn && !slices.ContainsFunc(l.Then, func(then *ast.Load) bool { return !inRows(then) })
}

// oneRowEach refuses lists that are joined, where rows are handed out before all have come.
func (e eagerLoads) oneRowEach() error {
	for _, j := range e.joined {
		if j.Many() {
			return invalid("a joined list repeats its owner, which a page could cut in two: load it with SelectIn")
		}
	}
	return nil
}

// targets returns the entities that are loaded, whose changes are flushed before.
func (e eagerLoads) targets() (list []*mapper.Mapping) { return targetsOf(e.loads) }

func targetsOf(loads []*ast.Load) (list []*mapper.Mapping) {
	for _, l := range loads {
		list = append(list, l.Relationship.Target)
		list = append(list, targetsOf(l.Then)...)
	}
	return list
}

// steps returns what comes by statements of its own for the rows taken since the last time.
func (q reading) steps(opts loading.Options) (list []step) {
	if len(q.eager.loads) == 0 || q.eager.rows == nil {
		return nil
	}
	rows := *q.eager.rows
	*q.eager.rows = nil
	for i, path := range q.eager.loads {
		if q.shape.Entity() != nil {
			list = append(list, q.step(opts, path, nil, rows))
			continue
		}
		for _, members := range opts.Together(q.eager.owners[i]) {
			list = append(list, q.step(opts.Of(members), path, members, rows))
		}
	}
	return list
}

// step returns what loads path for those members of rows or, where rows are entities, for rows.
func (q reading) step(opts loading.Options, path *ast.Load, members []int, rows []any) step {
	var owners []unsafe.Pointer
	for _, row := range rows {
		owners = q.shape.EntitiesIn(row, members, owners)
	}
	return step{options: opts, path: path, owners: owners, joined: true}
}
