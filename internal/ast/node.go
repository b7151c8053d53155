package ast

import "fmt"

// Node is a construct of SQL in a tree. It is never changed once made, so trees may share nodes.
type Node struct {
	expr  Expr   // the construct, of which the node is a part
	hash  uint64 // sums up the shape: everything but the arguments
	Op    Op     // None where the type of the construct says it all
	fixed bool   // made once in a program, and without arguments
}

// Expr is a construct of SQL: a pointer to a struct that begins with its Node.
type Expr interface {
	node() *Node
	// walk names to w what the construct is made of, apart from its type and operator, always in one order.
	walk(w *Walk)
}

func (n *Node) node() *Node { return n }

// Expr returns the construct that n is, nil for a nil n.
func (n *Node) Expr() Expr {
	if n == nil {
		return nil
	}
	return n.expr
}

// newHeader returns the node of a construct of a type, called by name, made of parts.
func newHeader(name string, op Op, parts ...uint64) Node {
	h := mix(hashText(seed, name), uint64(op))
	for _, part := range parts {
		h = mix(h, part)
	}
	return Node{hash: h, Op: op}
}

// newNode returns the node of a new construct.
func newNode(e Expr) *Node {
	n := e.node()
	n.expr = e
	return n
}

// InvalidExpr is a mistake in the place of an expression: whoever renders the statement gets Err.
type InvalidExpr struct {
	Node
	Err error
}

// Invalid returns a node whose rendering fails with err.
func Invalid(err error) *Node { return newNode(&InvalidExpr{newHeader("invalid", None), err}) }

// Invalidf is [Invalid] of a formatted error.
func Invalidf(format string, args ...any) *Node { return Invalid(fmt.Errorf(format, args...)) }

func (n *InvalidExpr) walk(w *Walk) { w.unknown() }

// Err returns the error that n stands for, nil when n is no [InvalidExpr].
func Err(n *Node) error {
	if wrong, ok := n.Expr().(*InvalidExpr); ok {
		return wrong.Err
	}
	return nil
}
