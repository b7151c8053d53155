package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// item renders a node that stands alone: in a list of columns, as a value.
func (r *renderer) item(n *ast.Node) sq.Sqlizer {
	if l, ok := n.Expr().(*ast.LabelExpr); ok {
		return concat(r.value(l.Left), " AS "+r.identifier(l.Name))
	}
	return r.value(n)
}

// value renders a node that stands for a value between commas or parentheses.
func (r *renderer) value(n *ast.Node) sq.Sqlizer {
	if ast.IsEmpty(n) {
		return failf("an expression is text of nothing: leave it out")
	}
	return r.expression(n)
}

// operand renders a node that stands beside an operator.
func (r *renderer) operand(n *ast.Node) sq.Sqlizer {
	if l, ok := n.Expr().(*ast.LabelExpr); ok {
		return r.operand(l.Left)
	}
	switch constructOf(n).binding {
	case single, clause:
		return r.value(n)
	}
	return concat("(", r.value(n), ")")
}

// predicate renders a node that must be true or false, so that AND may stand beside it.
func (r *renderer) predicate(n *ast.Node) sq.Sqlizer {
	switch n := n.Expr().(type) {
	case *ast.Column:
		if !IsTruth(n.Column.Type) {
			return failf("column %s.%s is no predicate: compare it, as in Col(...).Eq(...)", n.Table.Mapping.Name(), n.Column.Field)
		}
	case *ast.LabelExpr, *ast.SortExpr:
		return failf("a term of a SELECT or of its order is no predicate: leave it out of Where")
	}
	if constructOf(n).binding == loose {
		return r.operand(n)
	}
	return r.value(n)
}

// expression renders a node. Where it names a secret column beside other values, they may tell of it, and no log shows them.
func (r *renderer) expression(n *ast.Node) sq.Sqlizer {
	render := constructOf(n).render
	if r.inspected { // around here
		return render(r, n)
	}
	secret, inspected := containsSecret(n)
	r.inspected = inspected
	defer func() { r.inspected = false }()
	if secret {
		return concealed{render(r, n)}
	}
	return render(r, n)
}

func (r *renderer) label(n *ast.LabelExpr) sq.Sqlizer { return r.value(n.Left) }

func (r *renderer) template(n *ast.TemplateExpr) sq.Sqlizer {
	parts := []any{n.Texts[0]}
	for i, one := range n.Nodes {
		parts = append(parts, r.operand(one), n.Texts[i+1])
	}
	return concat(parts...)
}

func (r *renderer) collate(n *ast.CollateExpr) sq.Sqlizer {
	name := n.Name
	if r.dialect.Has(Glob) && (name == "C" || name == "POSIX") {
		name = "BINARY" // by bytes is what SQLite calls so
	}
	return concat(r.operand(n.Left), " COLLATE "+r.identifier(name))
}

func (r *renderer) subquery(n *ast.SubqueryExpr) sq.Sqlizer {
	if n.Statement.Target() != nil {
		return failf("an INSERT, UPDATE or DELETE is no value: run it by itself")
	}
	return concat("(", r.nested().statement(&n.Statement), ")")
}

func (r *renderer) tuple(n *ast.TupleExpr) sq.Sqlizer {
	return concat("(", r.terms(n.Nodes, r.value), ")")
}

func (r *renderer) caseExpr(n *ast.CaseExpr) sq.Sqlizer {
	n = n.Typed()
	arms := n.Arms()
	if len(arms) == 0 {
		return failf("a CASE has no arm: say When")
	}
	parts := []any{"CASE"}
	for i := 0; i < len(arms); i += 2 {
		if ast.IsEmpty(arms[i]) {
			return failf("a WHEN says nothing: give it a predicate")
		}
		parts = append(parts, " WHEN ", r.predicate(arms[i]), " THEN ", r.value(arms[i+1]))
	}
	if n.Else != nil {
		parts = append(parts, " ELSE ", r.value(n.Else))
	}
	return concat(append(parts, " END")...)
}

// literal gives the argument a type where nothing beside it does: that of a column, which its table's null row has, or else
// of the value.
func (r *renderer) literal(n *ast.LiteralExpr) sq.Sqlizer {
	if !r.dialect.Has(TypedParams) {
		return argument{n.Value}
	}
	if c := ast.ColumnOf(n.Column); c != nil && !c.Table.Derived && r.dialect.TypesRows(c.Table.Mapping.Table) {
		return concat("coalesce(", argument{n.Value}, ", "+fragment.Canonical(r.dialect.NullOf(c.Table.Mapping.Table, c.Column.Name))+")")
	}
	name := r.dialect.LiteralType(ast.TypeOf(n.Value))
	if name == "" {
		return argument{n.Value}
	}
	return concat("CAST(", argument{n.Value}, " AS "+name+")")
}
