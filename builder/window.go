package builder

import "github.com/drey-db/drey/internal/ast"

// Window is what OVER says: which rows a window function sees, and in which order. It is immutable and may be shared; the
// zero Window is the whole result.
type Window struct{ n *ast.Node }

// PartitionBy returns a window over the rows that agree in exprs; without any it is the whole result.
func PartitionBy(exprs ...Sqlizer) Window {
	return Window{ast.Window(nodesOf(exprs), nil, "")}
}

// OrderBy sorts the rows inside the partition, after terms of earlier calls.
func (w Window) OrderBy(terms ...Sqlizer) Window {
	return Window{ast.WindowOrder(w.node(), nodesOf(terms))}
}

// Frame returns the rows around the present one that count, in SQL's words, such as ROWS BETWEEN 1 PRECEDING AND CURRENT ROW; a
// later call wins. Text that is no frame is an error when the statement is rendered.
func (w Window) Frame(sql string) Window { return Window{ast.WindowFrame(w.node(), sql)} }

func (w Window) node() *ast.Node {
	if w.n == nil {
		return ast.Window(nil, nil, "")
	}
	return w.n
}

// Over makes a window function of e, a call such as RowNumber() or Sum(...): it answers for each row, and keeps them all.
func (e Expr[V]) Over(w Window) Expr[V] { return Expr[V]{ast.Over(e.node(), w.node())} }

// Filter lets e, an aggregate, see only the rows where every predicate is true. It stands before Over.
func (e Expr[V]) Filter(where ...Sqlizer) Expr[V] {
	return Expr[V]{ast.Filter(e.node(), predicatesOf(where))}
}

// WithinGroup lets e, an aggregate such as percentile_cont, see the rows sorted. SQLite has none.
func (e Expr[V]) WithinGroup(terms ...Sqlizer) Expr[V] {
	return Expr[V]{ast.WithinGroup(e.node(), nodesOf(terms))}
}

// RowNumber returns row_number(), the place of a row in its window, from 1.
func RowNumber() Expr[int64] { return Func[int64]("row_number") }

// Rank returns rank(), the place of a row in its window, from 1, where equals share one and leave a gap behind.
func Rank() Expr[int64] { return Func[int64]("rank") }

// DenseRank returns dense_rank(), [Rank] without gaps.
func DenseRank() Expr[int64] { return Func[int64]("dense_rank") }

// Lag returns lag(e), what e is in the row before in the window; NULL in the first.
func Lag[V any](e Expression[V]) Expr[V] { return apply[V]("lag", e) }

// Lead returns lead(e), what e is in the row behind in the window; NULL in the last.
func Lead[V any](e Expression[V]) Expr[V] { return apply[V]("lead", e) }
