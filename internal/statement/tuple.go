package statement

import (
	"reflect"
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// Terms is nodes with commas between.
func Terms(nodes []*Node) *Node {
	return newNode(terms, None, nil, nil, nodes).hashed(hashNodes(nodes))
}

// Tuple is (nodes).
func Tuple(nodes []*Node) *Node {
	return newNode(tuple, None, nil, nil, nodes).hashed(hashNodes(nodes))
}

// BindTuple is values as arguments, each compared with its place of left.
// expression says which of them are nodes already.
func BindTuple(left *Node, values []any, expression func(any) (*Node, bool)) *Node {
	if left.kind == invalid {
		return left
	}
	places := left.value.([]*Node)
	if len(places) != len(values) {
		return invalidf("a tuple of %d is compared with %d values: give one for each", len(places), len(values))
	}
	nodes := make([]*Node, len(values))
	for i, v := range values {
		n, ok := expression(v)
		if !ok {
			n = Bind(places[i], v)
		}
		nodes[i] = asBeside(places[i], n)
	}
	return Tuple(nodes)
}

// TupleOf is the columns of row, a pointer to a struct of t's type, as arguments.
func TupleOf(t *Table, row any) *Node {
	p := reflect.ValueOf(row).UnsafePointer()
	nodes := make([]*Node, len(t.Mapping.Columns))
	for i, c := range t.Mapping.Columns {
		nodes[i] = Bind(t.columns[i], c.Value(p))
	}
	return Tuple(nodes)
}

// MemberRows is left IN (rows), of tuples. Without rows it is false.
func MemberRows(left *Node, rows []*Node) *Node {
	if len(rows) == 0 {
		return Some(nil)
	}
	return newNode(memberRows, OpIn, left, nil, rows).hashed(hashNodes(rows))
}

// TupleQuery is left IN (query), of as many columns as the tuple left has.
func TupleQuery(left, query *Node) *Node {
	s, ok := query.value.(Statement)
	if nodes, isTuple := left.value.([]*Node); ok && isTuple && s.Items() != nil && s.width() != len(nodes) {
		return invalidf("a tuple of %d is looked for among rows of %d columns: select one for each", len(nodes), s.width())
	}
	return newNode(member, OpIn, left, query, nil)
}

func (r *renderer) tuple(n *Node) sq.Sqlizer {
	return concat("(", r.terms(n.value.([]*Node), r.value), ")")
}

// memberRows renders IN over rows. Where the database has no row values it has a table of them.
func (r *renderer) memberRows(n *Node) sq.Sqlizer {
	head := " IN ("
	if !r.dialect.Has(RowValues) {
		head = " IN (VALUES "
	}
	rows := slices.Clone(n.value.([]*Node))
	for i, row := range rows {
		if n.left.kind == tuple && row.kind == tuple {
			rows[i] = typedPlaces(row, n.left)
		}
	}
	return concat(r.operand(n.left), head, r.terms(rows, r.value), ")")
}
