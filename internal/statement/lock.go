package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// lock renders FOR UPDATE or FOR SHARE.
func (r *renderer) lock(n *Node) sq.Sqlizer {
	if err := r.need(RowLocks, opText[n.op]); err != nil {
		return failed{err}
	}
	var of []string
	waiting := ""
	for _, option := range n.value.([]*Node) {
		switch {
		case option.kind == invalid:
			return r.expression(option)
		case option.op == OpLockOf:
			name, err := r.locked(option.value.(*Table))
			if err != nil {
				return failed{err}
			}
			of = append(of, name)
		case waiting != "" && waiting != " "+opText[option.op]:
			return failed{errors.New("options SkipLocked and NoWait contradict each other: keep one")}
		default:
			waiting = " " + opText[option.op]
		}
	}
	if len(of) > 0 {
		return sq.Expr(opText[n.op] + " OF " + strings.Join(of, ", ") + waiting)
	}
	return sq.Expr(opText[n.op] + waiting)
}

// locked is the name of t in OF, where PostgreSQL takes no schema.
func (r *renderer) locked(t *Table) (string, error) {
	if !slices.Contains(r.from, t) {
		return "", fmt.Errorf("option LockOf names %s, which is not read: name it in From, or join it", t.Mapping.Name())
	}
	if t.Alias != "" {
		return r.identifier(t.Alias), nil
	}
	return r.identifier(t.Mapping.Table[strings.LastIndexByte(t.Mapping.Table, '.')+1:]), nil
}
