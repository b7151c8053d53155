package render

import (
	"errors"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// compound renders the queries, and the order and page of the whole.
func (r *renderer) compound(s *ast.Statement) sq.Sqlizer {
	var parts []any
	var wrong error
	for i, node := range s.Nodes(ast.MemberPart) {
		n, ok := node.Expr().(*ast.MemberExpr)
		if !ok {
			return failed{ast.Err(node)}
		}
		if n.Op == ast.OpIntersectAll || n.Op == ast.OpExceptAll {
			wrong = errors.Join(wrong, r.need(SetAll, n.Op.String()))
		}
		inner := r.sibling()
		if i == 0 {
			inner.labels, inner.relabelled = r.labels, r.relabelled
		} else {
			parts = append(parts, " "+n.Op.String()+" ")
		}
		parts = append(parts, inner.member(n.Query))
	}
	if wrong != nil {
		return failed{wrong}
	}
	return r.whole(s, parts)
}

// whole adds what stands behind the last query and is about all of them.
func (r *renderer) whole(s *ast.Statement, parts []any) sq.Sqlizer {
	r.unqualified = true // the columns of the whole have names, but no table
	if orders := s.Nodes(ast.OrderPart); len(orders) > 0 {
		parts = append(parts, " ORDER BY ", r.terms(orders, r.term))
	}
	for _, clause := range r.page(s) {
		parts = append(parts, " ", clause)
	}
	return concat(parts...)
}

// member renders one query of a compound, in parentheses if it has an order, a page or a WITH of its own.
func (r *renderer) member(n *ast.Node) sq.Sqlizer {
	s := ast.QueryOf(n)
	if s == nil {
		return r.value(n)
	}
	if s.Target() != nil {
		return failf("an INSERT, UPDATE or DELETE is no part of a UNION: put it in a CTE")
	}
	query := r.statement(s)
	switch {
	case s.Simple():
		return query
	case r.dialect.Has(NestedSets):
		return concat("(", query, ")")
	}
	return concat("SELECT * FROM (", query, ")")
}
