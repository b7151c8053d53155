package builder

import (
	"slices"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// ArrayExpr is an expression seen as an array of E. SQLite has no arrays. It is immutable and may be shared.
type ArrayExpr[E any] struct{ n *ast.Node }

// Array sees e, a column of a slice's type or another expression, as an array.
func Array[S ~[]E, E any](e Expression[S]) ArrayExpr[E] { return ArrayExpr[E]{nodeOf(e)} }

// ToSql renders the expression for squirrel: with ? for placeholders.
func (a ArrayExpr[E]) ToSql() (string, []any, error) { return render.EmbedNode(a.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (a ArrayExpr[E]) String() string { return showNode(a.node()) }

// Has says that v is an element: v = ANY(a).
func (a ArrayExpr[E]) Has(v E) Expr[bool] {
	n := a.node()
	return Expr[bool]{ast.Compare(ast.Bind(n, v), ast.OpEq, ast.Quantified(ast.OpAny, n))}
}

// Contains says that every one of values is an element; without any it is true.
func (a ArrayExpr[E]) Contains(values ...E) Expr[bool] {
	return a.test(ast.OpContains, values)
}

// ContainedBy says that every element is one of values.
func (a ArrayExpr[E]) ContainedBy(values ...E) Expr[bool] {
	return a.test(ast.OpContainedBy, values)
}

// Overlaps says that any of values is an element; without any it is false.
func (a ArrayExpr[E]) Overlaps(values ...E) Expr[bool] {
	return a.test(ast.OpOverlaps, values)
}

// Len returns how many elements there are.
func (a ArrayExpr[E]) Len() Expr[int64] { return Expr[int64]{ast.ArrayLength(a.node())} }

// Any returns ANY(a), behind a comparison: e.EqCol(a.Any()) says that e is any of the elements.
func (a ArrayExpr[E]) Any() Expr[E] {
	return Expr[E]{ast.Quantified(ast.OpAny, a.node())}
}

// All returns ALL(a), behind a comparison: e.GtCol(a.All()) says that e is greater than every element.
func (a ArrayExpr[E]) All() Expr[E] {
	return Expr[E]{ast.Quantified(ast.OpAll, a.node())}
}

func (a ArrayExpr[E]) test(op ast.Op, values []E) Expr[bool] {
	n := a.node()
	if values = slices.Clone(values); values == nil {
		values = []E{} // nil would be NULL
	}
	return Expr[bool]{ast.ArrayTest(n, op, ast.Bind(n, values))}
}

func (a ArrayExpr[E]) node() *ast.Node {
	if a.n == nil {
		return invalid("an array is empty: start with Array(Col(...))")
	}
	return a.n
}
