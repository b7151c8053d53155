package statement

import sq "github.com/Masterminds/squirrel"

// Case is CASE with arms, predicates and values by turns. A nil other is no ELSE.
func Case(arms []*Node, other *Node) *Node {
	return newNode(cases, None, nil, other, arms).hashed(hashNodes(arms))
}

// CaseWhen is the CASE n with one more arm behind the others.
func CaseWhen(n, pred, then *Node) *Node {
	if n.kind != cases {
		return n
	}
	arms := n.value.([]*Node)
	return Case(append(arms[:len(arms):len(arms)], pred, then), n.right)
}

// CaseElse is the CASE n with another ELSE.
func CaseElse(n, other *Node) *Node {
	if n.kind != cases {
		return n
	}
	return Case(n.value.([]*Node), other)
}

func (r *renderer) cases(n *Node) sq.Sqlizer {
	arms := n.value.([]*Node)
	if len(arms) == 0 {
		return failf("a CASE has no arm: say When")
	}
	parts := []any{"CASE"}
	for i := 0; i < len(arms); i += 2 {
		if arms[i].empty() {
			return failf("a WHEN says nothing: give it a predicate")
		}
		parts = append(parts, " WHEN ", r.predicate(arms[i]), " THEN ", r.value(arms[i+1]))
	}
	if n.right != nil {
		parts = append(parts, " ELSE ", r.value(n.right))
	}
	return sq.ConcatExpr(append(parts, " END")...)
}
