package loading

import (
	"fmt"
	"strings"
	"unsafe"

	"github.com/drey-db/drey/internal/ast"
)

// Names inside a statement that numbers the rows of each owner. No user's column has them.
const (
	rowsName   = "drey_rows"
	numberName = "drey_row"
)

func keyName(i int) string { return fmt.Sprintf("drey_key_%d", i+1) }

// limited returns the SELECT that reads only the first rows of each owner.
func (q query) limited(keys []unsafe.Pointer) ast.Statement {
	inner := ast.Select()
	var names []string
	for i, n := range q.columns {
		if !q.relation.HoldsKey() {
			inner = inner.With(ast.ColumnPart, ast.Label(n, keyName(i)))
			names = append(names, q.dialect.Identifier(keyName(i)))
		}
	}
	number := ast.Over(ast.Function("row_number", nil), ast.Window(q.columns, q.order(), ""))
	inner = inner.With(ast.ColumnPart, ast.Partly(q.target, q.only)).
		With(ast.ColumnPart, ast.Label(number, numberName))
	for _, c := range q.targetColumns() {
		names = append(names, q.dialect.Identifier(c.Name))
	}
	row := q.dialect.Identifier(numberName)
	text := "SELECT " + strings.Join(names, ", ") + " FROM ? AS " + q.dialect.Identifier(rowsName) +
		" WHERE " + row + " <= ? ORDER BY " + row
	return ast.Of(ast.TextKind, ast.Template(text, []*ast.Node{
		ast.Subquery(q.from(inner, keys)), ast.Argument(int64(*q.load.Limit)),
	}))
}
