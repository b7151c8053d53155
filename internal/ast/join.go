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
