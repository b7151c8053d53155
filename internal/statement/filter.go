package statement

import (
	"maps"
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// Restrict says that pred, in terms of t, is true of every row of t's table that a statement reads or writes, under whatever
// name. It stands in the FilterPart of a statement and goes for all inside it.
func Restrict(t *Table, pred *Node) *Node {
	return newNode(filter, None, pred, nil, t).hashed(t.hash)
}

// Wheres are the predicates of the statement's WHERE.
func (s *Statement) Wheres() []*Node { return s.nodes(WherePart) }

// heed takes over the filters of s, or lets go of those around it.
func (r *renderer) heed(s *Statement) {
	if own := s.nodes(FilterPart); len(own) > 0 {
		r.filters = own
	}
	if s.Unfiltered() {
		r.filters = nil
	}
}

// filtersOf is the filters of t's table, in terms of t.
func (r *renderer) filtersOf(t *Table) (preds []*Node) {
	for _, n := range r.filters {
		if n.value.(*Table).Mapping == t.Mapping && !t.Derived {
			preds = append(preds, newNode(filter, None, n.left, Source(t), n.value))
		}
	}
	return preds
}

// filtering renders a filter where another name stands for the table that it names. What it reads itself is not filtered.
func (r *renderer) filtering(n *Node) sq.Sqlizer {
	named, t := n.value.(*Table), n.right.value.(*Table)
	inner := *r
	inner.filters = nil
	if named != t {
		inner.renamed = maps.Clone(r.renamed)
		if inner.renamed == nil {
			inner.renamed = map[*Table]string{}
		}
		inner.renamed[named] = r.spoken(t)
		inner.from = append(slices.DeleteFunc(slices.Clone(r.from), func(other *Table) bool { return other == t || other == named }), named)
	}
	rendered := inner.predicate(n.left)
	r.links = inner.links
	return rendered
}

// spoken is the name by which t's columns can be called, without a schema.
func (r *renderer) spoken(t *Table) string {
	if name, ok := r.renamed[t]; ok {
		return name
	}
	if t.Alias != "" {
		return t.Alias
	}
	return lastName(t.Mapping.Table)
}

// plain is a table in FROM or JOIN. Its filters are owed to WHERE or ON, but where a RIGHT or FULL JOIN would bring rows
// back that they leave out, the table stands as a sub-select.
func (r *renderer) plain(t *Table) sq.Sqlizer {
	preds := r.filtersOf(t)
	switch {
	case len(preds) == 0:
	case r.bringsBack:
		return r.sifted(t, preds)
	default:
		r.owed = append(r.owed, preds...)
	}
	return sq.Expr(r.aliased(t))
}

// sifted is a table as a sub-select of the rows that its filters leave in.
func (r *renderer) sifted(t *Table, preds []*Node) sq.Sqlizer {
	name := r.spoken(t)
	if r.renamed = maps.Clone(r.renamed); r.renamed == nil {
		r.renamed = map[*Table]string{}
	}
	r.renamed[t] = name
	inner := r.sibling()
	inner.from = []*Table{t}
	return concat("(SELECT * FROM ", r.aliased(t), " WHERE ", inner.conjunction(preds), ") AS "+r.identifier(name))
}

// on renders what the ON of a join is given, and in a LEFT JOIN the filters of what it joins; nil for nothing.
func (r *renderer) on(n *Node) sq.Sqlizer {
	preds := n.value.([]*Node)
	if n.op == OpLeftJoin {
		preds = slices.Concat(preds, r.owed[r.settled:])
		r.owed = r.owed[:r.settled]
	}
	return r.conjunction(preds)
}

// keptOut says whether a join of nodes brings rows back that WHERE or ON would leave out.
func keptOut(joins []*Node) bool {
	return slices.ContainsFunc(joins, func(n *Node) bool { return n.op == OpRightJoin || n.op == OpFullJoin })
}
