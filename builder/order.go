package builder

import "github.com/drey-db/drey/internal/statement"

// Order is a term of ORDER BY.
type Order struct{ n *statement.Node }

// ToSql renders the term for squirrel: with ? for placeholders.
func (o Order) ToSql() (string, []any, error) { return statement.EmbedTerm(o.node()) }

// String is the text for PostgreSQL, without the arguments.
func (o Order) String() string { return statement.ShowNode(o.node(), statement.Dialect(Postgres())) }

// NullsFirst puts NULLs before everything else.
func (o Order) NullsFirst() Order { return Order{statement.SortNulls(o.node(), true)} }

// NullsLast puts NULLs behind everything else.
func (o Order) NullsLast() Order { return Order{statement.SortNulls(o.node(), false)} }

func (o Order) node() *statement.Node {
	if o.n == nil {
		return invalid("a term of ORDER BY is empty: start with Col(...).Asc() or Desc()")
	}
	return o.n
}
