package render

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// concealed is a Sqlizer whose arguments no log may show, because they meet a secret column.
type concealed struct{ sq.Sqlizer }

func (c concealed) ToSql() (string, []any, error) { return rendered(c) }

func (c concealed) write(w *writer) error {
	before := len(w.args)
	err := w.add(c.Sqlizer)
	for i, arg := range w.args[before:] {
		w.args[before+i] = fragment.Conceal(arg)
	}
	return err
}

// containsSecret reports whether n sets a secret column beside other values, so that they may tell of it, and whether it looked
// at all that n is made of, sub-selects aside.
func containsSecret(n *ast.Node) (secret, inspected bool) {
	switch n.Expr().(type) {
	case *ast.AndExpr, *ast.OrExpr, *ast.NotExpr, *ast.Column, *ast.BindExpr, *ast.LiteralExpr, *ast.SubqueryExpr,
		*ast.ExistsExpr, *ast.EntityExpr, *ast.HasExpr:
		return false, false
	}
	_, secret = ast.Named([]*ast.Node{n})
	return secret, true
}
