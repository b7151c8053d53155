package repo

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/internal/loading"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/statement"
)

// eagerness is what a reading loads with its entities. The zero value is nothing.
type eagerness struct {
	loads  []*statement.Load
	joined []loading.Joined
	rows   *[]any // that were taken, for what is loaded after them
}

// eagerly is q with what its statement says to load. Rows that are no entities load nothing.
func (q reading) eagerly() (reading, error) {
	if !q.shape.Typed() {
		return q, nil
	}
	loads, err := q.stmt.Loads()
	if err == nil {
		err = q.admits(loads)
	}
	if err == nil && len(loads) > 0 {
		q.eager.loads = loads
		q.stmt, q.eager.joined, err = loading.Join(q.stmt, loads)
	}
	if err != nil {
		return q, fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	if len(loads) > 0 && !q.streamed {
		rows, take := []any{}, q.take
		q.eager.rows = &rows
		q.take = func(row any) bool {
			rows = append(rows, row)
			return take(row)
		}
	}
	return q, nil
}

// admits refuses loads that do not go with the rows.
func (q reading) admits(loads []*statement.Load) error {
	for _, l := range loads {
		switch name := l.Relationship.Name(); {
		case !q.shape.Holds(l.Relationship.Owner):
			return fmt.Errorf("%s is loaded, but rows hold no %s", name, l.Relationship.Owner.Name())
		case q.streamed && (!inRows(l) || l.Relationship.Many()):
			return fmt.Errorf("%s is not loaded by a stream, which holds the connection: read with Pages, or load it with Joined", name)
		}
	}
	return nil
}

// inRows says whether l, and all below it, stands in the rows themselves.
func inRows(l *statement.Load) bool {
	return l.Strategy != statement.LoadSelectIn && !slices.ContainsFunc(l.Then, func(then *statement.Load) bool { return !inRows(then) })
}

// oneRowEach refuses lists that are joined, where rows are handed out before all have come.
func (e eagerness) oneRowEach() error {
	for _, j := range e.joined {
		if j.Many() {
			return invalid("a joined list repeats its owner, which a page could cut in two: load it with SelectIn")
		}
	}
	return nil
}

// targets are the entities that are loaded, whose changes are flushed before.
func (e eagerness) targets() (list []*mapper.Mapping) { return targetsOf(e.loads) }

func targetsOf(loads []*statement.Load) (list []*mapper.Mapping) {
	for _, l := range loads {
		list = append(list, l.Relationship.Target)
		list = append(list, targetsOf(l.Then)...)
	}
	return list
}

// follow loads what comes by statements of its own, for the rows taken since the last time.
func (q reading) follow(l loader) error {
	if len(q.eager.loads) == 0 || q.eager.rows == nil {
		return nil
	}
	rows := *q.eager.rows
	*q.eager.rows = nil
	for _, path := range q.eager.loads {
		var owners []unsafe.Pointer
		for _, row := range rows {
			owners = q.shape.EntitiesIn(row, path.Relationship.Owner, owners)
		}
		if err := l.load(owners, path, true); err != nil {
			return err
		}
	}
	return nil
}

// loader loads relationships by statements of their own.
type loader struct {
	how     loading.How
	dialect statement.Dialect
	render  func(statement.Statement) (statement.Compiled, error)
	ask     func(statement.Compiled) (backends.Rows, error)
}

func (s *Session) loader(ctx context.Context, how loading.How) loader {
	return loader{how: how, dialect: statement.Dialect(s.engine.dialect), render: s.engine.rendering(ctx, &s.config, how), ask: func(c statement.Compiled) (backends.Rows, error) {
		if err := s.enter(ctx, statement.SelectKind); err != nil {
			return nil, err
		}
		return s.ask(ctx, c)
	}}
}

func (b bare) loader(ctx context.Context, how loading.How) loader {
	return loader{how: how, dialect: statement.Dialect(b.engine.dialect), render: b.engine.rendering(ctx, &b.engine.config, how), ask: func(c statement.Compiled) (backends.Rows, error) {
		return b.engine.send(ctx, b.runner, c)
	}}
}

// load loads path for owners, and then what is below it. joined says that what joins read is there already.
func (l loader) load(owners []unsafe.Pointer, path *statement.Load, joined bool) error {
	joined = joined && path.Strategy != statement.LoadSelectIn
	if !joined {
		if err := l.fetch(owners, path); err != nil {
			return fmt.Errorf("loading %s: %w", path.Relationship.Name(), err)
		}
	}
	if len(path.Then) == 0 {
		return nil
	}
	targets := loading.TargetsOf(path.Relationship, owners)
	for _, then := range path.Then {
		if err := l.load(targets, then, joined); err != nil {
			return err
		}
	}
	return nil
}

// fetch loads one relationship.
func (l loader) fetch(owners []unsafe.Pointer, path *statement.Load) error {
	if path.Strategy == statement.LoadContainsEager {
		return invalid("ContainsEager reads a join of the query, which is not there: say SelectIn")
	}
	f, err := loading.NewFetch(path, owners, l.dialect, l.how)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotLoaded, err)
	}
	if err := l.readAll(f); err != nil {
		return err
	}
	f.Fill()
	return nil
}

// readAll sends the statements of f and reads what they answer.
func (l loader) readAll(f *loading.Fetch) error {
	stmts, err := f.Statements()
	if err != nil {
		return err
	}
	for _, stmt := range stmts {
		if err := l.read(f, stmt); err != nil {
			return err
		}
	}
	return nil
}

// read reads the rows of one statement.
func (l loader) read(f *loading.Fetch, stmt statement.Statement) (err error) {
	c, err := l.render(stmt)
	if err != nil {
		return err
	}
	rows, err := l.ask(c)
	if err != nil {
		return err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	return f.Read(rows)
}
