package ast

import "slices"

// CaseExpr is CASE with the arms of Before, with Arm behind them, and ELSE Else.
type CaseExpr struct {
	Node
	Before *Node   // a *CaseExpr, or nil
	Arm    []*Node // predicates and values by turns
	Else   *Node   // nil: none
}

// Case returns CASE with arms, predicates and values by turns. A nil other is no ELSE.
func Case(arms []*Node, other *Node) *Node {
	for _, n := range valuesOf(arms, other) {
		if bound := boundBy(n); bound != nil {
			return boundAs(&newCase(nil, arms, other).Node, bound)
		}
	}
	return &newCase(nil, arms, other).Node
}

func newCase(before *Node, arm []*Node, other *Node) *CaseExpr {
	n := &CaseExpr{newHeader("case", None, hashOf(before), hashNodes(arm), hashOf(other)), before, arm, other}
	newNode(n)
	return n
}

// CaseWhen returns the CASE n with one more arm behind the others, which stay in n: copying them each time would make a CASE of
// many arms cost their square.
func CaseWhen(n, pred, then *Node) *Node {
	before, ok := n.Expr().(*CaseExpr)
	if !ok {
		return n
	}
	other := before.Else
	if other != nil {
		before = newCase(before.Before, before.Arm, nil)
	}
	return &newCase(&before.Node, []*Node{pred, then}, other).Node
}

// CaseElse returns the CASE n with another ELSE.
func CaseElse(n, other *Node) *Node {
	c, ok := n.Expr().(*CaseExpr)
	if !ok {
		return n
	}
	return &newCase(c.Before, c.Arm, other).Node
}

func (n *CaseExpr) walk(w *Walk) { w.node(&n.Before); w.nodes(&n.Arm); w.node(&n.Else) }

// Arms returns the predicates and values of n by turns.
func (n *CaseExpr) Arms() (arms []*Node) {
	var chain [][]*Node
	for n != nil {
		chain = append(chain, n.Arm)
		n, _ = n.Before.Expr().(*CaseExpr)
	}
	for _, arm := range slices.Backward(chain) {
		arms = append(arms, arm...)
	}
	return arms
}

// valuesOf returns what a CASE may give.
func valuesOf(arms []*Node, other *Node) (list []*Node) {
	for i := 1; i < len(arms); i += 2 {
		list = append(list, arms[i])
	}
	if other != nil {
		list = append(list, other)
	}
	return list
}

func (n *CaseExpr) values() []*Node { return valuesOf(n.Arms(), n.Else) }

func (n *CaseExpr) withValues(change func(*Node) *Node) *Node {
	arms, other := n.Arms(), n.Else
	for i := 1; i < len(arms); i += 2 {
		arms[i] = change(arms[i])
	}
	if other != nil {
		other = change(other)
	}
	return &newCase(nil, arms, other).Node
}
