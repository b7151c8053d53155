package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// like renders the LIKE family. Databases differ in whether a backslash hides a wildcard unless they are told.
func (r *renderer) like(n *ast.LikeExpr) sq.Sqlizer {
	if n.Glob != nil && r.dialect.Has(Glob) {
		return concat(r.operand(n.Left), " GLOB ", r.operand(n.Glob))
	}
	left, right := r.operand(n.Left), r.operand(n.Pattern)
	const escape = ` ESCAPE '\'`
	folded := n.Op == ast.OpILike || n.Op == ast.OpNotILike
	if !folded || r.dialect.Has(ILike) {
		return concat(left, " "+n.Op.String()+" ", right, escape)
	}
	op := ast.OpLike
	if n.Op == ast.OpNotILike {
		op = ast.OpNotLike
	}
	return concat("lower(", left, ") "+op.String()+" lower(", right, ")"+escape)
}

// escaped renders an expression as a pattern, with its wildcards hidden.
func (r *renderer) escaped(n *ast.EscapedExpr) sq.Sqlizer {
	pattern, anyText := concat(r.value(n.Left)), "%"
	hide := [][2]string{{`'\'`, `'\\'`}, {`'%'`, `'\%'`}, {`'_'`, `'\_'`}}
	if r.dialect.Has(Glob) {
		hide, anyText = [][2]string{{"'['", "'[[]'"}, {"'*'", "'[*]'"}, {"char(63)", "'[' || char(63) || ']'"}}, "*"
	}
	for _, wildcard := range hide {
		pattern = concat("replace(", pattern, ", "+wildcard[0]+", "+wildcard[1]+")")
	}
	if n.Before {
		pattern = concat("'"+anyText+"' || ", pattern)
	}
	if n.Behind {
		pattern = concat(pattern, " || '"+anyText+"'")
	}
	return pattern
}

func (r *renderer) regexp(n *ast.RegexpExpr) sq.Sqlizer {
	if err := r.need(Regexps, n.Op.String()+", a regular expression"); err != nil {
		return failed{err}
	}
	return concat(r.operand(n.Left), " "+n.Op.String()+" ", r.operand(n.Pattern))
}
