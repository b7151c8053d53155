package statement

import (
	"fmt"

	sq "github.com/Masterminds/squirrel"
)

// join renders one join. Its ON knows the tables before it and its own.
func (r *renderer) join(n *Node) (sq.Sqlizer, error) {
	if n.kind == invalid {
		return nil, n.value.(error)
	}
	t := n.left.value.(*Table)
	if n.op == OpRightJoin || n.op == OpFullJoin {
		if err := r.need(FullJoin, opText[n.op]); err != nil {
			return nil, err
		}
	}
	if err := r.read(t); err != nil {
		return nil, err
	}
	joined := opText[n.op] + " " + r.aliased(t)
	if n.op == OpCrossJoin {
		return sq.Expr(joined), nil
	}
	on := r.conjunction(n.value.([]*Node))
	if on == nil {
		return nil, fmt.Errorf("the join of %s has no ON: say Join(table, on), or CrossJoin", t.Mapping.Name())
	}
	return sq.ConcatExpr(joined+" ON ", on), nil
}
