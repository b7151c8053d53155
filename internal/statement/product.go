package statement

import (
	"fmt"
	"slices"
	"strings"
)

// ties are the tables that a SELECT reads, in groups that its joins and predicates connect.
type ties struct {
	groups [][]*Table
	around []*Table // what the statements around it read: one row of each
	opaque bool     // a predicate holds text, which may connect anything
}

// crossed refuses tables that FROM would list because the statement names them, and that nothing connects: every row of one
// would meet every row of the other.
// Source: SQLAlchemy, "FROM linting", which warns of it.
func (r *renderer) crossed(s *Statement, origins, joined []*Node) error {
	if len(origins) < 2 || s.has(FromPart) {
		return nil
	}
	t := &ties{around: r.outer}
	t.tie(r.outer)
	for _, l := range r.along {
		t.tie([]*Table{l.owner, l.target})
	}
	for _, n := range joined {
		t.join(n, origins[0].value.(*Table), r.from)
	}
	t.predicates(slices.Concat(s.nodes(WherePart), s.nodes(HavingPart)), r.from)
	var list []*Table
	for _, n := range origins {
		list = append(list, n.value.(*Table))
	}
	if t.opaque {
		return nil
	}
	return t.apart(list)
}

// tie connects tables.
func (t *ties) tie(tables []*Table) {
	merged := slices.Clone(tables)
	t.groups = slices.DeleteFunc(t.groups, func(group []*Table) bool {
		touches := slices.ContainsFunc(group, func(one *Table) bool { return slices.Contains(tables, one) })
		if touches {
			merged = append(merged, group...)
		}
		return touches
	})
	t.groups = append(t.groups, merged)
}

// join connects what a join reads with what its ON names. One whose ON names nothing else means all that stands before it.
func (t *ties) join(n *Node, first *Table, read []*Table) {
	own, preds := n.left.value.(*Table), n.value.([]*Node)
	named := t.named(append([]*Node{n.left}, preds...), read)
	said := slices.ContainsFunc(preds, func(pred *Node) bool { return !pred.empty() })
	bound := n.left.kind == bound && (n.left.op == OpLateral || n.left.op == OpTableFunc)
	other := slices.ContainsFunc(named, func(one *Table) bool { return one != own })
	if n.op == OpCrossJoin || bound || said && !other && n.left.kind != along {
		named = append(named, first)
	}
	t.tie(append(named, own))
}

// predicates connects what each predicate names. Those of an AND or OR stand for themselves.
func (t *ties) predicates(preds []*Node, read []*Table) {
	for _, n := range preds {
		if n.kind == all || n.kind == some {
			t.predicates(n.value.([]*Node), read)
			continue
		}
		t.tie(t.named([]*Node{n}, read))
	}
}

// named is the tables that nodes name, but those that sub-selects read themselves.
func (t *ties) named(nodes []*Node, read []*Table) []*Table {
	w := &walker{around: append(read[:len(read):len(read)], t.around...), correlated: true}
	w.nodes(nodes)
	t.opaque = t.opaque || w.opaque
	return w.tables
}

// apart errs when two of tables are connected by nothing. Rows that no table holds are left alone: they may be one.
func (t *ties) apart(tables []*Table) error {
	held := slices.DeleteFunc(slices.Clone(tables), func(one *Table) bool { return one.Derived })
	if len(held) < 2 {
		return nil
	}
	group := t.groupOf(held[0])
	for _, other := range held[1:] {
		if !slices.Contains(group, other) {
			return fmt.Errorf("nothing ties %s and %s together, so every row of one would meet every row of the other: join them, or say From(%s) if every pair is meant",
				held[0].called(), other.called(), strings.Join(callsOf(tables), ", "))
		}
	}
	return nil
}

func (t *ties) groupOf(one *Table) []*Table {
	for _, group := range t.groups {
		if slices.Contains(group, one) {
			return group
		}
	}
	return nil
}

// called is the name by which t goes in a statement.
func (t *Table) called() string {
	if t.Alias != "" {
		return t.Alias
	}
	return t.Mapping.Table
}

func callsOf(tables []*Table) (names []string) {
	for _, t := range tables {
		names = append(names, t.called())
	}
	return names
}

// within adds the tables around a sub-select that it names.
func (w *walker) within(s *Statement) {
	inner := &walker{correlated: true, around: w.around}
	inner.statement(s)
	w.opaque = w.opaque || inner.opaque
	own := s.reads(w.around)
	for _, t := range inner.tables {
		if !slices.Contains(own, t) {
			w.add(t)
		}
	}
}

// withinHas adds the tables around the rows that a relationship leads to which their predicates name.
func (w *walker) withinHas(n *Node) {
	inner := &walker{correlated: true, around: w.around}
	inner.nodes(n.value.([]*Node))
	w.opaque = w.opaque || inner.opaque
	target, _ := TableFor(n.left.value.(*Relation).target(), "")
	for _, t := range inner.tables {
		if t != target {
			w.add(t)
		}
	}
}

// reads is the tables that a sub-select reads itself, where around is read around it.
func (s *Statement) reads(around []*Table) []*Table {
	listed := slices.Concat(s.nodes(FromPart), s.nodes(JoinPart))
	tables, _ := tablesOf(listed)
	found := s.mentioned()
	switch {
	case s.has(FromPart):
		return tables
	case len(found) > 1:
		found = slices.DeleteFunc(found, func(t *Table) bool { return slices.Contains(around, t) })
	}
	return append(tables, found...)
}
