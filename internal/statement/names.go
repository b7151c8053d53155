package statement

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Reads tells which mapped tables a statement names, and whether it may read others: it holds text, or names a keyless
// table, which may be a view.
func Reads(s Statement) (mappings []*mapper.Mapping, opaque bool) {
	w := &walker{}
	w.statement(&s)
	for _, t := range w.tables {
		if !t.Derived && !slices.Contains(mappings, t.Mapping) {
			mappings = append(mappings, t.Mapping)
			w.opaque = w.opaque || t.Mapping.Keyless
		}
	}
	return mappings, w.opaque
}

// walker gathers the tables that nodes name, in the order in which they come first.
type walker struct {
	tables  []*Table
	shallow bool // leave sub-selects out
	opaque  bool
	secret  bool // a secret column is named

	correlated bool     // of sub-selects, take only what they name of the tables around
	around     []*Table // those
}

func (w *walker) statement(s *Statement) {
	if s.entity != nil {
		w.add(s.entity)
	}
	s.each(func(c clause) { w.node(c.node) })
}

func (w *walker) add(t *Table) {
	if !slices.Contains(w.tables, t) {
		w.tables = append(w.tables, t)
	}
}

func (w *walker) node(n *Node) {
	if n == nil {
		return
	}
	if n.kind == has && w.shallow {
		w.node(n.left)
		return
	}
	w.node(n.left)
	w.node(n.right)
	if n.kind == has && w.correlated {
		w.withinHas(n)
		return
	}
	switch v := n.value.(type) {
	case *Column:
		w.add(v.Table)
		w.secret = w.secret || v.Column.Secret
	case *Table:
		w.add(v)
	case *Relation:
		w.relation(v)
	case []*Node:
		w.nodes(v)
	case *function:
		w.nodes(v.args)
	case *Node:
		w.node(v)
	case *pieces:
		w.opaque = true
		w.nodes(v.nodes)
	case *Fragment:
		w.opaque = true
	case Statement:
		switch {
		case w.correlated:
			w.within(&v)
		case !w.shallow:
			w.statement(&v)
		}
	}
}

func (w *walker) nodes(nodes []*Node) {
	for _, n := range nodes {
		w.node(n)
	}
}

// relation adds the tables at both ends of a relationship. What it leads to is read by a sub-select of its own.
func (w *walker) relation(r *Relation) {
	w.add(r.Table)
	if t, err := TableFor(r.target(), ""); err == nil && !w.shallow && !w.correlated {
		w.add(t)
	}
}
