package ast

import (
	"fmt"
	"slices"
)

// SubqueryExpr is a statement inside another.
type SubqueryExpr struct {
	Node
	Statement Statement
}

// Subquery returns a statement inside another.
func Subquery(s Statement) *Node {
	return newNode(&SubqueryExpr{newHeader("subquery", None, s.hash), s})
}

func (n *SubqueryExpr) walk(w *Walk) { w.statement(&n.Statement) }

func (n *SubqueryExpr) values() []*Node {
	if columns := n.Statement.Nodes(ColumnPart); len(columns) == 1 {
		return columns
	}
	return nil
}

// QueryOf returns the statement that n is, nil when n is something else.
func QueryOf(n *Node) *Statement {
	if q, ok := n.Expr().(*SubqueryExpr); ok {
		return &q.Statement
	}
	return nil
}

// Single returns query where one value is expected; a SELECT of several columns is an error.
func Single(query *Node) *Node {
	if s := QueryOf(query); s != nil && s.Width() > 1 {
		return Invalidf("a sub-select of %d columns stands for one value: select one column", s.Width())
	}
	return query
}

// AlongExpr is Table in JOIN, along Relation, a *Relation that leads to it.
type AlongExpr struct {
	Node
	Relation *Node
	Table    *Table
}

// Along returns t as a target of JOIN, along the relationship r: how their rows find one another follows from the mapping.
func Along(r *Node, t *Table) *Node {
	named, ok := r.Expr().(*Relation)
	if !ok {
		return r
	}
	if t.Derived || t.Mapping.Type != named.Target() {
		return Invalidf("%s.%s does not lead to %s: give a prototype of %s", named.Table.Name(), named.Field, t.Name(), named.Target())
	}
	return newNode(&AlongExpr{newHeader("along", None, hashOf(r), t.hash), r, t})
}

func (n *AlongExpr) walk(w *Walk) { w.identity(n.Table); w.node(&n.Relation) }

// JoinExpr is Op Source ON On.
type JoinExpr struct {
	Node
	Source *Node
	On     []*Node
}

// Join returns op source ON preds, where op is one of the joins.
func Join(op Op, source *Node, preds []*Node) *Node {
	create := func() *Node {
		return newNode(&JoinExpr{newHeader("join", op, hashOf(source), hashNodes(preds)), source, slices.Clone(preds)})
	}
	if len(preds) == 1 && isFixed(source) && isFixed(preds[0]) {
		return fixed(op, source, preds[0], create)
	}
	return create()
}

func (n *JoinExpr) walk(w *Walk) { w.node(&n.Source); w.nodes(&n.On) }

// SourceTable returns the table that a node of FROM or JOIN brings, nil when it is invalid.
func SourceTable(n *Node) *Table {
	switch n := n.Expr().(type) {
	case *Table:
		return n
	case *DerivedExpr:
		return n.Table
	case *AlongExpr:
		return n.Table
	case *JoinExpr:
		return SourceTable(n.Source)
	}
	return nil
}

// CTEExpr is Table AS Op (Query), of WITH.
type CTEExpr struct {
	Node
	Table *Table
	Query *Node
}

// Common returns t AS (query) in WITH. op is None, OpMaterialized or OpNotMaterialized.
func Common(op Op, t *Table, query *Node) *Node {
	switch {
	case !t.Derived:
		return Invalidf("%s is a table: give a CTE's rows a name of their own with builder.Derived", t.Mapping.Name())
	case Err(query) != nil:
		return query
	}
	return newNode(&CTEExpr{newHeader("cte", op, hashOf(query), t.hash), t, query})
}

// Materialize returns the table n of WITH with another op.
func Materialize(n *Node, op Op) *Node {
	c, ok := n.Expr().(*CTEExpr)
	if !ok {
		return n
	}
	return Common(op, c.Table, c.Query)
}

func (n *CTEExpr) walk(w *Walk) { w.identity(n.Table); w.node(&n.Query) }

// Recursive reports whether the query names the table that it makes.
func (n *CTEExpr) Recursive() bool {
	t := newTables()
	defer t.release()
	t.node(n.Query)
	return slices.Contains(t.list, n.Table)
}

// MemberExpr is a query of a compound, behind Op.
type MemberExpr struct {
	Node
	Query *Node
}

// Compound returns queries with op, one of UNION, INTERSECT and EXCEPT, between them.
func Compound(op Op, queries []*Node) Statement {
	s := Statement{kind: CompoundKind, hash: mix(seed, uint64(CompoundKind))}
	for _, q := range queries {
		if Err(q) == nil {
			q = newNode(&MemberExpr{newHeader("member", op, hashOf(q)), q})
		}
		s = s.With(MemberPart, q)
	}
	return s
}

func (n *MemberExpr) walk(w *Walk) { w.node(&n.Query) }

// Simple reports whether the statement may stand beside UNION as it is.
func (s *Statement) Simple() bool {
	for _, p := range []Part{OrderPart, LimitPart, OffsetPart, LockPart, WithPart} {
		if s.Has(p) {
			return false
		}
	}
	return s.kind == SelectKind
}

// WrongWidth returns the error of a table whose rows have another number of columns.
func WrongWidth(t *Table, given int) error {
	return fmt.Errorf("%s has %d columns, but its rows bring %d: select what the struct names, in its order or with Label", t.Alias, len(t.Mapping.Columns), given)
}
