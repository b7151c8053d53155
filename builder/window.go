package builder

import (
	"strings"

	"github.com/drey-db/drey/internal/ast"
)

// Window is what OVER says: which rows a window function sees, and in which order. It is immutable and may be shared; the
// zero Window is the whole result.
type Window struct{ n *ast.Node }

// PartitionBy returns a window over the rows that agree in exprs; without any it is the whole result.
func PartitionBy(exprs ...Sqlizer) Window {
	return Window{ast.Window(termsOf(exprs), nil, "")}
}

// OrderBy sorts the rows inside the partition, after terms of earlier calls.
func (w Window) OrderBy(terms ...Sqlizer) Window {
	return Window{ast.WindowOrder(w.node(), termsOf(terms))}
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
	return Expr[V]{ast.WithinGroup(e.node(), termsOf(terms))}
}

// windowFunc returns a function of no column.
func windowFunc[V any](name string, args ...*ast.Node) Expr[V] {
	return Expr[V]{ast.Function(name, args)}
}

// RowNumber returns row_number(), the place of a row in its window, from 1.
func RowNumber() Expr[int64] { return windowFunc[int64]("row_number") }

// Rank returns rank(), the place of a row in its window, from 1, where equals share one and leave a gap behind.
func Rank() Expr[int64] { return windowFunc[int64]("rank") }

// DenseRank returns dense_rank(), [Rank] without gaps.
func DenseRank() Expr[int64] { return windowFunc[int64]("dense_rank") }

// PercentRank returns percent_rank(), the rank of a row from 0 to 1.
func PercentRank() Expr[float64] { return windowFunc[float64]("percent_rank") }

// CumeDist returns cume_dist(), the share of rows that come before a row or equal it.
func CumeDist() Expr[float64] { return windowFunc[float64]("cume_dist") }

// NTile returns ntile(buckets), in which of so many buckets of one size a row is, from 1.
func NTile(buckets int) Expr[int64] { return windowFunc[int64]("ntile", ast.Argument(buckets)) }

// Lag returns lag(e), what e is in the row before in the window, or offset rows before; NULL where there is none.
func Lag[V any](e Expression[V], offset ...int) Expr[V] {
	return shifted("Lag", e, offset)
}

// Lead returns lead(e), what e is in the row behind in the window, or offset rows behind; NULL where there is none.
func Lead[V any](e Expression[V], offset ...int) Expr[V] {
	return shifted("Lead", e, offset)
}

// FirstValue returns first_value(e), what e is in the first row of the frame.
func FirstValue[V any](e Expression[V]) Expr[V] { return apply[V]("first_value", e) }

// LastValue returns last_value(e), what e is in the last row of the frame, which ends at the present row unless Frame says otherwise.
func LastValue[V any](e Expression[V]) Expr[V] { return apply[V]("last_value", e) }

// NthValue returns nth_value(e, n), what e is in row n of the frame, from 1; NULL where there are fewer.
func NthValue[V any](e Expression[V], n int) Expr[V] {
	return apply[V]("nth_value", e, ast.Argument(n))
}

// shifted returns name(e), or name(e, offset), of the function that is called so in Go.
func shifted[V any](name string, e Expression[V], offset []int) Expr[V] {
	if len(offset) > 1 {
		return Expr[V]{invalid("%s takes one offset, not %d: say what stands where there is no row by Coalesce", name, len(offset))}
	}
	var more []*ast.Node
	for _, n := range offset {
		more = append(more, ast.Argument(n))
	}
	return apply[V](strings.ToLower(name), e, more...)
}
