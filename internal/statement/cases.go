package statement

import (
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// Case is CASE with arms, predicates and values by turns. A nil other is no ELSE.
func Case(arms []*Node, other *Node) *Node {
	if slices.ContainsFunc(given(arms, other), (*Node).isDay) {
		arms, other = daysOfArms(arms), daysOf(other)
	}
	return newCases(arms, other)
}

func newCases(arms []*Node, other *Node) *Node {
	return newNode(cases, None, nil, other, arms).hashed(hashNodes(arms))
}

// CaseWhen is the CASE n with one more arm behind the others, which stay in n: copying them each time would make a CASE of
// many arms cost their square.
func CaseWhen(n, pred, then *Node) *Node {
	if n.kind != cases {
		return n
	}
	before := n
	if n.right != nil {
		before = CaseElse(n, nil)
	}
	arm := []*Node{pred, then}
	return newNode(cases, None, before, n.right, arm).hashed(hashNodes(arm))
}

// CaseElse is the CASE n with another ELSE.
func CaseElse(n, other *Node) *Node {
	if n.kind != cases {
		return n
	}
	arms := n.value.([]*Node)
	return newNode(cases, None, n.left, other, arms).hashed(hashNodes(arms))
}

// arms are the predicates and values of the CASE n by turns.
func (n *Node) arms() (arms []*Node) {
	var links [][]*Node
	for ; n != nil; n = n.left {
		links = append(links, n.value.([]*Node))
	}
	for _, link := range slices.Backward(links) {
		arms = append(arms, link...)
	}
	return arms
}

func (r *renderer) cases(n *Node) sq.Sqlizer {
	arms, other := n.arms(), n.right
	if len(arms) == 0 {
		return failf("a CASE has no arm: say When")
	}
	if source := firstSource(given(arms, other)); source != nil {
		arms, other = typedArms(arms, source, true), typedOther(other, source, true)
	}
	parts := []any{"CASE"}
	for i := 0; i < len(arms); i += 2 {
		if arms[i].empty() {
			return failf("a WHEN says nothing: give it a predicate")
		}
		parts = append(parts, " WHEN ", r.predicate(arms[i]), " THEN ", r.value(arms[i+1]))
	}
	if other != nil {
		parts = append(parts, " ELSE ", r.value(other))
	}
	return concat(append(parts, " END")...)
}
