package ast

// ArrayTestExpr is Left Op Right, of arrays.
type ArrayTestExpr struct {
	Node
	Left, Right *Node
}

// ArrayTest returns left op right, of arrays: op is OpContains, OpContainedBy or OpOverlaps.
func ArrayTest(left *Node, op Op, right *Node) *Node {
	left, right = coerced(right, left), coerced(left, right)
	return newNode(&ArrayTestExpr{newHeader("array test", op, hashOf(left), hashOf(right)), left, right})
}

func (n *ArrayTestExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Right) }

// ArrayLengthExpr is cardinality(Left).
type ArrayLengthExpr struct {
	Node
	Left *Node
}

// ArrayLength returns how many elements an array has.
func ArrayLength(left *Node) *Node {
	return newNode(&ArrayLengthExpr{newHeader("array length", None, hashOf(left)), left})
}

func (n *ArrayLengthExpr) walk(w *Walk) { w.node(&n.Left) }

// QuantifiedExpr is ANY(Left) or ALL(Left), of an array.
type QuantifiedExpr struct {
	Node
	Left *Node
}

// Quantified returns ANY(left) or ALL(left), of an array.
func Quantified(op Op, left *Node) *Node {
	return newNode(&QuantifiedExpr{newHeader("quantified", op, hashOf(left)), left})
}

func (n *QuantifiedExpr) walk(w *Walk) { w.node(&n.Left) }

func (n *QuantifiedExpr) withValues(change func(*Node) *Node) *Node {
	return Quantified(n.Op, change(n.Left))
}
