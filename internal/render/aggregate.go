package render

import (
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// sqliteNames is what databases that lack an ability call functions that PostgreSQL knows by another name.
var sqliteNames = map[string]struct {
	lacks Feature
	name  string
}{
	ast.ArrayAgg:  {Arrays, "json_group_array"},
	ast.JSONAgg:   {JSONOperators, "json_group_array"},
	ast.JSONBuild: {JSONOperators, "json_object"},
	"greatest":    {Greatest, "max"},
	"least":       {Greatest, "min"},
}

// functionName returns what the database calls a function.
func (r *renderer) functionName(name string) string {
	if other, ok := sqliteNames[name]; ok && !r.dialect.Has(other.lacks) {
		return other.name
	}
	return name
}

// isJSONList reports whether n makes a list, where lists are JSON: empty over no rows, which is NULL elsewhere.
func (r *renderer) isJSONList(n *ast.Node) bool {
	return !r.dialect.Has(Arrays) && ast.IsListOf(n, ast.ArrayAgg) || !r.dialect.Has(JSONOperators) && ast.IsListOf(n, ast.JSONAgg)
}

// answered renders a call that may make a list, with all that stands behind it.
func (r *renderer) answered(n *ast.Node, call sq.Sqlizer) sq.Sqlizer {
	if r.isJSONList(n) {
		return concat("json(nullif(", call, ", '[]'))")
	}
	return call
}

func (r *renderer) callExpr(n *ast.CallExpr) sq.Sqlizer { return r.answered(&n.Node, r.call(n)) }

// called renders the call that FILTER or OVER stands behind.
func (r *renderer) called(n *ast.Node) sq.Sqlizer {
	switch n := n.Expr().(type) {
	case *ast.CallExpr:
		return r.call(n)
	case *ast.AggregateFilterExpr:
		return r.filtered(n)
	}
	return r.value(n)
}

func (r *renderer) call(n *ast.CallExpr) sq.Sqlizer {
	args := n.Args
	if n.Polymorphic() {
		args = ast.TypedTogether(args)
	}
	list := r.terms(args, r.argumentOf(n.Name))
	switch {
	case sqliteNames[n.Name].lacks == Greatest && !r.dialect.Has(Greatest):
		return r.extreme(n.Name, args)
	case n.Name == "nullif" && len(args) == 2 && r.dialect.Has(TextDecimals) && ast.IsDecimal(args[0]):
		return r.unlessEqual(args[0], args[1])
	case len(args) == 0 && n.Name == ast.OpCount.String():
		return sq.Expr("count(*)")
	case len(args) == 0:
		return sq.Expr(fragment.Canonical(r.dialect.Spell(n.Name + "()")))
	case n.Distinct:
		return r.distinctCall(n, list)
	}
	return concat(r.functionName(n.Name)+"(", list, r.ordering(n.Order), ")")
}

// argumentOf returns what renders the arguments of a function.
func (r *renderer) argumentOf(name string) func(*ast.Node) sq.Sqlizer {
	switch {
	case name == "min" || name == "max":
		return r.ordered
	case name == ast.ArrayAgg && r.dialect.Has(Arrays):
		return r.element
	}
	return r.value
}

// element renders an element of a list that is no JSON.
func (r *renderer) element(n *ast.Node) sq.Sqlizer {
	if inJSON, ok := n.Expr().(*ast.JSONValueExpr); ok {
		n = inJSON.Left
	}
	return r.value(n)
}

// ordering renders ORDER BY inside an aggregate.
func (r *renderer) ordering(terms []*ast.Node) sq.Sqlizer {
	if len(terms) == 0 {
		return concat()
	}
	return concat(" ORDER BY ", r.terms(terms, r.sorting))
}

// distinctCall renders an aggregate over different values. count takes several as one row.
func (r *renderer) distinctCall(n *ast.CallExpr, list sq.Sqlizer) sq.Sqlizer {
	head, tail := r.functionName(n.Name)+"(DISTINCT ", ")"
	if len(n.Args) > 1 {
		if err := r.need(RowValues, n.Name+"(DISTINCT ...) of several expressions"); err != nil {
			return failed{err}
		}
		if n.Name == ast.OpCount.String() {
			head, tail = head+"(", "))"
		}
	}
	return concat(head, list, r.ordering(n.Order), tail)
}

func (r *renderer) aggregateFilter(n *ast.AggregateFilterExpr) sq.Sqlizer {
	return r.answered(&n.Node, r.filtered(n))
}

func (r *renderer) filtered(n *ast.AggregateFilterExpr) sq.Sqlizer {
	where := r.conjunction(n.Preds)
	if where == nil {
		return r.called(n.Call)
	}
	return concat(r.called(n.Call), " FILTER (WHERE ", where, ")")
}

func (r *renderer) withinGroup(n *ast.WithinGroupExpr) sq.Sqlizer {
	if err := r.need(OrderedSets, "WITHIN GROUP"); err != nil {
		return failed{err}
	}
	return concat(r.value(n.Call), " WITHIN GROUP (ORDER BY ", r.terms(n.Terms, r.sorting), ")")
}

// extreme renders greatest or least where they are max and min, which are NULL where one argument is. Each is given what stands
// in for its NULL.
func (r *renderer) extreme(name string, args []*ast.Node) sq.Sqlizer {
	if len(args) == 1 {
		return r.value(args[0])
	}
	one := r.value
	if r.dialect.Has(TextDecimals) && slices.ContainsFunc(args, ast.IsDecimal) {
		one = r.numeric
	}
	parts := []any{sqliteNames[name].name + "("}
	for i := range args {
		if i > 0 {
			parts = append(parts, ", ")
		}
		instead := slices.Concat(args[i:i+1], args[:i], args[i+1:])
		parts = append(parts, "coalesce(", r.terms(instead, one), ")")
	}
	return concat(append(parts, ")")...)
}
