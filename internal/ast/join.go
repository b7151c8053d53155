package ast

import (
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// JoinsAlong returns the names under which a SELECT joins the table that r leads to: along r from owner, and by an ON of the join's own,
// which may say anything.
func (s *Statement) JoinsAlong(r *mapper.Relationship, owner *Table) (along, others []*Table) {
	joins := s.Nodes(JoinPart)
	for i, n := range joins {
		t := SourceTable(n)
		if t == nil || t.Mapping != r.Target || t.Derived {
			continue
		}
		switch join := n.Expr().(*JoinExpr); {
		case join.follows(r, owner, joins[i:]):
			along = append(along, t)
		case join.hasOn():
			others = append(others, t)
		}
	}
	return along, others
}

// MayLack reports whether a row may be without the entity of m that it is read as, because a join keeps rows that find none.
func (s *Statement) MayLack(m *mapper.Mapping) (lacks bool) {
	s.each(func(c clause) {
		switch n := c.node.Expr().(type) {
		case *JoinExpr:
			lacks = lacks || c.part == JoinPart && s.joinLacks(n, m)
		case *MemberExpr:
			query := QueryOf(n.Query)
			lacks = lacks || query != nil && query.MayLack(m)
		}
	})
	return lacks
}

// joinLacks reports whether n keeps rows without the entity of m that the statement reads.
func (s *Statement) joinLacks(n *JoinExpr, m *mapper.Mapping) bool {
	if n.Op != OpLeftJoin {
		return n.Op == OpRightJoin || n.Op == OpFullJoin
	}
	t := SourceTable(n.Source)
	if t == nil || t.Mapping != m || s.entity != nil {
		return t != nil && t == s.entity
	}
	return slices.ContainsFunc(s.Entities(), func(names []*Table) bool { return slices.Contains(names, t) })
}

// follows reports whether the first of joins, which n is, goes along r from owner. Without an ON it goes along the only relationship to what
// was read before.
func (n *JoinExpr) follows(r *mapper.Relationship, owner *Table, joins []*Node) bool {
	along, ok := n.Source.Expr().(*AlongExpr)
	if !ok {
		later := slices.ContainsFunc(joins, func(n *Node) bool { return SourceTable(n) == owner })
		return !n.hasOn() && !r.ViewOnly && !later
	}
	named := along.Relation.Expr().(*Relation)
	found, err := named.Resolve()
	return err == nil && found == r && named.Table == owner
}

// hasOn reports whether n says by itself how rows find one another.
func (n *JoinExpr) hasOn() bool {
	_, along := n.Source.Expr().(*AlongExpr)
	return !along && (n.Op == OpCrossJoin || slices.ContainsFunc(n.On, func(pred *Node) bool { return !IsEmpty(pred) }))
}
