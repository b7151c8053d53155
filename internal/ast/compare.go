package ast

import (
	"strings"

	"github.com/drey-db/drey/internal/fragment"
)

// CompareExpr is Left Op Right.
type CompareExpr struct {
	Node
	Left, Right *Node
}

func compareHeader(left *Node, op Op, right *Node) Node {
	return Node{hash: mix(mix(seed^uint64(op), left.hash), right.hash), Op: op}
}

// Compare returns left op right.
func Compare(left *Node, op Op, right *Node) *Node {
	left, right = coerced(right, left), coerced(left, right)
	create := func() *Node { return newNode(&CompareExpr{compareHeader(left, op, right), left, right}) }
	if isFixed(left) && isFixed(right) {
		return fixed(op, left, right, create)
	}
	return create()
}

func (n *CompareExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Right) }

// compared is a comparison with the node that binds its value, in one allocation.
type compared[V any] struct {
	test CompareExpr
	bind BindExpr
	v    V
}

// CompareTo returns left op v. NULL is asked for with IS, which alone finds it.
func CompareTo[V any](left *Node, op Op, v V) *Node {
	c := &compared[V]{v: v}
	arg := coercedOrNull(left, inPlace(&c.v))
	switch {
	case op != OpEq && op != OpNe:
	case IsNil(arg) && op == OpEq:
		return Test(left, OpIsNull)
	case IsNil(arg):
		return Test(left, OpIsNotNull)
	}
	if isSecret(left) {
		arg = fragment.Hide(arg)
	}
	c.bind.Node, c.bind.Value = bindHeader, arg
	c.bind.expr = &c.bind
	c.test.Node, c.test.Left, c.test.Right = compareHeader(left, op, &c.bind.Node), left, &c.bind.Node
	c.test.expr = &c.test
	return &c.test.Node
}

// CompareValue is [CompareTo] of a value whose type is not known.
func CompareValue(left *Node, op Op, v any) *Node { return CompareTo(left, op, v) }

// TestExpr is Left Op, of operators that stand behind.
type TestExpr struct {
	Node
	Left *Node
}

// Test returns left op, for operators that stand behind.
func Test(left *Node, op Op) *Node {
	create := func() *Node { return newNode(&TestExpr{newHeader("test", op, hashOf(left)), left}) }
	if isFixed(left) {
		return fixed(op, left, nil, create)
	}
	return create()
}

func (n *TestExpr) walk(w *Walk) { w.node(&n.Left) }

// BetweenExpr is Left BETWEEN Low AND High.
type BetweenExpr struct {
	Node
	Left, Low, High *Node
}

// Between returns low <= left AND left <= high.
func Between(left *Node, low, high any) *Node {
	return newNode(&BetweenExpr{newHeader("between", None, hashOf(left)), left, Bind(left, low), Bind(left, high)})
}

// BetweenNodes returns low <= left AND left <= high.
func BetweenNodes(left, low, high *Node) *Node {
	left = coerced(low, coerced(high, left))
	return newNode(&BetweenExpr{newHeader("between", None, hashOf(left), hashOf(low), hashOf(high)), left, coerced(left, low), coerced(left, high)})
}

func (n *BetweenExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Low); w.node(&n.High) }

// DistinctExpr is Left Op Right, of IS [NOT] DISTINCT FROM: NULL is a value.
type DistinctExpr struct {
	Node
	Left, Right *Node
}

// Distinct returns left op v, where op is one of IS [NOT] DISTINCT FROM.
func Distinct(left *Node, op Op, v any) *Node {
	if c := ColumnOf(left); c != nil {
		v = c.Column.NullIn(v)
	}
	switch {
	case IsNil(v) && op == OpDistinctFrom:
		return Test(left, OpIsNotNull)
	case IsNil(v):
		return Test(left, OpIsNull)
	}
	return newNode(&DistinctExpr{newHeader("distinct", op, hashOf(left)), left, Bind(left, v)})
}

// DistinctNodes returns left op right, where op is one of IS [NOT] DISTINCT FROM.
func DistinctNodes(left *Node, op Op, right *Node) *Node {
	left, right = coerced(right, left), coerced(left, right)
	return newNode(&DistinctExpr{newHeader("distinct", op, hashOf(left), hashOf(right)), left, right})
}

func (n *DistinctExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Right) }

// OperationExpr is Left Operator Right, of operators that the package has no name for.
type OperationExpr struct {
	Node
	Left     *Node
	Operator string
	Right    *Node
}

// Operation returns left operator right, for operators that the package has no name for.
func Operation(left *Node, operator string, right *Node) *Node {
	if !isOperator(operator) {
		return Invalidf("%q is no operator: write symbols or words, or use Raw", operator)
	}
	if b, ok := right.Expr().(*BindExpr); ok && IsList(right) {
		switch strings.ToUpper(operator) {
		case OpIn.String():
			return Member(left, OpIn, fragment.Copy(b.Value))
		case OpNotIn.String():
			return Member(left, OpNotIn, fragment.Copy(b.Value))
		}
	}
	return newNode(&OperationExpr{newHeader("operation", None, hashText(seed, operator), hashOf(left), hashOf(right)), left, operator, right})
}

func (n *OperationExpr) walk(w *Walk) { w.text(n.Operator); w.node(&n.Left); w.node(&n.Right) }

// isOperator reports whether text is symbols, or words with a space between, and opens no comment.
func isOperator(text string) bool {
	if strings.Contains(text, "--") || strings.Contains(text, "/*") || text == "" {
		return false
	}
	if strings.Trim(text, "+-*/<>=~!@#%^&|?") == "" {
		return true
	}
	for _, word := range strings.Split(text, " ") {
		if !isPath(word) || strings.Contains(word, ".") {
			return false
		}
	}
	return true
}
