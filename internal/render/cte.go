package render

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// with renders WITH. Each table may name those before it, and itself.
func (r *renderer) with(tables []*ast.Node) (sq.Sqlizer, error) {
	parts, recursive := []any{}, false
	for i, n := range tables {
		cte, ok := n.Expr().(*ast.CTEExpr)
		if !ok {
			return nil, ast.Err(n)
		}
		if slices.ContainsFunc(tables[:i], func(other *ast.Node) bool { return other.Expr().(*ast.CTEExpr).Table.Alias == cte.Table.Alias }) {
			return nil, fmt.Errorf("two tables of WITH are called %s: give one another name", cte.Table.Alias)
		}
		itself := cte.Recursive()
		recursive = recursive || itself
		rendered, err := r.common(cte, itself)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, rendered)
	}
	head := "WITH "
	if recursive {
		head = "WITH RECURSIVE "
	}
	return concat(append(append([]any{head}, parts...), " ")...), nil
}

// common renders one table of WITH, which the statement knows from then on.
func (r *renderer) common(n *ast.CTEExpr, itself bool) (sq.Sqlizer, error) {
	inner := r.sibling()
	if itself {
		inner.scope = append(inner.scope, n.Table)
	}
	if s := ast.QueryOf(n.Query); s != nil && s.Target() != nil {
		if err := r.mayWrite(); err != nil {
			return nil, err
		}
	}
	query, err := inner.queryFor(n.Table, n.Query)
	if err != nil {
		return nil, err
	}
	r.scope = append(r.scope[:len(r.scope):len(r.scope)], n.Table)
	head := r.identifier(n.Table.Alias) + " AS ("
	if n.Op != ast.None {
		head = r.identifier(n.Table.Alias) + " AS " + n.Op.String() + " ("
	}
	return concat(head, query, ")"), nil
}

// mayWrite errs where a statement that writes cannot stand in WITH.
func (r *renderer) mayWrite() error {
	if r.inner {
		return fmt.Errorf("an INSERT, UPDATE or DELETE stands in the WITH of the outermost statement only: move it there")
	}
	return r.need(WritingCTE, "INSERT, UPDATE or DELETE inside WITH")
}
