package statement

import sq "github.com/Masterminds/squirrel"

// Grouping is op of nodes in GROUP BY: OpRollup, OpCube, or OpGroupingSets, whose nodes are expressions or tuples.
func Grouping(op Op, nodes []*Node) *Node {
	return newNode(grouping, op, nil, nil, nodes).hashed(hashNodes(nodes))
}

func (r *renderer) grouping(n *Node) sq.Sqlizer {
	if err := r.need(GroupingSets, opText[n.op]); err != nil {
		return failed{err}
	}
	nodes := n.value.([]*Node)
	if len(nodes) == 0 {
		return failf("%s of nothing: give it expressions", opText[n.op])
	}
	return concat(opText[n.op]+" (", r.terms(nodes, r.group), ")")
}
