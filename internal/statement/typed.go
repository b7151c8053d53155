package statement

import (
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// source is the column whose type the node has; nil where it has another, or none tells.
func (n *Node) source() *Node {
	switch n.kind {
	case column:
		return n
	case excluded:
		return newColumn(n.Column().Table, n.Column().Column)
	case label, filtered, windowed, collation:
		return n.left.source()
	case cases:
		return firstSource(given(n.arms(), n.right))
	case call:
		switch f := n.value.(*function); {
		case slices.Contains(alike, f.name):
			return firstSource(f.args)
		case slices.Contains(picking, f.name) && f.name != "array_agg" && len(f.args) > 0:
			return f.args[0].source()
		}
	case subquery:
		if columns := n.value.(Statement); len(columns.nodes(ColumnPart)) == 1 {
			return columns.nodes(ColumnPart)[0].source()
		}
	}
	return nil
}

func firstSource(nodes []*Node) *Node {
	for _, n := range nodes {
		if source := n.source(); source != nil {
			return source
		}
	}
	return nil
}

// typedBy is n with literals of the type that source, a column, has: it decides what is bound, not the type in Go. One that
// stands right beside the column is typed by its place alone.
func (n *Node) typedBy(source *Node, beside bool) *Node {
	switch n.kind {
	case literal:
		if beside {
			return Argument(n.value)
		}
		return newNode(literal, None, source, nil, n.value)
	case label:
		return Label(n.left.typedBy(source, beside), n.value.(string))
	case cases:
		if firstSource(given(n.arms(), n.right)) == nil {
			return newCases(typedArms(n.arms(), source, false), typedOther(n.right, source, false))
		}
	case call:
		if f := n.value.(*function); slices.Contains(alike, f.name) && firstSource(f.args) == nil {
			return newCall(&function{name: f.name, distinct: f.distinct, args: typedAll(f.args, source, false)})
		}
	}
	return n
}

func typedAll(nodes []*Node, source *Node, beside bool) []*Node {
	list := make([]*Node, len(nodes))
	for i, n := range nodes {
		list[i] = n.typedBy(source, beside)
	}
	return list
}

// typedArms is the arms of a CASE with their values typed.
func typedArms(arms []*Node, source *Node, beside bool) []*Node {
	arms = slices.Clone(arms)
	for i := 1; i < len(arms); i += 2 {
		arms[i] = arms[i].typedBy(source, beside)
	}
	return arms
}

func typedOther(other, source *Node, beside bool) *Node {
	if other == nil {
		return nil
	}
	return other.typedBy(source, beside)
}

// typedBeside is n as it stands beside other.
func typedBeside(n, other *Node) *Node {
	if source := other.source(); source != nil {
		return n.typedBy(source, true)
	}
	return n
}

// typedTogether is nodes that stand beside one another, and must be of one type.
func typedTogether(nodes []*Node) []*Node {
	if source := firstSource(nodes); source != nil {
		return typedAll(nodes, source, true)
	}
	return nodes
}

// compared renders left op right. A tuple's places are beside those of the other.
func (r *renderer) compared(n *Node) sq.Sqlizer {
	left, right := n.left, n.right
	if left.kind == tuple && right.kind == tuple {
		right = typedPlaces(right, left)
		left = typedPlaces(left, n.right)
	} else {
		left, right = typedBeside(left, n.right), typedBeside(right, n.left)
	}
	return concat(r.operand(left), " "+opText[n.op]+" ", r.operand(right))
}

// typedPlaces is the tuple n as it stands beside the tuple other.
func typedPlaces(n, other *Node) *Node {
	nodes, beside := n.value.([]*Node), other.value.([]*Node)
	if len(nodes) != len(beside) {
		return n
	}
	list := make([]*Node, len(nodes))
	for i := range nodes {
		list[i] = typedBeside(nodes[i], beside[i])
	}
	return Tuple(list)
}

// literal tells the argument's type where nothing beside it does: that of a column, which its table's null row has, or
// else of the value.
func (r *renderer) literal(n *Node) sq.Sqlizer {
	if !r.dialect.Has(TypedParams) {
		return argument{n.value}
	}
	if n.left != nil {
		if c := n.left.Column(); !c.Table.Derived && r.dialect.TypesRows(c.Table.Mapping.Table) {
			return concat("coalesce(", argument{n.value}, ", "+canonical(r.dialect.NullOf(c.Table.Mapping.Table, c.Column.Name))+")")
		}
	}
	name := r.dialect.TypeName(argumentType(n.value))
	if name == "" {
		return argument{n.value}
	}
	return concat("CAST(", argument{n.value}, " AS "+name+")")
}
