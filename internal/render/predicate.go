package render

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// compare renders left op right. A tuple's places are beside those of the other.
func (r *renderer) compare(n *ast.CompareExpr) sq.Sqlizer {
	left, right := ast.TypedPlaces(n.Left, n.Right), ast.TypedPlaces(n.Right, n.Left)
	return concat(r.beside(right, left), " "+n.Op.String()+" ", r.beside(left, right))
}

func (r *renderer) test(n *ast.TestExpr) sq.Sqlizer {
	return concat(r.operand(n.Left), " "+n.Op.String())
}

func (r *renderer) between(n *ast.BetweenExpr) sq.Sqlizer {
	return concat(r.beside(n.Low, n.Left), " BETWEEN ", r.beside(n.Left, n.Low), " AND ", r.beside(n.Left, n.High))
}

func (r *renderer) operation(n *ast.OperationExpr) sq.Sqlizer {
	if divides := n.Operator == "/" || n.Operator == "%"; divides && r.dialect.Has(TextDecimals) && (ast.IsDecimal(n.Left) || ast.IsDecimal(n.Right)) {
		return r.divided(n)
	}
	left, right := r.operand, r.operand
	if slices.Contains(comparisons, n.Operator) {
		left = func(one *ast.Node) sq.Sqlizer { return r.beside(n.Right, one) }
		right = func(one *ast.Node) sq.Sqlizer { return r.beside(n.Left, one) }
	}
	return concat(left(n.Left), " "+fragment.Canonical(n.Operator)+" ", right(n.Right))
}

// distinct renders IS [NOT] DISTINCT FROM. A value is not NULL, which leaves a plain form to every database.
func (r *renderer) distinct(n *ast.DistinctExpr) sq.Sqlizer {
	left, right := r.beside(n.Right, n.Left), r.beside(n.Left, n.Right)
	switch {
	case r.dialect.Has(IsDistinct):
		return concat(left, " "+n.Op.String()+" ", right)
	case !ast.IsBind(n.Right):
		same := concat("(coalesce(", left, " = ", right, ", 1=0) OR ", left, " IS NULL AND ", right, " IS NULL)")
		if n.Op == ast.OpDistinctFrom {
			return concat("NOT ", same)
		}
		return same
	case n.Op == ast.OpDistinctFrom:
		return concat("(", left, " <> ", right, " OR ", left, " IS NULL)")
	}
	return concat("(", left, " = ", right, " AND ", left, " IS NOT NULL)")
}

// in renders IN. A list is one array parameter where the database has them, so that its text stays the same whatever its
// length.
func (r *renderer) in(n *ast.InExpr) sq.Sqlizer {
	size := n.Values.Len()
	switch {
	case size == 0 && n.Op == ast.OpIn:
		return or(nil)
	case size == 0:
		return and(nil)
	case r.dialect.Has(ArrayParams) && n.FitsArray():
		quantified := " = ANY("
		if n.Op == ast.OpNotIn {
			quantified = " <> ALL("
		}
		return concat(r.operand(n.Left), quantified, argument{n.Conceal(n.Array)}, ")")
	}
	parts := []any{r.number(n.Left), " " + n.Op.String() + " ("}
	for i := range size {
		if i > 0 {
			parts = append(parts, ",")
		}
		parts = append(parts, argument{n.Conceal(n.Values.Index(i).Interface())})
	}
	return concat(append(parts, ")")...)
}

func (r *renderer) inQuery(n *ast.InQueryExpr) sq.Sqlizer {
	left := r.beside(n.Query, n.Left)
	if !r.dialect.Has(Intervals) && ast.IsTime(n.Left) && ast.IsDay(n.Query) {
		left = concat("replace(", r.value(n.Left), ", ' 00:00:00', '')") // of times only midnights are days
	}
	return concat(left, " "+n.Op.String()+" ", r.operand(n.Query))
}

// inRows renders IN over rows. Where the database has no row values it has a table of them.
func (r *renderer) inRows(n *ast.InRowsExpr) sq.Sqlizer {
	head := " IN ("
	if !r.dialect.Has(RowValues) {
		head = " IN (VALUES "
	}
	one := func(row *ast.Node) sq.Sqlizer {
		_, isTuple := row.Expr().(*ast.TupleExpr)
		if _, both := n.Left.Expr().(*ast.TupleExpr); isTuple && both {
			row = ast.TypedPlaces(row, n.Left)
		}
		return r.value(row)
	}
	return concat(r.number(n.Left), head, r.terms(n.Rows, one), ")")
}

func (r *renderer) not(n *ast.NotExpr) sq.Sqlizer { return concat("NOT (", r.predicate(n.Pred), ")") }

func (r *renderer) exists(n *ast.ExistsExpr) sq.Sqlizer { return concat("EXISTS ", r.operand(n.Query)) }

func (r *renderer) arrayTest(n *ast.ArrayTestExpr) sq.Sqlizer {
	if err := r.need(Arrays, n.Op.String()+" of arrays"); err != nil {
		return failed{err}
	}
	return concat(r.operand(n.Left), " "+n.Op.String()+" ", r.operand(n.Right))
}

func (r *renderer) arrayLength(n *ast.ArrayLengthExpr) sq.Sqlizer {
	if err := r.need(Arrays, "cardinality of arrays"); err != nil {
		return failed{err}
	}
	return concat("cardinality(", r.value(n.Left), ")")
}

func (r *renderer) quantified(n *ast.QuantifiedExpr) sq.Sqlizer {
	if err := r.need(Arrays, n.Op.String()+" of arrays"); err != nil {
		return failed{err}
	}
	return concat(n.Op.String()+"(", r.value(n.Left), ")")
}
