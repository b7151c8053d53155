package ast

import "reflect"

// ListExpr is nodes with commas between.
type ListExpr struct {
	Node
	Nodes []*Node
}

// Terms returns nodes with commas between.
func Terms(nodes []*Node) *Node {
	return newNode(&ListExpr{newHeader("list", None, hashNodes(nodes)), nodes})
}

func (n *ListExpr) walk(w *Walk) { w.nodes(&n.Nodes) }

// TupleExpr is (Nodes).
type TupleExpr struct {
	Node
	Nodes []*Node
}

// Tuple returns (nodes).
func Tuple(nodes []*Node) *Node {
	return newNode(&TupleExpr{newHeader("tuple", None, hashNodes(nodes)), nodes})
}

func (n *TupleExpr) walk(w *Walk) { w.nodes(&n.Nodes) }

// BindTuple returns values as arguments, each compared with its place of left. expression returns a value that is a node
// already.
func BindTuple(left *Node, values []any, expression func(any) (*Node, bool)) *Node {
	tuple, ok := left.Expr().(*TupleExpr)
	if !ok {
		return left
	}
	if len(tuple.Nodes) != len(values) {
		return Invalidf("a tuple of %d is compared with %d values: give one for each", len(tuple.Nodes), len(values))
	}
	nodes := make([]*Node, len(values))
	for i, v := range values {
		n, ok := expression(v)
		if !ok {
			n = bindBeside(tuple.Nodes[i], v)
		}
		nodes[i] = coerced(tuple.Nodes[i], n)
	}
	return Tuple(nodes)
}

// bindBeside returns v, whose type nothing has checked, as an argument that other is compared with.
func bindBeside(other *Node, v any) *Node {
	c := typeOf(other)
	if c == nil {
		return Bind(other, v)
	}
	beside, ok := c.Column.Beside(v)
	if !ok {
		return Invalidf("%s.%s is compared with a %T, which says no %[4]s: give it a %[4]s", c.Table.Name(), c.Column.Field, v, c.Column.ValueType())
	}
	return Bind(other, beside)
}

// TupleOf returns the columns of row, a pointer to a struct of t's type, as arguments.
func TupleOf(t *Table, row any) *Node {
	p := reflect.ValueOf(row).UnsafePointer()
	nodes := make([]*Node, len(t.Mapping.Columns))
	for i, c := range t.Mapping.Columns {
		nodes[i] = Bind(&t.Columns[i].Node, c.Value(p))
	}
	return Tuple(nodes)
}

// InRowsExpr is Left IN (Rows), of tuples.
type InRowsExpr struct {
	Node
	Left *Node
	Rows []*Node
}

// MemberRows returns left IN (rows), of tuples. Without rows it is false.
func MemberRows(left *Node, rows []*Node) *Node {
	if len(rows) == 0 {
		return Some(nil)
	}
	return newNode(&InRowsExpr{newHeader("in rows", None, hashOf(left), hashNodes(rows)), left, rows})
}

func (n *InRowsExpr) walk(w *Walk) { w.node(&n.Left); w.nodes(&n.Rows) }

// TupleQuery returns left IN (query), of as many columns as the tuple left has.
func TupleQuery(left, query *Node) *Node {
	tuple, isTuple := left.Expr().(*TupleExpr)
	if s := QueryOf(query); s != nil && isTuple && s.Items() != nil && s.Width() != len(tuple.Nodes) {
		return Invalidf("a tuple of %d is looked for among rows of %d columns: select one for each", len(tuple.Nodes), s.Width())
	}
	return inQuery(left, OpIn, query)
}
