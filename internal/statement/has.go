package statement

import (
	"fmt"
	"maps"
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// Has says that the relationship r leads to a row where every predicate is true.
func Has(r *Node, preds []*Node) *Node {
	if r.kind == invalid {
		return r
	}
	return newNode(has, None, r, nil, preds).hashed(hashNodes(preds))
}

// has renders EXISTS over the rows that a relationship leads to.
func (r *renderer) has(n *Node) sq.Sqlizer {
	named := n.left.value.(*Relation)
	rel, err := named.Resolve()
	if err != nil {
		return failed{err}
	}
	target, err := TableFor(named.target(), "")
	if err != nil {
		return failed{err}
	}
	inner := r.reading(target)
	l := link{rel, named.Table, target}
	from, on := inner.aliased(target), sq.Sqlizer(nil)
	if rel.Through == nil {
		on = r.acrossPairs(l, inner)
	} else {
		alias := r.associationAlias(l)
		from = canonical(r.dialect.TableName(rel.Through.Table)) + " AS " + alias + " JOIN " + from + " ON "
		near := inner.associated(alias, rel.Through.Remote, target, rel.Remote)
		on = concat(near, " WHERE ", r.associated(alias, rel.Through.Local, named.Table, rel.Local))
	}
	if rel.Through == nil {
		from += " WHERE "
	}
	parts := []any{"EXISTS (SELECT 1 FROM " + from, on}
	if more := inner.conjunction(slices.Concat(n.value.([]*Node), inner.filtersOf(target))); more != nil {
		parts = append(parts, " AND ", more)
	}
	return concat(append(parts, ")")...)
}

// reading is a renderer for a sub-select of t, under another name where t's own is one that is read around it.
func (r *renderer) reading(t *Table) *renderer {
	inner := r.nested()
	if slices.Contains(inner.outer, t) {
		inner.outer = slices.DeleteFunc(slices.Clone(inner.outer), func(other *Table) bool { return other == t })
		if inner.renamed = maps.Clone(r.renamed); inner.renamed == nil {
			inner.renamed = map[*Table]string{}
		}
		inner.renamed[t] = r.freeName(t)
	}
	inner.from = []*Table{t}
	return inner
}

// freeName is a name for t that no table goes by here.
func (r *renderer) freeName(t *Table) string {
	taken := slices.Collect(maps.Values(r.renamed))
	for _, other := range slices.Concat(r.outer, r.from) {
		taken = append(taken, other.Alias)
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("%s_%d", lastName(t.Mapping.Table), i); !slices.Contains(taken, name) {
			return name
		}
	}
}

// acrossPairs renders the equality of a direct relationship's columns, where inner reads the target and r the owner.
func (r *renderer) acrossPairs(l link, inner *renderer) sq.Sqlizer {
	var parts []any
	for i := range l.rel.Local {
		if i > 0 {
			parts = append(parts, " AND ")
		}
		parts = append(parts, inner.column(&Column{l.target, l.rel.Remote[i]}), " = ", r.column(&Column{l.owner, l.rel.Local[i]}))
	}
	return concat(parts...)
}
