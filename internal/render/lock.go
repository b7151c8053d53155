package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// lock renders FOR UPDATE or FOR SHARE.
func (r *renderer) lock(node *ast.Node) sq.Sqlizer {
	n := node.Expr().(*ast.LockExpr)
	if err := r.need(RowLocks, n.Op.String()); err != nil {
		return failed{err}
	}
	if n.Op == ast.OpForNoKeyUpdate || n.Op == ast.OpForKeyShare {
		if err := r.need(KeyLocks, n.Op.String()); err != nil {
			return failed{err}
		}
	}
	var of []string
	waiting := ""
	for _, node := range n.Options {
		option, ok := node.Expr().(*ast.LockOptionExpr)
		switch {
		case !ok:
			return r.expression(node)
		case option.Op == ast.OpLockOf:
			name, err := r.lockedName(option.Table)
			if err != nil {
				return failed{err}
			}
			of = append(of, name)
		case waiting != "" && waiting != " "+option.Op.String():
			return failed{errors.New("options SkipLocked and NoWait contradict each other: keep one")}
		case option.Op == ast.OpSkipLocked && !r.dialect.Has(SkipLocked):
			return failed{r.need(SkipLocked, option.Op.String())}
		default:
			waiting = " " + option.Op.String()
		}
	}
	if len(of) > 0 {
		return sq.Expr(n.Op.String() + " OF " + strings.Join(of, ", ") + waiting)
	}
	return sq.Expr(n.Op.String() + waiting)
}

// lockedName returns the name of t in OF, where PostgreSQL takes no schema.
func (r *renderer) lockedName(t *ast.Table) (string, error) {
	if !slices.Contains(r.from, t) {
		return "", fmt.Errorf("option LockOf names %s, which is not read: name it in From, or join it", t.Mapping.Name())
	}
	return r.identifier(r.lastName(t)), nil
}
