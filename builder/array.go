package builder

import (
	"slices"

	"github.com/drey-db/drey/internal/statement"
)

// ArrayExpr is an expression seen as an array of E. SQLite has no arrays. It is immutable and may be shared.
type ArrayExpr[E any] struct{ n *statement.Node }

// Array sees e, a column of a slice's type or another expression, as an array.
func Array[S ~[]E, E any](e Expression[S]) ArrayExpr[E] { return ArrayExpr[E]{nodeOf(e)} }

// ToSql renders the expression for squirrel: with ? for placeholders.
func (a ArrayExpr[E]) ToSql() (string, []any, error) { return statement.EmbedNode(a.node()) }

// String is the text for PostgreSQL, without the arguments.
func (a ArrayExpr[E]) String() string { return showNode(a.node()) }

// Has says that v is an element: v = ANY(a).
func (a ArrayExpr[E]) Has(v E) Expr[bool] {
	n := a.node()
	return Expr[bool]{statement.Compare(statement.Bind(n, v), statement.OpEq, statement.Quantified(statement.OpAny, n))}
}

// Contains says that every one of values is an element; without any it is true.
func (a ArrayExpr[E]) Contains(values ...E) Expr[bool] {
	return a.test(statement.OpContains, values)
}

// ContainedBy says that every element is one of values.
func (a ArrayExpr[E]) ContainedBy(values ...E) Expr[bool] {
	return a.test(statement.OpContainedBy, values)
}

// Overlaps says that any of values is an element; without any it is false.
func (a ArrayExpr[E]) Overlaps(values ...E) Expr[bool] {
	return a.test(statement.OpOverlaps, values)
}

// Len is how many elements there are.
func (a ArrayExpr[E]) Len() Expr[int64] { return Expr[int64]{statement.ArrayLength(a.node())} }

// Any is ANY(a), behind a comparison: e.EqCol(a.Any()) says that e is any of the elements.
func (a ArrayExpr[E]) Any() Expr[E] {
	return Expr[E]{statement.Quantified(statement.OpAny, a.node())}
}

// All is ALL(a), behind a comparison: e.GtCol(a.All()) says that e is greater than every element.
func (a ArrayExpr[E]) All() Expr[E] {
	return Expr[E]{statement.Quantified(statement.OpAll, a.node())}
}

func (a ArrayExpr[E]) test(op statement.Op, values []E) Expr[bool] {
	n := a.node()
	if values = slices.Clone(values); values == nil {
		values = []E{} // nil would be NULL
	}
	return Expr[bool]{statement.ArrayTest(n, op, statement.Bind(n, values))}
}

func (a ArrayExpr[E]) node() *statement.Node {
	if a.n == nil {
		return invalid("an array is empty: start with Array(Col(...))")
	}
	return a.n
}
