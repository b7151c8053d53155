package ast

import (
	"slices"
	"sync"

	"github.com/drey-db/drey/internal/mapper"
)

// Reads returns the mapped tables that a statement names, whether it may read others: it holds text, calls a function that the caller
// named, or names a keyless table, which may be a view; and whether it Calls.
func Reads(s Statement) (mappings []*mapper.Mapping, opaque, calls bool) {
	t := newTables()
	defer t.release()
	t.statement(&s)
	add := func(m *mapper.Mapping) {
		if !slices.Contains(mappings, m) {
			mappings = append(mappings, m)
			opaque = opaque || m.Keyless
		}
	}
	for _, one := range t.list {
		if !one.Derived {
			add(one.Mapping)
		}
	}
	for _, r := range t.relations {
		if found, err := r.Resolve(); err == nil {
			add(found.Target)
		}
	}
	return mappings, opaque || t.opaque || t.calls, t.calls
}

// Calls reports whether a statement may do more than read: it calls a function that the caller named, by itself or in text.
func Calls(s Statement) bool {
	t := newTables()
	defer t.release()
	t.statement(&s)
	return t.calls
}

// ReadsAny reports whether a statement names a mapped table of which is says so.
func ReadsAny(s Statement, is func(*mapper.Mapping) bool) bool {
	t := newTables()
	t.statement(&s)
	found := slices.ContainsFunc(t.list, func(one *Table) bool { return !one.Derived && is(one.Mapping) }) ||
		slices.ContainsFunc(t.relations, func(r *Relation) bool {
			to, err := r.Resolve()
			return err == nil && is(to.Target)
		})
	clear(t.list)
	*t = tables{walk: t.walk, list: t.list[:0]}
	tablesPool.Put(t)
	return found
}

// Named returns the tables that nodes name outside their sub-selects, in the order in which they come first, and whether they
// name a secret column.
func Named(nodes []*Node) (list []*Table, secret bool) {
	t := newTables()
	defer t.release()
	t.shallow = true
	t.nodes(nodes)
	return t.list, t.secret
}

// Tables returns the tables that a node and its sub-selects name.
func Tables(n *Node) []*Table {
	t := newTables()
	defer t.release()
	t.node(n)
	return t.list
}

// Mentioned returns the tables that a SELECT names in what it reads and compares, in the order in which they come first. An ON
// brings none: its tables are joined, or read already.
func (s *Statement) Mentioned() []*Table {
	t := newTables()
	defer t.release()
	t.shallow = true
	if s.entity != nil {
		t.add(s.entity)
	}
	s.each(func(c clause) {
		switch c.part {
		case ColumnPart, WherePart, GroupPart, HavingPart, OrderPart:
			t.node(c.node)
		}
	})
	return t.list
}

// Correlated returns the tables that nodes name, but those that sub-selects read themselves, where around is read around
// nodes, and whether they hold text, which may name any.
func Correlated(nodes []*Node, around []*Table) (list []*Table, opaque bool) {
	t := newTables()
	defer t.release()
	t.correlated, t.around = true, around
	t.nodes(nodes)
	return t.list, t.opaque
}

// tables gathers the tables that nodes name, in the order in which they come first.
type tables struct {
	list      []*Table
	relations []*Relation // whose other ends are read by sub-selects of their own
	shallow   bool        // leave sub-selects out
	opaque    bool
	calls     bool // a function that the caller named
	secret    bool // a secret column is named

	correlated bool     // of sub-selects, take only what they name of the tables around
	around     []*Table // those

	walk *Walk // that shows t what it meets
}

// tablesPool are those that gather tables, which happens each time that a session reads.
var tablesPool sync.Pool

func newTables() *tables {
	if t, ok := tablesPool.Get().(*tables); ok {
		return t
	}
	t := &tables{}
	t.walk = &Walk{task: visiting, visit: t.visit}
	return t
}

func (t *tables) release() {
	*t = tables{walk: t.walk}
	tablesPool.Put(t)
}

func (t *tables) statement(s *Statement) {
	if s.entity != nil {
		t.add(s.entity)
	}
	s.each(func(c clause) { t.node(c.node) })
}

func (t *tables) add(table *Table) {
	if table != nil && !slices.Contains(t.list, table) {
		t.list = append(t.list, table)
	}
}

func (t *tables) node(n *Node) { t.walk.node(&n) }

func (t *tables) nodes(nodes []*Node) {
	for _, n := range nodes {
		t.node(n)
	}
}

// visit takes what one node names, and reports whether what it is made of counts as well.
func (t *tables) visit(n *Node) bool {
	switch n := n.Expr().(type) {
	case *Column:
		t.column(n)
	case *ExcludedExpr:
		t.column(n.Column)
	case *Relation:
		t.add(n.Table)
		t.relations = append(t.relations, n)
	case *TextExpr:
		t.opaque, t.calls = true, t.calls || callsFunction(n.SQL)
	case *TemplateExpr:
		t.opaque, t.calls = true, t.calls || slices.ContainsFunc(n.Texts, callsFunction)
	case *TableNameExpr:
		t.opaque = true
	case *CallExpr:
		t.calls = t.calls || n.Named
	case *HasExpr:
		return t.has(n)
	case *SubqueryExpr:
		t.subquery(&n.Statement)
		return false
	case *LoadExpr:
		t.load(n)
		return false
	case *EntityExpr:
		t.add(n.Table)
	case *LockOptionExpr:
		t.add(n.Table)
	case *FilterExpr:
		t.add(n.As)
		t.node(n.Pred)
		t.add(n.Table)
		return false
	case *CTEExpr:
		t.node(n.Query)
		t.add(n.Table)
		return false
	case *AlongExpr:
		t.node(n.Relation)
		t.add(n.Table)
		return false
	case *DerivedExpr:
		t.node(n.Rows)
		t.add(n.Table)
		return false
	case *Table:
		t.add(n)
	}
	return true
}

// load takes of a load, which is a statement of its own, whether it may do more than read.
func (t *tables) load(n *LoadExpr) {
	if len(n.Where)+len(n.Order)+len(n.then) == 0 {
		return
	}
	inner := newTables()
	defer inner.release()
	inner.nodes(n.Where)
	inner.nodes(n.Order)
	inner.nodes(n.then)
	t.calls = t.calls || inner.calls
}

func (t *tables) column(c *Column) {
	t.add(c.Table)
	t.secret = t.secret || c.Column.Secret
}

// has reports whether the predicates about what a relationship leads to are part of what names tables here.
func (t *tables) has(n *HasExpr) bool {
	switch {
	case t.shallow:
		t.node(n.Relation)
		return false
	case !t.correlated:
		return true
	}
	t.node(n.Relation)
	target := n.Relation.Expr().(*Relation).Target()
	inner, opaque := Correlated(n.Preds, t.around)
	t.opaque = t.opaque || opaque
	for _, one := range inner {
		if one.Derived || one.Alias != "" || one.Mapping.Type != target {
			t.add(one)
		}
	}
	return false
}

// subquery takes what a sub-select names.
func (t *tables) subquery(s *Statement) {
	switch {
	case t.correlated:
		t.outer(s)
	case !t.shallow:
		t.statement(s)
	}
}

// outer adds the tables around a sub-select that it names.
func (t *tables) outer(s *Statement) {
	inner := newTables()
	defer inner.release()
	inner.correlated, inner.around = true, t.around
	inner.statement(s)
	t.opaque = t.opaque || inner.opaque
	own := s.reads(t.around)
	for _, one := range inner.list {
		if !slices.Contains(own, one) {
			t.add(one)
		}
	}
}

// reads returns the tables that a sub-select reads itself, where around is read around it.
func (s *Statement) reads(around []*Table) (own []*Table) {
	for _, n := range slices.Concat(s.Nodes(FromPart), s.Nodes(JoinPart)) {
		if t := SourceTable(n); t != nil {
			own = append(own, t)
		}
	}
	found := s.Mentioned()
	switch {
	case s.Has(FromPart):
		return own
	case len(found) > 1:
		found = slices.DeleteFunc(found, func(t *Table) bool { return slices.Contains(around, t) })
	}
	return append(own, found...)
}
