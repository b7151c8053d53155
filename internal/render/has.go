package render

import (
	"fmt"
	"maps"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/prototype"
)

// has renders EXISTS over the rows that a relationship leads to.
func (r *renderer) has(n *ast.HasExpr) sq.Sqlizer {
	named := n.Relation.Expr().(*ast.Relation)
	rel, err := named.ResolveWhole()
	if err != nil {
		return failed{err}
	}
	target, err := prototype.TableFor(named.Target(), "")
	if err != nil {
		return failed{err}
	}
	inner := r.reading(target)
	p := path{rel, named.Table, target}
	from, on := inner.aliased(target), sq.Sqlizer(nil)
	if rel.Through == nil {
		on = r.acrossPairs(p, inner)
	} else {
		alias := r.associationAlias(p)
		from = r.table(rel.Through.Table) + " AS " + alias + " JOIN " + from + " ON "
		near := inner.associated(alias, rel.Through.Remote, target, rel.Remote)
		on = concat(near, " WHERE ", r.associated(alias, rel.Through.Local, named.Table, rel.Local))
	}
	if rel.Through == nil {
		from += " WHERE "
	}
	parts := []any{"EXISTS (SELECT 1 FROM " + from, on}
	if more := inner.conjunction(slices.Concat(prototype.OwnConditions(rel, named.Table), prototype.Conditions(rel, target), n.Preds, inner.filters.of(target))); more != nil {
		parts = append(parts, " AND ", more)
	}
	return concat(append(parts, ")")...)
}

// reading returns a renderer for a sub-select of t, under another name where t's own is one that is read around it.
func (r *renderer) reading(t *ast.Table) *renderer {
	inner := r.nested()
	if slices.Contains(inner.outer, t) {
		inner.outer = slices.DeleteFunc(slices.Clone(inner.outer), func(other *ast.Table) bool { return other == t })
		inner.rename(t, r.freeName(t))
	}
	inner.from = []*ast.Table{t}
	return inner
}

// rename gives t another name, here and in what is rendered inside.
func (r *renderer) rename(t *ast.Table, name string) {
	if r.renamed = maps.Clone(r.renamed); r.renamed == nil {
		r.renamed = map[*ast.Table]string{}
	}
	r.renamed[t] = name
}

// freeName returns a name for t that no table goes by here.
func (r *renderer) freeName(t *ast.Table) string {
	taken := slices.Collect(maps.Values(r.renamed))
	for _, other := range slices.Concat(r.outer, r.from) {
		taken = append(taken, other.Alias)
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("%s_%d", r.dialect.LastName(t.Mapping.Table), i); !slices.Contains(taken, name) {
			return name
		}
	}
}

// acrossPairs renders the equality of a direct relationship's columns, where inner reads the target and r the owner.
func (r *renderer) acrossPairs(p path, inner *renderer) sq.Sqlizer {
	var parts []any
	for i := range p.rel.Local {
		if i > 0 {
			parts = append(parts, " AND ")
		}
		remote, local := p.target.Columns[p.rel.Remote[i].Index], p.owner.Columns[p.rel.Local[i].Index]
		parts = append(parts, inner.column(remote), " = ", r.column(local))
	}
	return concat(parts...)
}
