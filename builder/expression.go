package builder

import (
	"reflect"
	"slices"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Expression is any SQL expression whose value reads as V: an [Expr], a [Column] or a [CaseExpr].
type Expression[V any] interface {
	Sqlizer
	expression() Expr[V]
}

// Expr is an SQL expression of type V; Expr[bool] is a predicate. It is immutable and may be shared. The zero Expr is an
// error when it is rendered.
type Expr[V any] struct{ n *ast.Node }

// ToSql renders the expression for squirrel: with ? for placeholders.
func (e Expr[V]) ToSql() (string, []any, error) { return render.EmbedNode(e.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (e Expr[V]) String() string { return render.ShowNode(e.node(), render.Dialect(Postgres())) }

func (e Expr[V]) expression() Expr[V] { return e }

func (e Expr[V]) truth() bool { return render.IsTruth(reflect.TypeFor[V]()) }

func (e Expr[V]) goType() reflect.Type { return reflect.TypeFor[V]() }

func (e Expr[V]) node() *ast.Node {
	if e.n == nil {
		return invalid("an expression is empty: start with Col, Literal or Raw")
	}
	return e.n
}

// Eq returns e = v; IS NULL when v is nil.
func (e Expr[V]) Eq(v V) Expr[bool] { return e.compare(ast.OpEq, v) }

// Ne returns e <> v; IS NOT NULL when v is nil.
func (e Expr[V]) Ne(v V) Expr[bool] { return e.compare(ast.OpNe, v) }

// Lt returns e < v.
func (e Expr[V]) Lt(v V) Expr[bool] { return e.compare(ast.OpLt, v) }

// Le returns e <= v.
func (e Expr[V]) Le(v V) Expr[bool] { return e.compare(ast.OpLe, v) }

// Gt returns e > v.
func (e Expr[V]) Gt(v V) Expr[bool] { return e.compare(ast.OpGt, v) }

// Ge returns e >= v.
func (e Expr[V]) Ge(v V) Expr[bool] { return e.compare(ast.OpGe, v) }

func (e Expr[V]) compare(op ast.Op, v V) Expr[bool] {
	return Expr[bool]{ast.CompareTo(e.node(), op, v)}
}

// EqCol returns e = o, another column or expression of the same type.
func (e Expr[V]) EqCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpEq, o) }

// NeCol returns e <> o.
func (e Expr[V]) NeCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpNe, o) }

// LtCol returns e < o.
func (e Expr[V]) LtCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpLt, o) }

// LeCol returns e <= o.
func (e Expr[V]) LeCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpLe, o) }

// GtCol returns e > o.
func (e Expr[V]) GtCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpGt, o) }

// GeCol returns e >= o.
func (e Expr[V]) GeCol(o Expression[V]) Expr[bool] { return e.compareCol(ast.OpGe, o) }

func (e Expr[V]) compareCol(op ast.Op, o Expression[V]) Expr[bool] {
	if o == nil {
		return Expr[bool]{nodeOf(nil)}
	}
	return Expr[bool]{ast.Compare(e.node(), op, o.expression().node())}
}

// Between returns low <= e AND e <= high.
func (e Expr[V]) Between(low, high V) Expr[bool] {
	return Expr[bool]{ast.Between(e.node(), low, high)}
}

// BetweenCol returns low <= e AND e <= high of columns or other expressions.
func (e Expr[V]) BetweenCol(low, high Expression[V]) Expr[bool] {
	return Expr[bool]{ast.BetweenNodes(e.node(), nodeOf(low), nodeOf(high))}
}

// In says that e is one of values. Without values it is false, also for NULL; a nil among them keeps SQL's logic of three
// values.
func (e Expr[V]) In(values ...V) Expr[bool] {
	return Expr[bool]{ast.Member(e.node(), ast.OpIn, slices.Clone(values))}
}

// NotIn says that e is none of values. Without values it is true, also for NULL.
func (e Expr[V]) NotIn(values ...V) Expr[bool] {
	return Expr[bool]{ast.Member(e.node(), ast.OpNotIn, slices.Clone(values))}
}

// IsDistinctFrom returns e <> v where NULL is a value like any other: a nil v asks for what is not NULL.
func (e Expr[V]) IsDistinctFrom(v V) Expr[bool] {
	return Expr[bool]{ast.Distinct(e.node(), ast.OpDistinctFrom, v)}
}

// IsNotDistinctFrom returns e = v where NULL is a value like any other: a nil v asks for NULL.
func (e Expr[V]) IsNotDistinctFrom(v V) Expr[bool] {
	return Expr[bool]{ast.Distinct(e.node(), ast.OpNotDistinctFrom, v)}
}

// IsDistinctFromCol returns e <> o, another column or expression, where NULL is a value like any other.
func (e Expr[V]) IsDistinctFromCol(o Expression[V]) Expr[bool] {
	return Expr[bool]{ast.DistinctNodes(e.node(), ast.OpDistinctFrom, nodeOf(o))}
}

// IsNotDistinctFromCol returns e = o, another column or expression, where NULL is a value like any other.
func (e Expr[V]) IsNotDistinctFromCol(o Expression[V]) Expr[bool] {
	return Expr[bool]{ast.DistinctNodes(e.node(), ast.OpNotDistinctFrom, nodeOf(o))}
}

// IsNull returns e IS NULL.
func (e Expr[V]) IsNull() Expr[bool] { return Expr[bool]{ast.Test(e.node(), ast.OpIsNull)} }

// IsNotNull returns e IS NOT NULL.
func (e Expr[V]) IsNotNull() Expr[bool] {
	return Expr[bool]{ast.Test(e.node(), ast.OpIsNotNull)}
}

// Label returns e AS name, so that a struct's field or ORDER BY finds it by that name.
func (e Expr[V]) Label(name string) Expr[V] { return Expr[V]{ast.Label(e.node(), name)} }

// Asc returns a term of ORDER BY: smallest first.
func (e Expr[V]) Asc() Order { return Order{ast.Sort(e.node(), ast.OpAsc)} }

// Desc returns a term of ORDER BY: greatest first.
func (e Expr[V]) Desc() Order { return Order{ast.Sort(e.node(), ast.OpDesc)} }
