package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

func (r *renderer) overWindow(n *ast.OverExpr) sq.Sqlizer {
	w, ok := n.Window.Expr().(*ast.WindowExpr)
	if !ok {
		return r.value(n.Window)
	}
	return r.answered(&n.Node, concat(r.called(n.Call), " OVER ", r.window(w)))
}

func (r *renderer) window(n *ast.WindowExpr) sq.Sqlizer {
	var parts []any
	add := func(clause ...any) {
		if len(parts) > 0 {
			parts = append(parts, " ")
		}
		parts = append(parts, clause...)
	}
	if len(n.Partition) > 0 {
		add("PARTITION BY ", r.terms(n.Partition, r.value))
	}
	if len(n.Order) > 0 {
		add("ORDER BY ", r.terms(n.Order, r.sorting))
	}
	if n.Frame != "" {
		add(n.Frame)
	}
	return concat(append(append([]any{"("}, parts...), ")")...)
}

// sorting renders a term that sorts rows before there are labels.
func (r *renderer) sorting(n *ast.Node) sq.Sqlizer {
	if _, isLabel := n.Expr().(*ast.LabelExpr); isLabel {
		return r.value(n)
	}
	return r.term(n)
}
