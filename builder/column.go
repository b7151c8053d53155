package builder

import (
	"database/sql"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
)

// Column is a mapped column: an expression that can be assigned.
type Column[V any] struct{ Expr[V] }

// Col returns the column that a field of a prototype names, as in Col(&heroes.Name). Any other pointer is an error when the
// statement is rendered.
func Col[V any](field *V) Column[V] { return Column[V]{Expr[V]{prototype.ColumnOf(field)}} }

// NullCol is [Col] of a *V field: it is compared with V.
func NullCol[V any](field **V) Column[V] { return Column[V]{Expr[V]{prototype.ColumnOf(field)}} }

// SQLNullCol is [Col] of an sql.Null[V] field: it is compared with V.
func SQLNullCol[V any](field *sql.Null[V]) Column[V] {
	return Column[V]{Expr[V]{prototype.ColumnOf(field)}}
}

// To returns column = v.
func (c Column[V]) To(v V) Assignment {
	left := c.node()
	return Assignment{ast.Assign(left, ast.Bind(left, v))}
}

// ToExpr returns column = e, an expression of the database's.
func (c Column[V]) ToExpr(e Expression[V]) Assignment {
	return Assignment{ast.Assign(c.node(), nodeOf(e))}
}

// ToNull returns column = NULL.
func (c Column[V]) ToNull() Assignment {
	return Assignment{ast.Assign(c.node(), ast.Null())}
}

// ToDefault returns column = DEFAULT, what the database gives the column. In an UPDATE on SQLite, which has no DEFAULT there, it is what the tag
// says by default=.
func (c Column[V]) ToDefault() Assignment {
	return Assignment{ast.Assign(c.node(), ast.Default())}
}

// Assignment is column = value in an INSERT or UPDATE.
type Assignment struct{ n *ast.Node }

func (a Assignment) node() *ast.Node {
	if a.n == nil {
		return invalid("an assignment is empty: write Col(...).To(value)")
	}
	return a.n
}
