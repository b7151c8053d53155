package ast

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drey-db/drey/internal/mapper"
)

// Strategy is how related entities are loaded.
type Strategy uint8

// The strategies.
const (
	LoadSelectIn      Strategy = iota + 1 // by one more SELECT for all owners
	LoadJoined                            // by a LEFT JOIN
	LoadContainsEager                     // from a join that the query has
)

// Load is a relationship to load with the entities that a SELECT reads.
type Load struct {
	Table        *Table               // of the owner, as the prototype names it
	Relationship *mapper.Relationship // resolved
	Strategy     Strategy
	Where, Order []*Node // of LoadSelectIn: which entities, and in which order
	Limit        *int    // of LoadSelectIn: for each owner; nil: all
	Then         []*Load // what is loaded with the entities loaded

	relation *Relation
	then     []*Node
}

// LoadExpr is a relationship to load. It is no part of a statement's text.
type LoadExpr struct {
	Node
	Load
}

var loadHeader = newHeader("load", None)

// Loading returns a relationship to load.
func Loading(r *Node, how Strategy) *Node {
	named, ok := r.Expr().(*Relation)
	if !ok {
		return r
	}
	return newNode(&LoadExpr{loadHeader, Load{Table: named.Table, Strategy: how, relation: named}})
}

// walk goes through the load as well: its arguments are not the statement's, but what is wrong with it is.
func (n *LoadExpr) walk(w *Walk) {
	s := step{same: n.relation, op: Op(n.Strategy)}
	if n.Limit != nil {
		s.size = 1
	}
	w.step(s)
	w.nodes(&n.Where)
	w.nodes(&n.Order)
	w.nodes(&n.then)
}

// LoadThen returns n with relationships to load with the entities loaded.
func LoadThen(n *Node, paths []*Node) *Node {
	return refine(n, func(l *Load) { l.then = slices.Concat(l.then, paths) })
}

// LoadWhere returns n with predicates that the entities loaded fulfil.
func LoadWhere(n *Node, preds []*Node) *Node {
	return refine(n, func(l *Load) { l.Where = slices.Concat(l.Where, preds) })
}

// LoadOrder returns n with terms by which each owner's entities are sorted.
func LoadOrder(n *Node, terms []*Node) *Node {
	return refine(n, func(l *Load) { l.Order = slices.Concat(l.Order, terms) })
}

// LoadLimit returns n with no more than limit entities for each owner.
func LoadLimit(n *Node, limit int) *Node {
	if limit < 0 {
		return Invalidf("LIMIT of a load is negative")
	}
	return refine(n, func(l *Load) { l.Limit = &limit })
}

func refine(n *Node, change func(*Load)) *Node {
	loading, ok := n.Expr().(*LoadExpr)
	if !ok {
		return n
	}
	refined := &LoadExpr{loadHeader, loading.Load}
	change(&refined.Load)
	return newNode(refined)
}

// Loads returns the relationships to load with the entities of a SELECT, in the order given; of a compound, those of its first
// query.
func (s *Statement) Loads() ([]*Load, error) {
	if s.kind == CompoundKind {
		return s.first().Loads()
	}
	return ResolveLoads(s.Nodes(LoadingPart))
}

// ResolveLoads returns the relationships that nodes, made by [Loading], name to load. What is wrong with them comes back
// together.
func ResolveLoads(nodes []*Node) (loads []*Load, err error) {
	for _, n := range nodes {
		l, wrong := resolved(n)
		if wrong == nil {
			loads = append(loads, l)
		}
		err = errors.Join(err, wrong)
	}
	return loads, err
}

// resolved returns a copy of the node's Load, resolved.
func resolved(n *Node) (*Load, error) {
	if err := Err(n); err != nil {
		return nil, err
	}
	l := n.Expr().(*LoadExpr).Load
	var err error
	if l.Relationship, err = l.relation.Resolve(); err != nil {
		return nil, err
	}
	if err = l.check(); err != nil {
		return nil, err
	}
	l.Then, err = ResolveLoads(l.then)
	for _, then := range l.Then {
		if then.Relationship.Owner != l.Relationship.Target {
			err = errors.Join(err, fmt.Errorf("%s is loaded below %s, which leads to a %s: give Then a relationship of that",
				then.Relationship.Name(), l.Relationship.Name(), l.Relationship.Target.Name()))
		}
	}
	return &l, err
}

// check refuses what the strategy cannot do.
func (l *Load) check() error {
	name := l.Relationship.Name()
	for _, n := range slices.Concat(l.Where, l.Order) {
		if err := Err(n); err != nil {
			return fmt.Errorf("loading %s: %w", name, err)
		}
	}
	switch {
	case l.Strategy == LoadJoined && l.Relationship.Many():
		return fmt.Errorf("%s is a list, and a join would repeat its owner: load it with SelectIn", name)
	case l.Strategy != LoadSelectIn && (len(l.Where) > 0 || len(l.Order) > 0 || l.Limit != nil):
		return fmt.Errorf("loading %s takes no Where, OrderBy or Limit where it reads a join: say SelectIn, or filter the query", name)
	}
	return nil
}
