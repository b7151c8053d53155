package render

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// ErrMissingWhere is the error of an UPDATE or DELETE that names no rows.
var ErrMissingWhere = errors.New("no WHERE: say AllRows() to write every row")

func notEmpty(n *ast.Node) bool { return !ast.IsEmpty(n) }

// vacuous reports whether the predicate is true of every row because nothing is said in it.
func vacuous(n *ast.Node) bool {
	switch n := n.Expr().(type) {
	case *ast.AndExpr:
		return !slices.ContainsFunc(n.Preds, func(pred *ast.Node) bool { return !vacuous(pred) })
	case *ast.OrExpr:
		return slices.ContainsFunc(n.Preds, func(pred *ast.Node) bool { return notEmpty(pred) && vacuous(pred) })
	}
	return ast.IsEmpty(n)
}

// writtenRows renders the predicates of a write, and errs when they leave every row in and AllRows does not say so.
func (r *renderer) writtenRows(s *ast.Statement) ([]sq.Sqlizer, error) {
	preds := s.Wheres()
	if !s.Has(ast.AllRowsPart) && vacuous(ast.All(preds)) {
		return nil, fmt.Errorf("writing %s: %w", s.Target().Mapping.Name(), ErrMissingWhere)
	}
	return r.predicates(slices.Concat(preds, r.filters.of(s.Target()), r.filters.pending)), nil
}

// predicates renders the nodes, but those that say nothing.
func (r *renderer) predicates(nodes []*ast.Node) []sq.Sqlizer {
	preds := make([]sq.Sqlizer, 0, len(nodes))
	for _, n := range nodes {
		if notEmpty(n) {
			preds = append(preds, r.predicate(n))
		}
	}
	return preds
}

// conjunction renders predicates with AND between, nil when none says anything.
func (r *renderer) conjunction(nodes []*ast.Node) sq.Sqlizer {
	var parts []any
	for _, pred := range r.predicates(nodes) {
		if len(parts) > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, pred)
	}
	if len(parts) == 0 {
		return nil
	}
	return concat(parts...)
}
