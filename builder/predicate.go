package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

// And returns true where every predicate is; without any it is true.
func And(preds ...Sqlizer) Expr[bool] { return Expr[bool]{ast.All(predicatesOf(preds))} }

// Or returns true where any predicate is; without any it is false.
func Or(preds ...Sqlizer) Expr[bool] { return Expr[bool]{ast.Some(predicatesOf(preds))} }

// Not returns NOT (pred): true where pred is false, and unknown where pred is.
func Not(pred Sqlizer) Expr[bool] { return Expr[bool]{ast.Negate(predicateOf(pred))} }

// predicateOf returns s as a condition. Expressions whose type is known to be no truth value are refused.
func predicateOf(s Sqlizer) *ast.Node {
	if pred, ok := s.(Expr[bool]); ok {
		return pred.node() // at once, since nearly all are
	}
	n := nodeOf(s)
	if typed, ok := s.(interface{ truth() bool }); ok && !mapper.IsNil(s) && !typed.truth() {
		return ast.NoPredicate(n)
	}
	return n
}

func predicatesOf[S Sqlizer](preds []S) []*ast.Node {
	nodes := make([]*ast.Node, len(preds))
	for i, p := range preds {
		nodes[i] = predicateOf(p)
	}
	return nodes
}
