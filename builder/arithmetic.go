package builder

import "github.com/drey-db/drey/internal/ast"

// Add returns e + v.
func (e Expr[V]) Add(v V) Expr[V] { return e.Op("+", v) }

// Sub returns e - v.
func (e Expr[V]) Sub(v V) Expr[V] { return e.Op("-", v) }

// Mul returns e * v.
func (e Expr[V]) Mul(v V) Expr[V] { return e.Op("*", v) }

// Div returns e / v. Integers divide without a rest.
func (e Expr[V]) Div(v V) Expr[V] { return e.Op("/", v) }

// Mod returns e % v, what is left of e when it is divided by v.
func (e Expr[V]) Mod(v V) Expr[V] { return e.Op("%", v) }

// AddCol returns e + o, another column or expression of the same type; [TypeCoerce] gives it that type.
func (e Expr[V]) AddCol(o Expression[V]) Expr[V] { return e.Op("+", o) }

// SubCol returns e - o.
func (e Expr[V]) SubCol(o Expression[V]) Expr[V] { return e.Op("-", o) }

// MulCol returns e * o.
func (e Expr[V]) MulCol(o Expression[V]) Expr[V] { return e.Op("*", o) }

// DivCol returns e / o. Integers divide without a rest. What may be zero is better o.NullIf(0).
func (e Expr[V]) DivCol(o Expression[V]) Expr[V] { return e.Op("/", o) }

// ModCol returns e % o.
func (e Expr[V]) ModCol(o Expression[V]) Expr[V] { return e.Op("%", o) }

// Op returns e op operand, for an operator that has no method here: symbols such as || or words such as AT TIME ZONE. The operand
// is bound unless it is a [Sqlizer]. What the database lacks, it refuses.
func (e Expr[V]) Op(op string, operand any) Expr[V] { return Expr[V]{e.operation(op, operand)} }

// BoolOp is [Expr.Op] that answers a predicate, as in BoolOp("~", "^a").
func (e Expr[V]) BoolOp(op string, operand any) Expr[bool] {
	return Expr[bool]{e.operation(op, operand)}
}

func (e Expr[V]) operation(op string, operand any) *ast.Node {
	left := e.node()
	if s, ok := sqlizer(operand); ok {
		return ast.Operation(left, op, nodeOf(s))
	}
	return ast.Operation(left, op, ast.Bind(left, operand))
}

// Coalesce returns e, or v where e is NULL.
func (e Expr[V]) Coalesce(v V) Expr[V] {
	left := e.node()
	return Expr[V]{ast.Function("coalesce", []*ast.Node{left, ast.Bind(left, v)})}
}

// NullIf returns nullif(e, v): NULL where e is v.
func (e Expr[V]) NullIf(v V) Expr[V] {
	left := e.node()
	return Expr[V]{ast.Function("nullif", []*ast.Node{left, ast.Bind(left, v)})}
}

// Collate returns e COLLATE name: compared and sorted by the rules that the database knows by that name.
func (e Expr[V]) Collate(name string) Expr[V] { return Expr[V]{ast.Collate(e.node(), name)} }
