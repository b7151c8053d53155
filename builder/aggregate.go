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
