package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Order is a term of ORDER BY.
type Order struct{ n *ast.Node }

// ToSql renders the term for squirrel: with ? for placeholders.
func (o Order) ToSql() (string, []any, error) { return render.EmbedTerm(o.node()) }

// String returns the text for PostgreSQL, without the arguments.
func (o Order) String() string { return render.ShowNode(o.node(), render.Dialect(Postgres())) }

// NullsFirst puts NULLs before everything else.
func (o Order) NullsFirst() Order { return Order{ast.SortNulls(o.node(), true)} }

// NullsLast puts NULLs behind everything else.
func (o Order) NullsLast() Order { return Order{ast.SortNulls(o.node(), false)} }

func (o Order) node() *ast.Node {
	if o.n == nil {
		return invalid("a term of ORDER BY is empty: start with Col(...).Asc() or Desc()")
	}
	return o.n
}
