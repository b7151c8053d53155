package builder

import "github.com/drey-db/drey/internal/ast"

// Count returns count(e), the rows where e is not NULL; without e it is count(*), every row.
func Count(e ...Sqlizer) Expr[int64] {
	if len(e) > 1 {
		return Expr[int64]{invalid("Count counts one expression, not %d: use CountDistinct for their combinations", len(e))}
	}
	return Expr[int64]{ast.Call(ast.OpCount, nodesOf(e))}
}

// CountDistinct returns count(DISTINCT ...), the different values of an expression, or combinations of several where the
// dialect has FeatureRowValues.
func CountDistinct(e ...Sqlizer) Expr[int64] {
	return Expr[int64]{ast.CountDistinct(nodesOf(e))}
}

// Sum returns sum(e). It is NULL over no rows: Coalesce it, or read a pointer.
func Sum[V any](e Expression[V]) Expr[V] { return apply[V]("sum", e) }

// Avg returns avg(e). It is NULL over no rows, as [Sum] is.
func Avg[V any](e Expression[V]) Expr[float64] { return apply[float64]("avg", e) }

// Min returns min(e). It is NULL over no rows, as [Sum] is.
func Min[V any](e Expression[V]) Expr[V] { return apply[V]("min", e) }

// Max returns max(e). It is NULL over no rows, as [Sum] is.
func Max[V any](e Expression[V]) Expr[V] { return apply[V]("max", e) }

// StringAgg returns string_agg(e, separator), the values that are not NULL as one text, in the order that [Expr.AggregateOrderBy]
// says. It is NULL over no rows. SQLite cannot leave out equal values: it has no Distinct of it.
func StringAgg[S ~string](e Expression[S], separator string) Expr[S] {
	return apply[S]("string_agg", e, ast.Argument(separator))
}

// ArrayAgg returns array_agg(e), the values as a list, NULLs among them, in the order that [Expr.AggregateOrderBy] says. It is
// NULL over no rows. In SQLite it is a JSON list, as lists are there.
func ArrayAgg[V any](e Expression[V]) Expr[[]V] {
	return Expr[[]V]{ast.Function(ast.ArrayAgg, []*ast.Node{elementOf(e)})}
}

// Distinct lets e, an aggregate, see each value once. It stands before Filter and Over.
func (e Expr[V]) Distinct() Expr[V] { return Expr[V]{ast.DistinctValues(e.node())} }

// AggregateOrderBy lets e, an aggregate such as [StringAgg] or [ArrayAgg], see the rows sorted; a later call wins. It stands before
// Filter and Over. With Distinct, PostgreSQL sorts by what is aggregated alone.
func (e Expr[V]) AggregateOrderBy(terms ...Sqlizer) Expr[V] {
	return Expr[V]{ast.OrderedValues(e.node(), termsOf(terms))}
}
