package statement

import (
	"fmt"

	sq "github.com/Masterminds/squirrel"
)

// Bound is t in FROM with the rows of query: op is OpSubquery or OpLateral.
func Bound(op Op, t *Table, query *Node) *Node { return newBound(op, t, query) }

// BoundCall is t in FROM with the rows of a function.
func BoundCall(t *Table, call *Node) *Node { return newBound(OpTableFunc, t, call) }

// BoundValues is t in FROM with rows of values, each a [Tuple].
func BoundValues(t *Table, rows []*Node) *Node {
	if len(rows) == 0 {
		return invalidf("%s is given no row: leave the VALUES out, or ask for nothing with Or()", t.Alias)
	}
	return newBound(OpValues, t, Terms(rows))
}

func newBound(op Op, t *Table, left *Node) *Node {
	switch {
	case !t.Derived:
		return invalidf("%s is a table: give its rows a name of their own with builder.Derived", t.Name())
	case left.kind == invalid:
		return left
	}
	return newNode(bound, op, left, nil, t).hashed(t.hash)
}

func wrongWidth(t *Table, given int) error {
	return fmt.Errorf("%s has %d columns, but its rows bring %d: select what the struct names, in its order or with Label", t.Alias, len(t.Mapping.Columns), given)
}

// source renders what stands in FROM or behind JOIN. Its columns are known from then on.
func (r *renderer) source(n *Node) (rendered sq.Sqlizer, err error) {
	if n.kind == invalid {
		return nil, n.value.(error)
	}
	t := n.value.(*Table)
	if n.kind == bound {
		rendered, err = r.bound(n, t)
	} else {
		rendered, err = r.plain(t), r.known(t)
	}
	if err != nil {
		return nil, err
	}
	return rendered, r.read(t)
}

// known errs for a name without a table that no WITH around gives rows.
func (r *renderer) known(t *Table) error {
	if !t.Derived || r.free || r.inScope(t) {
		return nil
	}
	return fmt.Errorf("%s stands for no rows here: say With(builder.CTE(...)), or give it Subquery, Lateral, Values or TableFunc in From or a join", t.Alias)
}

// bound renders the rows of t and its name.
func (r *renderer) bound(n *Node, t *Table) (sq.Sqlizer, error) {
	switch n.op {
	case OpTableFunc:
		return r.boundCall(n.left, t), nil
	case OpValues:
		return r.boundValues(n.left, t)
	}
	inner, head := r.sibling(), "("
	if n.op == OpLateral {
		if err := r.need(LateralJoin, opText[OpLateral]); err != nil {
			return nil, err
		}
		inner, head = r.nested(), "LATERAL ("
	}
	query, err := inner.called(n.left, t)
	if err != nil {
		return nil, err
	}
	return concat(head, query, ") AS "+r.identifier(t.Alias)), nil
}

// called renders a query without parentheses, its columns called as t's are.
func (r *renderer) called(query *Node, t *Table) (sq.Sqlizer, error) {
	s, ok := query.value.(Statement)
	if !ok {
		return r.value(query), nil
	}
	var err error
	if r.labels, err = t.namesFor(&s); err != nil {
		return nil, err
	}
	return r.statement(&s), nil
}

func (r *renderer) boundCall(call *Node, t *Table) sq.Sqlizer {
	name := " AS " + r.identifier(t.Alias)
	if r.dialect.Has(ColumnAliases) {
		name += r.columnList(t)
	}
	return concat(r.value(call), name)
}

// boundValues renders VALUES. The first row tells the types.
func (r *renderer) boundValues(rows *Node, t *Table) (sq.Sqlizer, error) {
	parts := []any{"VALUES "}
	for i, row := range rows.value.([]*Node) {
		values := row.value.([]*Node)
		if len(values) != len(t.Mapping.Columns) {
			return nil, wrongWidth(t, len(values))
		}
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, concat("(", r.rowOf(values, t, i == 0), ")"))
	}
	values, name := concat(parts...), r.identifier(t.Alias)
	if r.dialect.Has(ColumnAliases) {
		return concat("(", values, ") AS "+name+r.columnList(t)), nil
	}
	return concat("(WITH "+name+r.columnList(t)+" AS (", values, ") SELECT * FROM "+name+") AS "+name), nil
}

func (r *renderer) rowOf(values []*Node, t *Table, typed bool) sq.Sqlizer {
	var parts []any
	for i, v := range values {
		if i > 0 {
			parts = append(parts, ", ")
		}
		name := r.dialect.ColumnType(t.Mapping.Columns[i])
		if typed && name != "" && r.dialect.Has(TypedParams) {
			parts = append(parts, concat("CAST(", r.value(v), " AS "+canonical(name)+")"))
		} else {
			parts = append(parts, r.value(v))
		}
	}
	return concat(parts...)
}

// columnList is the names of t's columns in parentheses.
func (r *renderer) columnList(t *Table) string {
	list := "("
	for i, c := range t.Mapping.Columns {
		if i > 0 {
			list += ", "
		}
		list += r.identifier(c.Name)
	}
	return list + ")"
}
