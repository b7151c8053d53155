package repo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
	"github.com/drey-db/drey/internal/prototype"
	"github.com/drey-db/drey/internal/render"
)

// filter is a global filter: what must be true of each row of a table.
type filter struct {
	table *ast.Table
	where func(ctx context.Context) (rows ast.Statement, err error) // the SELECT of the rows that stay
}

// WithFilter has every statement of the session leave out the rows of T of which the predicate that where answers is not
// true: queries, T joined or in a sub-select, Count and Exists, Get when it asks the database, relationships that are
// loaded, UPDATE and DELETE by criteria, and the rows that an INSERT's DO UPDATE meets. where names T's columns by model, their prototype, whatever T is called in the statement,
// and is asked once for each statement that names T, with the call's context, in which a tenant may be found; it must not
// use the session. An error of it ends the call before anything is sent; so does nil, lest a filter be forgotten:
// builder.And() filters nothing. Filters given twice add up. Given to Open or New they are the engine's own as well. What a filter reads
// of other tables is filtered as in every statement, and what it reads of its own by all others but itself; filters of two tables that
// read one another's are [ErrInvalidRequest].
//
// [builder.SelectStmt.Unfiltered], its like on INSERT, UPDATE and DELETE, and [Unfiltered] of a Get go round every filter, in the
// relationships loaded with a query as well. What the session knows already is not filtered: Get answers a tracked entity without SQL, Refresh and a
// flush concern rows of entities that it has. Neither are raw text, squirrel's statements and what a flush or a bulk write
// sends.
func WithFilter[T any](model *T, where func(ctx context.Context) (builder.Sqlizer, error)) SessionOption {
	return sessionOption(func(c *config) error {
		t, ok := prototype.TableOf(model)
		if !ok || t.Derived {
			return invalid("WithFilter was given a %T that is no prototype: give it what builder.Model answered", model)
		}
		if where == nil {
			return requireGiven(false, "WithFilter")
		}
		rows := func(ctx context.Context) (ast.Statement, error) {
			pred, err := where(ctx)
			if err == nil && mapper.IsNil(pred) {
				err = invalid("it answered nil: say builder.And() to leave every row in")
			}
			if err != nil {
				return ast.Statement{}, fmt.Errorf("filter of %s: %w", t.Name(), err)
			}
			return builder.Select(model).Where(pred).Statement(), nil
		}
		c.filters = append(c.filters[:len(c.filters):len(c.filters)], filter{t, rows})
		return nil
	})
}

// filtered returns stmt with the filters of the tables that it names.
func (c *config) filtered(ctx context.Context, stmt ast.Statement) (ast.Statement, error) {
	soft := mapper.SoftDeletes() && ast.ReadsAny(stmt, isSoftDeleted)
	if len(c.filters) == 0 && !soft || stmt.Unfiltered() {
		return stmt, nil
	}
	reads, _, _ := ast.Reads(stmt)
	filters, reads, err := c.filtersOf(ctx, reads)
	if err == nil {
		stmt, err = withoutDeleted(stmt, reads)
	}
	for _, f := range filters {
		stmt = stmt.With(ast.FilterPart, f)
	}
	return stmt, err
}

// filtersOf returns the filters of tables, those of tables that filters read themselves too, and all these tables.
func (c *config) filtersOf(ctx context.Context, tables []*mapper.Mapping) (nodes []*ast.Node, all []*mapper.Mapping, err error) {
	all = tables
	asked := make([]bool, len(c.filters))
	for i := 0; i < len(c.filters); i++ {
		f := c.filters[i]
		if asked[i] || !slices.Contains(all, f.table.Mapping) {
			continue
		}
		rows, err := f.where(ctx)
		if err != nil {
			return nil, nil, err
		}
		for _, pred := range rows.Wheres() {
			nodes = append(nodes, ast.Restrict(f.table, pred))
		}
		asked[i] = true
		reads, _, _ := ast.Reads(rows)
		if more := slices.DeleteFunc(reads, func(m *mapper.Mapping) bool { return slices.Contains(all, m) }); len(more) > 0 {
			all, i = append(all, more...), -1
		}
	}
	return nodes, all, nil
}

func isSoftDeleted(m *mapper.Mapping) bool { return m.SoftDelete != nil }

// withoutDeleted returns stmt without the rows of tables that say when they were deleted.
func withoutDeleted(stmt ast.Statement, reads []*mapper.Mapping) (ast.Statement, error) {
	for i, m := range reads {
		if m.SoftDelete == nil || slices.Contains(reads[:i], m) {
			continue
		}
		t, err := prototype.TableFor(m.Type, "")
		if err != nil {
			return stmt, err
		}
		stmt = stmt.With(ast.FilterPart, ast.RestrictDeleted(t, ast.Test(t.Column(m.SoftDelete), ast.OpIsNull)))
	}
	return stmt, nil
}

// filtersRows reports whether rows of m are filtered.
func (c *config) filtersRows(m *mapper.Mapping) bool { return m.SoftDelete != nil || c.hasFilter(m) }

// hasFilter reports whether a filter of [WithFilter] concerns rows of m.
func (c *config) hasFilter(m *mapper.Mapping) bool {
	return slices.ContainsFunc(c.filters, func(f filter) bool { return f.table.Mapping == m })
}

// filtered renders stmt with the filters of c.
func (e *Engine) filtered(ctx context.Context, c *config, stmt ast.Statement) (render.Compiled, error) {
	stmt, err := c.filtered(ctx, stmt)
	if err != nil {
		return render.Compiled{}, err
	}
	return e.compiled(c, stmt)
}

// compiled renders stmt for a session with the settings of of. What cannot be rendered is a wrong request, unless it is something that the dialect lacks.
func (e *Engine) compiled(of *config, stmt ast.Statement) (render.Compiled, error) {
	c, err := render.Compile(stmt, render.Dialect(of.space.dialect))
	var lacking *builder.UnsupportedError
	if err != nil && !errors.As(err, &lacking) {
		err = fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	}
	if err == nil && len(c.Args) > backends.DefaultMaxParams {
		err = kit.Fits(e.pool.Capabilities().MaxParams, backends.Stmt{Args: c.Args})
	}
	return c, err
}

// getting returns the SELECT of a Get, with the filters of c.
func (e *Engine) getting(ctx context.Context, c *config, g *getter, w getRequest) (render.Compiled, error) {
	if w.unfiltered || !c.filtersRows(w.mapping) {
		return g.With(w.args, w.lock), nil
	}
	t, err := prototype.TableFor(w.mapping.Type, "")
	if err != nil {
		return render.Compiled{}, err
	}
	stmt := ast.SelectEntities(t)
	for i, column := range w.mapping.Key {
		stmt = stmt.With(ast.WherePart, ast.CompareValue(t.Column(column), ast.OpEq, w.args[i]))
	}
	if w.lock && render.Dialect(e.base).Has(render.RowLocks) {
		stmt = stmt.With(ast.LockPart, ast.Lock(ast.OpForUpdate, nil))
	}
	return e.filtered(ctx, c, stmt)
}
