package statement

import (
	sq "github.com/Masterminds/squirrel"
)

// argument is a placeholder with its value, whatever the value can do.
type argument struct{ value any }

func (a argument) ToSql() (string, []any, error) { return "?", []any{a.value}, nil }

func (a argument) write(w *writer) error {
	w.text.WriteByte('?')
	w.args = append(w.args, a.value)
	return nil
}

// item renders a node that stands alone: in a list of columns, as a value.
func (r *renderer) item(n *Node) sq.Sqlizer {
	if n.kind == label {
		return concat(r.value(n.left), " AS "+r.identifier(n.value.(string)))
	}
	return r.value(n)
}

// value renders a node that stands for a value between commas or parentheses.
func (r *renderer) value(n *Node) sq.Sqlizer {
	switch n.kind {
	case label:
		return r.value(n.left)
	case sorted:
		return failf("Asc and Desc stand in OrderBy only")
	case byDefault:
		return failf("DEFAULT stands in Set only")
	}
	if n.empty() {
		return failf("an expression is text of nothing: leave it out")
	}
	return r.expression(n)
}

// operand renders a node that stands beside an operator.
func (r *renderer) operand(n *Node) sq.Sqlizer {
	switch n.kind {
	case column, bind, literal, null, call, cast, unitText, subquery, invalid,
		filtered, windowed, ordered, cases, tuple, quantified, arrayLength, excluded:
		return r.value(n)
	case label:
		return r.operand(n.left)
	case sorted, byDefault:
		return r.value(n)
	}
	return concat("(", r.value(n), ")")
}

// predicate renders a node that must be true or false, so that AND may stand beside it.
func (r *renderer) predicate(n *Node) sq.Sqlizer {
	switch n.kind {
	case column:
		if c := n.Column().Column; !IsTruth(c.Type) {
			return failf("column %s is no predicate: compare it, as in Col(...).Eq(...)", c.Field)
		}
	case label, sorted, byDefault:
		return failf("a term of a SELECT or of its order is no predicate: leave it out of Where")
	case text, template, operation, collation, jsonTest, arrayTest, regular:
		return r.operand(n)
	}
	return r.value(n)
}

func (r *renderer) expression(n *Node) sq.Sqlizer {
	if r.looked { // for secrets, around here
		return r.open(n)
	}
	secret, looked := n.meetsSecret()
	r.looked = looked
	defer func() { r.looked = false }()
	if secret {
		return concealed{r.open(n)}
	}
	return r.open(n)
}

func (r *renderer) open(n *Node) sq.Sqlizer {
	switch n.kind {
	case invalid:
		return failed{n.value.(error)}
	case column:
		return r.column(n.Column())
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
	case call:
		return r.call(n)
	case cast:
		return concat("CAST(", r.value(n.left), " AS "+n.value.(string)+")")
	case operation:
		return concat(r.operand(n.left), " "+canonical(n.value.(string))+" ", r.operand(n.right))
	case collation:
		return concat(r.operand(n.left), " COLLATE "+r.identifier(n.value.(string)))
	case subquery:
		return r.subquery(n.value.(Statement))
	}
	return r.construct(n)
}

// construct renders the expressions of more than one word.
func (r *renderer) construct(n *Node) sq.Sqlizer {
	switch n.kind {
	case tuple:
		return r.tuple(n)
	case filtered:
		return r.filtered(n)
	case windowed:
		return concat(r.value(n.left), " OVER ", r.window(n.right))
	case ordered:
		return r.ordered(n)
	case cases:
		return r.cases(n)
	case memberRows:
		return r.memberRows(n)
	case jsonPath, jsonText, jsonTest:
		return r.json(n)
	case regular, arrayTest, arrayLength, quantified:
		return r.array(n)
	case excluded:
		return r.excluded(n)
	case has:
		return r.has(n)
	case filter:
		return r.filtering(n)
	case grouping:
		return failf("%s stands in GroupBy only", opText[n.op])
	case relation:
		return failf("a relationship is no value: join it, or ask Has")
	}
	return r.test(n)
}

func (r *renderer) subquery(s Statement) sq.Sqlizer {
	if s.Target() != nil {
		return failf("an INSERT, UPDATE or DELETE is no value: run it by itself")
	}
	return concat("(", r.nested().statement(&s), ")")
}

// test renders the expressions that are true or false.
func (r *renderer) test(n *Node) sq.Sqlizer {
	switch n.kind {
	case compare:
		return r.compared(n)
	case distinct:
		return r.distinct(n)
	case postfix:
		return concat(r.operand(n.left), " "+opText[n.op])
	case between:
		return concat(r.operand(n.left), " BETWEEN ", r.operand(n.right), " AND ", r.operand(n.value.(*Node)))
	case negation:
		return concat("NOT (", r.predicate(n.left), ")")
	case exists:
		return concat("EXISTS ", r.operand(n.left))
	case all:
		return and(r.predicates(n.value.([]*Node)))
	case some:
		return or(r.predicates(n.value.([]*Node)))
	case member:
		return r.member(n)
	case like:
		return r.like(n)
	case whole:
		return failf("an entity is no value: it stands in SelectColumns and Returning only")
	}
	return failf("an assignment stands in Set only")
}

func (r *renderer) template(p *pieces) sq.Sqlizer {
	parts := []any{p.texts[0]}
	for i, n := range p.nodes {
		parts = append(parts, r.operand(n), p.texts[i+1])
	}
	return concat(parts...)
}
