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
	if n.op == OpForNoKeyUpdate || n.op == OpForKeyShare {
		if err := r.need(KeyLocks, opText[n.op]); err != nil {
			return failed{err}
		}
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

// lastName is a table's name without its schema.
func lastName(table string) string { return table[strings.LastIndexByte(table, '.')+1:] }

// locked is the name of t in OF, where PostgreSQL takes no schema.
func (r *renderer) locked(t *Table) (string, error) {
	if !slices.Contains(r.from, t) {
		return "", fmt.Errorf("option LockOf names %s, which is not read: name it in From, or join it", t.Mapping.Name())
	}
	if t.Alias != "" {
		return r.identifier(t.Alias), nil
	}
	return r.identifier(lastName(t.Mapping.Table)), nil
}
