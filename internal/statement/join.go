package statement

import (
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// join renders one join. Its ON knows the tables before it and its own.
func (r *renderer) join(n *Node) (sq.Sqlizer, error) {
	if n.kind == invalid {
		return nil, n.value.(error)
	}
	if n.left.kind == along {
		return r.joinAlong(n)
	}
	if n.op == OpRightJoin || n.op == OpFullJoin {
		if err := r.need(FullJoin, opText[n.op]); err != nil {
			return nil, err
		}
	}
	preds := n.value.([]*Node)
	if n.op != OpCrossJoin && !slices.ContainsFunc(preds, func(pred *Node) bool { return !pred.empty() }) {
		return r.joinInferred(n)
	}
	source, err := r.source(n.left)
	if err != nil {
		return nil, err
	}
	if n.op == OpCrossJoin {
		return concat(opText[n.op]+" ", source), nil
	}
	return concat(opText[n.op]+" ", source, " ON ", r.on(n)), nil
}
