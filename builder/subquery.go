package builder

import (
	"github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// InQuery says that e is among the rows of q, a SELECT of one column. What q may name of the statement around it is as in
// [Exists].
func (e Expr[V]) InQuery(q Sqlizer) Expr[bool] {
	return Expr[bool]{ast.MemberQuery(e.node(), ast.OpIn, queryOf(q))}
}

// NotInQuery returns the opposite of InQuery. A NULL among q's rows makes it unknown for every e: leave them out, or use Exists.
func (e Expr[V]) NotInQuery(q Sqlizer) Expr[bool] {
	return Expr[bool]{ast.MemberQuery(e.node(), ast.OpNotIn, queryOf(q))}
}

// Exists says that q, a SELECT, has a row. A table of the statement around q that q names is that statement's, unless q names
// no other or says From.
func Exists(q Sqlizer) Expr[bool] { return Expr[bool]{ast.Exists(queryOf(q))} }

// ScalarSubquery returns (q) as a value: q is a SELECT of one column and of one row at most, and no row is NULL.
func ScalarSubquery[V any](q Sqlizer) Expr[V] { return Expr[V]{ast.Single(queryOf(q))} }

// queryOf returns a statement, of ours or squirrel's, inside another.
func queryOf(q Sqlizer) *ast.Node {
	switch q.(type) {
	case nil:
		return invalid("a sub-select is nil: give it a statement")
	case noder, squirrel.Eq, squirrel.And, squirrel.Or:
		return invalid("an expression is no sub-select: put it in SelectColumns(...)")
	case stater:
		return nodeOf(q)
	}
	return ast.ForeignQuery(q)
}
