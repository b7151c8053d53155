package statement

import (
	"reflect"

	sq "github.com/Masterminds/squirrel"
)

// argument is a placeholder with its value, whatever the value can do.
type argument struct{ value any }

func (a argument) ToSql() (string, []any, error) { return "?", []any{a.value}, nil }

// item renders a node that stands alone: in a list of columns, as a value.
func (r *renderer) item(n *Node) sq.Sqlizer {
	switch n.kind {
	case label:
		return sq.ConcatExpr(r.item(n.left), " AS "+r.identifier(n.value.(string)))
	case sorted:
		return failf("Asc and Desc stand in OrderBy only")
	}
	return r.expression(n)
}

// operand renders a node that stands beside an operator.
func (r *renderer) operand(n *Node) sq.Sqlizer {
	switch n.kind {
	case column, bind, literal, null, call, unitText, subquery, invalid:
		return r.expression(n)
	case label:
		return r.operand(n.left)
	case sorted, byDefault, assigned:
		return failf("Asc, Desc and DEFAULT stand beside no operator")
	}
	return sq.ConcatExpr("(", r.expression(n), ")")
}

// predicate renders a node that must be true or false, so that AND may stand beside it.
func (r *renderer) predicate(n *Node) sq.Sqlizer {
	switch n.kind {
	case column:
		if c := n.Column().Column; c.Type.Kind() != reflect.Bool {
			return failf("column %s is no predicate: compare it, as in Col(...).Eq(...)", c.Field)
		}
	case bind, literal:
		return failf("a value is no predicate: compare it with a column")
	case label, sorted, byDefault, call:
		return failf("a term of a SELECT or of its order is no predicate: leave it out of Where")
	case text, template:
		return r.operand(n)
	}
	return r.expression(n)
}

func (r *renderer) expression(n *Node) sq.Sqlizer {
	switch n.kind {
	case invalid:
		return failed{n.value.(error)}
	case column:
		return sq.Expr(r.column(n.Column()))
	case bind:
		return argument{n.value}
	case literal:
		return r.literal(n)
	case text, unitText:
		return n.value.(*Fragment)
	case template:
		return r.template(n.value.(*pieces))
	case null:
		return sq.Expr("NULL")
	case byDefault:
		return sq.Expr("DEFAULT")
	case call:
		return r.call(n)
	case subquery:
		s := n.value.(Statement)
		return sq.ConcatExpr("(", r.nested().statement(&s), ")")
	}
	return r.test(n)
}

// test renders the expressions that are true or false.
func (r *renderer) test(n *Node) sq.Sqlizer {
	switch n.kind {
	case compare:
		return sq.ConcatExpr(r.operand(n.left), " "+opText[n.op]+" ", r.operand(n.right))
	case postfix:
		return sq.ConcatExpr(r.operand(n.left), " "+opText[n.op])
	case between:
		return sq.ConcatExpr(r.operand(n.left), " BETWEEN ", r.operand(n.right), " AND ", r.operand(n.value.(*Node)))
	case negation:
		return sq.ConcatExpr("NOT (", r.predicate(n.left), ")")
	case all:
		return sq.And(r.predicates(n.value.([]*Node)))
	case some:
		return sq.Or(r.predicates(n.value.([]*Node)))
	case member:
		return r.member(n)
	case like:
		return r.like(n)
	}
	return failf("an assignment stands in Set only")
}

func (r *renderer) predicates(nodes []*Node) []sq.Sqlizer {
	preds := make([]sq.Sqlizer, 0, len(nodes))
	for _, n := range nodes {
		if !n.empty() {
			preds = append(preds, r.predicate(n))
		}
	}
	return preds
}

func (r *renderer) column(c *Column) string {
	table := r.table(c.Table)
	if c.Table.Alias != "" {
		table = r.identifier(c.Table.Alias)
	}
	return table + "." + r.identifier(c.Column.Name)
}

// literal tells the argument's type where nothing beside it does.
func (r *renderer) literal(n *Node) sq.Sqlizer {
	name := r.dialect.TypeName(reflect.TypeOf(n.value))
	if !r.dialect.Has(TypedParams) || name == "" {
		return argument{n.value}
	}
	return sq.ConcatExpr("CAST(", argument{n.value}, " AS "+name+")")
}

func (r *renderer) template(p *pieces) sq.Sqlizer {
	parts := []any{p.texts[0]}
	for i, n := range p.nodes {
		parts = append(parts, r.operand(n), p.texts[i+1])
	}
	return sq.ConcatExpr(parts...)
}

func (r *renderer) call(n *Node) sq.Sqlizer {
	args := n.value.([]*Node)
	if len(args) == 0 {
		return sq.Expr(opText[n.op] + "(*)")
	}
	parts := []any{opText[n.op] + "("}
	for i, arg := range args {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, r.item(arg))
	}
	return sq.ConcatExpr(append(parts, ")")...)
}

// term renders a node in ORDER BY; a label stands there for what it names.
func (r *renderer) term(n *Node) sq.Sqlizer {
	direction := ""
	if n.kind == sorted {
		n, direction = n.left, " "+opText[n.op]
	}
	if n.kind == label {
		return sq.Expr(r.identifier(n.value.(string)) + direction)
	}
	return sq.ConcatExpr(r.item(n), direction)
}
