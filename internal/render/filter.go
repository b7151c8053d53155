package render

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

// filters are the global filters that a statement is under.
type filters struct {
	nodes     []*ast.Node       // of the statement, or of one around it
	inside    []*ast.FilterExpr // whose predicates are being rendered, the innermost last
	pending   []*ast.Node       // that WHERE or ON is still to hold
	before    int               // how many were pending before the present join
	outerJoin bool              // a join of the statement is a RIGHT or FULL JOIN
}

// enter takes over the filters of s, or lets go of those around it.
func (f *filters) enter(s *ast.Statement) {
	if own := s.Nodes(ast.FilterPart); len(own) > 0 {
		f.nodes = own
	}
	if s.Unfiltered() {
		f.nodes = nil
	}
}

// of returns the filters of t's table, in terms of t. A filter that reads its own table is not asked again there; filters of two
// tables that each read the other would have no end, and are an error.
func (f *filters) of(t *ast.Table) (preds []*ast.Node) {
	for _, n := range f.nodes {
		filter := n.Expr().(*ast.FilterExpr)
		if filter.Table.Mapping != t.Mapping || t.Derived {
			continue
		}
		at := slices.IndexFunc(f.inside, func(other *ast.FilterExpr) bool { return other.Pred == filter.Pred })
		if at < 0 {
			preds = append(preds, filter.Of(t))
		} else if away := slices.IndexFunc(f.inside[at:], func(other *ast.FilterExpr) bool { return other.Table.Mapping != t.Mapping }); away >= 0 {
			return []*ast.Node{ast.Invalidf("the filters of %s and %s read one another's table: say Unfiltered of the sub-select in one of them",
				t.Mapping.Name(), f.inside[at+away].Table.Mapping.Name())}
		}
	}
	return preds
}

// kept is of without the filter that leaves out what was deleted softly: such a row still has its key, and an INSERT meets it.
func (f *filters) kept(t *ast.Table) []*ast.Node {
	return slices.DeleteFunc(f.of(t), func(n *ast.Node) bool {
		filter, ok := n.Expr().(*ast.FilterExpr)
		return ok && filter.Deleted
	})
}

// filter renders a filter where another name stands for the table that it names. What it reads itself is filtered as well. A global
// filter sees nothing else of the statement: it means the same in all of them.
func (r *renderer) filter(n *ast.FilterExpr) sq.Sqlizer {
	named, t := n.Table, n.As
	inner := *r
	if !n.ByUser {
		inner.filters.inside = append(slices.Clip(r.filters.inside), n)
		inner.from, inner.outer = []*ast.Table{named}, nil
	}
	if named != t {
		inner.renameAs(n, r.unqualifiedName(t))
	}
	if named != t && n.ByUser {
		inner.from = append(slices.DeleteFunc(slices.Clone(r.from), func(other *ast.Table) bool { return other == t || other == named }), named)
	}
	rendered := inner.predicate(n.Pred)
	r.aliases = inner.aliases
	if n.ByUser {
		return rendered
	}
	return filtering{named, rendered}
}

// filtering is a global filter of a table, whose mistakes are its own, and none of the statement's.
type filtering struct {
	table *ast.Table
	pred  sq.Sqlizer
}

// ToSql makes filtering a squirrel.Sqlizer.
func (f filtering) ToSql() (string, []any, error) { return rendered(f) }

func (f filtering) write(w *writer) error {
	if err := w.add(f.pred); err != nil {
		return fmt.Errorf("filter of %s: %w", f.table.Name(), err)
	}
	return nil
}

// renameAs gives the table of a filter a name, and another one to a table of that name which the filter reads.
func (r *renderer) renameAs(n *ast.FilterExpr, name string) {
	r.rename(n.Table, name)
	for _, other := range ast.Tables(n.Pred) {
		if other != n.Table && !other.Derived && r.unqualifiedName(other) == name {
			r.rename(other, r.freeName(other))
		}
	}
}

// unqualifiedName returns the name by which t's columns can be called, without a schema.
func (r *renderer) unqualifiedName(t *ast.Table) string {
	if name, ok := r.renamed[t]; ok {
		return name
	}
	return r.lastName(t)
}

// filteredTable renders a table in FROM or JOIN. Its filters are left to WHERE or ON, but where a RIGHT or FULL JOIN would
// bring rows back that they leave out, the table stands as a sub-select.
func (r *renderer) filteredTable(t *ast.Table) sq.Sqlizer {
	preds := r.filters.of(t)
	switch {
	case len(preds) == 0:
	case r.filters.outerJoin:
		return r.filteredSelect(t, preds)
	default:
		r.filters.pending = append(r.filters.pending, preds...)
	}
	return sq.Expr(r.aliased(t))
}

// filteredSelect renders a table as a sub-select of the rows that its filters leave in.
func (r *renderer) filteredSelect(t *ast.Table, preds []*ast.Node) sq.Sqlizer {
	name := r.unqualifiedName(t)
	r.rename(t, name)
	inner := r.sibling()
	inner.from = []*ast.Table{t}
	return concat("(SELECT * FROM ", r.aliased(t), " WHERE ", inner.conjunction(preds), ") AS "+r.identifier(name))
}

// on renders what the ON of a join is given, conditions of a relationship before it, and in a LEFT JOIN the filters of what it
// joins; nil for nothing.
func (r *renderer) on(n *ast.JoinExpr, conditions []*ast.Node) sq.Sqlizer {
	preds := slices.Concat(conditions, n.On)
	if n.Op == ast.OpLeftJoin {
		preds = slices.Concat(preds, r.filters.pending[r.filters.before:])
		r.filters.pending = r.filters.pending[:r.filters.before]
	}
	return r.conjunction(preds)
}

// extendsLeft reports whether a join brings rows back that WHERE or ON would leave out.
func extendsLeft(n *ast.Node) bool {
	join, ok := n.Expr().(*ast.JoinExpr)
	return ok && (join.Op == ast.OpRightJoin || join.Op == ast.OpFullJoin)
}
