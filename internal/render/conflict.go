package render

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

func (r *renderer) excluded(n *ast.ExcludedExpr) sq.Sqlizer {
	if !r.excluding {
		return failf("Excluded and ToExcluded stand in DoUpdate only")
	}
	if n.Column.Table != r.inserting {
		return failf("Excluded is of %s, which is %s", n.Column.Called(), noColumnOf(r.inserting))
	}
	return sq.Expr("excluded." + r.identifier(n.Column.Column.Name))
}

// insertTarget returns the table that an INSERT writes as it stands behind INTO. Where that is an alias, what stands behind DO UPDATE calls it so.
func (r *renderer) insertTarget(s *ast.Statement) string {
	table := s.Target().Mapping.Table
	if n, ok := s.Last(ast.ConflictPart).Expr().(*ast.ConflictExpr); !ok || n.Op != ast.OpDoUpdate {
		return r.table(table)
	}
	return fragment.Canonical(r.dialect.UpsertInto(table))
}

// conflicting returns an INSERT with its ON CONFLICT, if it has one.
func (r *renderer) conflicting(s *ast.Statement, insert sq.Sqlizer) sq.Sqlizer {
	n, ok := s.Last(ast.ConflictPart).Expr().(*ast.ConflictExpr)
	where := s.Wheres()
	switch {
	case !ok && len(where) > 0:
		return failf("an INSERT has a WHERE with DoUpdate only: say OnConflict(...).DoUpdate(...)")
	case !ok:
		return insert
	case n.Op != ast.OpDoUpdate && len(where) > 0:
		return failf("DoNothing takes no WHERE: filter what is inserted")
	}
	if err := r.need(Upserts, "ON CONFLICT"); err != nil {
		return failed{err}
	}
	target, err := r.conflictTarget(s.Target(), n)
	if err != nil {
		return failed{err}
	}
	parts := []any{insert, " ON CONFLICT", target, " " + n.Op.String()}
	if n.Op == ast.OpDoNothing {
		return concat(parts...)
	}
	update, err := r.conflictUpdate(s.Target(), n, where)
	if err != nil {
		return failed{err}
	}
	return concat(append(parts, " SET ", update)...)
}

func (r *renderer) conflictTarget(t *ast.Table, n *ast.ConflictExpr) (sq.Sqlizer, error) {
	switch target := n.Target.Expr().(type) {
	case nil:
		if n.Op == ast.OpDoUpdate {
			return nil, errors.New("DoUpdate needs to know which conflict: say OnConflict(columns...) or OnConstraint(name)")
		}
		return sq.Expr(""), nil
	case *ast.ConstraintExpr:
		return sq.Expr(" ON CONSTRAINT " + r.identifier(target.Name)), r.need(ConstraintTargets, "ON CONFLICT ON CONSTRAINT")
	case *ast.ListExpr:
		return r.conflictColumns(t, target.Nodes, n.Where), nil
	}
	return nil, ast.Err(n.Target)
}

// conflictColumns renders the columns of an index of t, which stand there without its name.
func (r *renderer) conflictColumns(t *ast.Table, nodes, where []*ast.Node) sq.Sqlizer {
	inner := r.sibling()
	inner.from, inner.target, inner.inserting = []*ast.Table{t}, t, t
	list := concat(" (", inner.terms(nodes, inner.indexed), ")")
	if where := inner.conjunction(where); where != nil {
		return concat(list, " WHERE ", where)
	}
	return list
}

// indexed renders a column or an expression of an index.
func (r *renderer) indexed(n *ast.Node) sq.Sqlizer {
	switch n.Expr().(type) {
	case *ast.Column, *ast.CallExpr, *ast.InvalidExpr, *ast.CollateExpr:
		return r.value(n)
	}
	return concat("(", r.value(n), ")")
}

// conflictUpdate renders what DO UPDATE sets, and where. The row that is there goes by the table's name without its schema, or by an alias.
func (r *renderer) conflictUpdate(t *ast.Table, n *ast.ConflictExpr, where []*ast.Node) (sq.Sqlizer, error) {
	inner := r.sibling()
	inner.from, inner.inserting, inner.excluding = []*ast.Table{t}, t, true
	inner.renamed = map[*ast.Table]string{t: r.dialect.ExistingRow(t.Mapping.Table)}
	sets, err := inner.conflictSets(t, n, r)
	if err != nil {
		return nil, err
	}
	var parts []any
	for i, set := range sets {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, r.identifier(set.column.Name)+" = ", set.value)
	}
	if where := inner.conjunction(slices.Concat(where, inner.filters.kept(t))); where != nil {
		parts = append(parts, " WHERE ", where)
	}
	return concat(parts...), nil
}

// conflictSets returns what DO UPDATE says, else every column that the rows of insert bring but the target's and the key, and a version
// that is counted up; and the columns tagged onupdate that it leaves alone.
func (r *renderer) conflictSets(t *ast.Table, n *ast.ConflictExpr, insert *renderer) (sets []assignment, err error) {
	nodes := n.Sets
	if len(nodes) == 0 {
		nodes, err = insert.defaultSets(t, n.Target)
	}
	if err != nil {
		return nil, err
	}
	sets, err = r.assignments(t, nodes)
	if err == nil && len(sets) == 0 {
		err = fmt.Errorf("DoUpdate on %s has nothing to set: say what, or DoNothing", t.Name())
	}
	return sets, err
}

func (r *renderer) defaultSets(t *ast.Table, target *ast.Node) (sets []*ast.Node, err error) {
	list, _ := target.Expr().(*ast.ListExpr)
	for _, c := range r.inserted {
		left := t.Column(c)
		isTarget := list != nil && slices.Contains(list.Nodes, left)
		if isTarget || slices.Contains(t.Mapping.Key, c) || c == t.Mapping.Version || c.InsertOnly() {
			continue
		}
		if r.partly.Has(c.Index) {
			return nil, fmt.Errorf("some rows bring %s.%s and some do not, which one DoUpdate() cannot tell apart: insert them apart, say what it sets, or use repo.UpsertAll",
				t.Name(), c.Field)
		}
		sets = append(sets, ast.Assign(left, ast.Excluded(left)))
	}
	if c := t.Mapping.Version; c != nil && len(sets) > 0 {
		sets = append(sets, ast.Assign(t.Column(c), ast.Operation(t.Column(c), "+", ast.Argument(1))))
	}
	return sets, nil
}
