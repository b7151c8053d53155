package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// comparisons are the operators of users that compare numbers.
var comparisons = []string{"=", "==", "<>", "!=", "<", "<=", ">", ">="}

// number renders an operand of a comparison. Decimals that are kept as text are compared as numbers: SQLite takes what stands beside
// a number of a known type for one, so a value needs nothing.
func (r *renderer) number(n *ast.Node) sq.Sqlizer {
	tuple, isTuple := n.Expr().(*ast.TupleExpr)
	switch {
	case !r.dialect.Has(TextDecimals):
		return r.operand(n)
	case isTuple:
		return concat("(", r.terms(tuple.Nodes, r.number), ")")
	case ast.IsDecimal(n):
		return r.numeric(n)
	}
	return r.operand(n)
}

// ordered renders what sorts rows, or what the least or greatest of is asked for.
func (r *renderer) ordered(n *ast.Node) sq.Sqlizer {
	if r.dialect.Has(TextDecimals) && ast.IsDecimal(n) {
		return r.numeric(n)
	}
	return r.value(n)
}

func (r *renderer) numeric(n *ast.Node) sq.Sqlizer {
	if label, ok := n.Expr().(*ast.LabelExpr); ok {
		n = label.Left
	}
	return concat("CAST(", r.value(n), " AS NUMERIC)")
}

// unlessEqual renders nullif of a decimal that is kept as text: SQLite's own compares the texts.
func (r *renderer) unlessEqual(n, other *ast.Node) sq.Sqlizer {
	return concat("CASE WHEN ", r.numeric(n), " = ", r.number(other), " THEN NULL ELSE ", r.value(n), " END")
}

// sorted renders a term of ORDER BY without its direction. The columns of a compound have names alone, which stand in no expression.
func (r *renderer) sorted(n *ast.Node) sq.Sqlizer {
	switch {
	case !r.dialect.Has(TextDecimals) || !ast.IsDecimal(n):
		return r.group(n)
	case r.unqualified:
		return failed{r.missing("ORDER BY of a decimal behind UNION, INTERSECT or EXCEPT, where it would be sorted as text: select from the whole as a Subquery, and sort that")}
	}
	return r.numeric(n)
}

// divided renders the division of decimals that are kept as text, or its remainder. SQLite takes a whole one for an integer, and would
// divide that as such.
func (r *renderer) divided(n *ast.OperationExpr) sq.Sqlizer {
	if n.Operator == "%" {
		return concat("mod(", r.numeric(n.Left), ", ", r.numeric(n.Right), ")")
	}
	return concat("CAST(", r.value(n.Left), " AS REAL) / ", r.operand(n.Right))
}
