package builder

import (
	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/render"
)

// Grouping is several groupings at once, for GroupBy. SQLite has none.
type Grouping struct{ n *ast.Node }

// Rollup groups by all of exprs, by all but the last, and so on to one group of everything: totals and subtotals.
func Rollup(exprs ...Sqlizer) Grouping {
	return Grouping{ast.Grouping(ast.OpRollup, termsOf(exprs))}
}

// Cube groups by every choice among exprs.
func Cube(exprs ...Sqlizer) Grouping {
	return Grouping{ast.Grouping(ast.OpCube, termsOf(exprs))}
}

// GroupingSets groups by each of sets: an expression, or a [Tuple] of several; Tuple() is one group of everything.
func GroupingSets(sets ...Sqlizer) Grouping {
	return Grouping{ast.Grouping(ast.OpGroupingSets, termsOf(sets))}
}

// ToSql renders the grouping for squirrel: with ? for placeholders.
func (g Grouping) ToSql() (string, []any, error) { return render.EmbedTerm(g.node()) }

func (g Grouping) node() *ast.Node {
	if g.n == nil {
		return invalid("a grouping is empty: start with Rollup, Cube or GroupingSets")
	}
	return g.n
}

// DistinctOn keeps the first row of those that agree in exprs, after those of earlier calls; OrderBy says which is first, and
// begins with exprs. SQLite has none.
func (s SelectStmt[R]) DistinctOn(exprs ...Sqlizer) SelectStmt[R] {
	s.s = with(s.s, ast.DistinctOnPart, termsOf(exprs))
	return s
}
