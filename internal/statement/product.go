package statement

import (
	"fmt"
	"slices"
)

// tied refuses tables that FROM lists because the statement names them, and that nothing ties together: every row of one would
// meet every row of the other. Text may tie anything, and rows that no table holds may be one.
// Source: SQLAlchemy, "FROM linting", which warns of it.
func (r *renderer) tied(s *Statement, own []*Table, joined []*Node) error {
	groups := groupsOf(slices.Concat(own, r.outer))
	for _, n := range joined {
		w := &walker{}
		w.node(n)
		if n.kind != joining || len(n.value.([]*Node)) == 0 && n.left.kind != along || w.opaque {
			return nil // the mapping ties it to one of them, or text does
		}
		groups = groups.merged(w.tables)
	}
	for _, part := range []Part{WherePart, HavingPart} {
		for _, n := range s.nodes(part) {
			if groups = groups.tiedBy(n); groups == nil {
				return nil
			}
		}
	}
	real := slices.DeleteFunc(slices.Clone(own), func(t *Table) bool { return t.Derived })
	for _, t := range real[min(1, len(real)):] {
		if first := real[0]; !groups.together(first, t) {
			return fmt.Errorf("nothing ties %s and %s together, so every row of one would meet every row of the other: join them, or say From(..) "+
				"with both if that is meant", r.aliased(first), r.aliased(t))
		}
	}
	return nil
}

// tableGroups are tables that predicates tie together.
type tableGroups [][]*Table

func groupsOf(tables []*Table) (groups tableGroups) {
	for _, t := range tables {
		groups = append(groups, []*Table{t})
	}
	return groups
}

// merged is groups with those of the tables as one.
func (g tableGroups) merged(tables []*Table) (merged tableGroups) {
	var one []*Table
	for _, group := range g {
		if slices.ContainsFunc(group, func(t *Table) bool { return slices.Contains(tables, t) }) {
			one = append(one, group...)
		} else {
			merged = append(merged, group)
		}
	}
	for _, t := range tables {
		if !slices.Contains(one, t) {
			one = append(one, t)
		}
	}
	return append(merged, one)
}

// tiedBy is groups with what a predicate compares as one; nil where text may compare anything.
func (g tableGroups) tiedBy(n *Node) tableGroups {
	if n.kind == all || n.kind == some {
		for _, inner := range n.value.([]*Node) {
			if g = g.tiedBy(inner); g == nil {
				return nil
			}
		}
		return g
	}
	w := &walker{}
	w.node(n)
	if w.opaque {
		return nil
	}
	return g.merged(w.tables)
}

func (g tableGroups) together(a, b *Table) bool {
	return slices.ContainsFunc(g, func(group []*Table) bool { return slices.Contains(group, a) && slices.Contains(group, b) })
}
