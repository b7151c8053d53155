package builder

import "github.com/drey-db/drey/internal/ast"

// CaseExpr is CASE WHEN ... END; without Else it is NULL where no predicate is true. It is immutable and may be shared.
type CaseExpr[V any] struct{ Expr[V] }

// Case starts a CASE that reads as V. It needs a When.
func Case[V any]() CaseExpr[V] { return CaseExpr[V]{Expr[V]{ast.Case(nil, nil)}} }

// When returns then where pred is true and no predicate before it.
func (c CaseExpr[V]) When(pred Sqlizer, then V) CaseExpr[V] {
	return c.when(pred, ast.Literal(then))
}

// WhenExpr is [CaseExpr.When] with an expression of the database's.
func (c CaseExpr[V]) WhenExpr(pred Sqlizer, then Expression[V]) CaseExpr[V] {
	return c.when(pred, nodeOf(then))
}

func (c CaseExpr[V]) when(pred Sqlizer, then *ast.Node) CaseExpr[V] {
	return CaseExpr[V]{Expr[V]{ast.CaseWhen(c.node(), predicateOf(pred), then)}}
}

// Else returns v where no predicate is true; a later call wins.
func (c CaseExpr[V]) Else(v V) CaseExpr[V] {
	return CaseExpr[V]{Expr[V]{ast.CaseElse(c.node(), ast.Literal(v))}}
}

// ElseExpr is [CaseExpr.Else] with an expression of the database's.
func (c CaseExpr[V]) ElseExpr(e Expression[V]) CaseExpr[V] {
	return CaseExpr[V]{Expr[V]{ast.CaseElse(c.node(), nodeOf(e))}}
}
