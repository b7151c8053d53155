package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// TupleExpr is (a, b, ...), compared as one value: by the first, then the second. It is immutable and may be shared.
type TupleExpr struct{ n *ast.Node }

// Tuple returns (exprs), a row value; without any it is the () of grouping sets.
func Tuple(exprs ...Sqlizer) TupleExpr { return TupleExpr{ast.Tuple(nodesOf(exprs))} }

// ToSql renders the tuple for squirrel: with ? for placeholders.
func (t TupleExpr) ToSql() (string, []any, error) { return render.EmbedNode(t.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (t TupleExpr) String() string { return showNode(t.node()) }

// In says that the tuple is one of rows, each of as many values. Without rows it is false.
func (t TupleExpr) In(rows ...[]any) Expr[bool] {
	tuples := make([]*ast.Node, len(rows))
	for i, row := range rows {
		tuples[i] = t.bind(row)
	}
	return Expr[bool]{ast.MemberRows(t.node(), tuples)}
}

// InQuery says that the tuple is among the rows of q, a SELECT of as many columns.
func (t TupleExpr) InQuery(q Sqlizer) Expr[bool] {
	return Expr[bool]{ast.TupleQuery(t.node(), queryOf(q))}
}

// Eq says that the tuple is values, place by place; a place may be an expression.
func (t TupleExpr) Eq(values ...any) Expr[bool] { return t.compare(ast.OpEq, values) }

// Ne says that the tuple differs from values in a place at least.
func (t TupleExpr) Ne(values ...any) Expr[bool] { return t.compare(ast.OpNe, values) }

// Gt says that the tuple comes after values in an ascending order: with the last row's values it is the next page.
func (t TupleExpr) Gt(values ...any) Expr[bool] { return t.compare(ast.OpGt, values) }

// Lt says that the tuple comes before values in an ascending order: with the first row's values it is the page before.
func (t TupleExpr) Lt(values ...any) Expr[bool] { return t.compare(ast.OpLt, values) }

// Ge is [TupleExpr.Gt] that takes values themselves as well.
func (t TupleExpr) Ge(values ...any) Expr[bool] { return t.compare(ast.OpGe, values) }

// Le is [TupleExpr.Lt] that takes values themselves as well.
func (t TupleExpr) Le(values ...any) Expr[bool] { return t.compare(ast.OpLe, values) }

func (t TupleExpr) compare(op ast.Op, values []any) Expr[bool] {
	if len(values) == 0 {
		return Expr[bool]{invalid("a tuple is compared with no values: give one for each place, and a tuple of nothing has none")}
	}
	return Expr[bool]{ast.Compare(t.node(), op, t.bind(values))}
}

// bind returns values beside the tuple: bound, unless they are expressions themselves.
func (t TupleExpr) bind(values []any) *ast.Node {
	return ast.BindTuple(t.node(), values, func(v any) (*ast.Node, bool) {
		s, ok := sqlizer(v)
		if !ok {
			return nil, false
		}
		return nodeOf(s), true
	})
}

func (t TupleExpr) node() *ast.Node {
	if t.n == nil {
		return invalid("a tuple is empty: start with Tuple")
	}
	return t.n
}
