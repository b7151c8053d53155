package statement

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

// Loading is a relationship to load. It is no part of a statement's text.
func Loading(r *Node, how Strategy) *Node {
	if r.kind == invalid {
		return r
	}
	named := r.value.(*Relation)
	return newNode(loading, None, nil, nil, &Load{Table: named.Table, Strategy: how, relation: named})
}

// LoadThen is n with relationships to load with the entities loaded.
func LoadThen(n *Node, paths []*Node) *Node {
	return refine(n, func(l *Load) { l.then = slices.Concat(l.then, paths) })
}

// LoadWhere is n with predicates that the entities loaded fulfil.
func LoadWhere(n *Node, preds []*Node) *Node {
	return refine(n, func(l *Load) { l.Where = slices.Concat(l.Where, preds) })
}

// LoadOrder is n with terms by which each owner's entities are sorted.
func LoadOrder(n *Node, terms []*Node) *Node {
	return refine(n, func(l *Load) { l.Order = slices.Concat(l.Order, terms) })
}

// LoadLimit is n with no more than limit entities for each owner.
func LoadLimit(n *Node, limit int) *Node {
	if limit < 0 {
		return invalidf("LIMIT of a load is negative")
	}
	return refine(n, func(l *Load) { l.Limit = &limit })
}

func refine(n *Node, change func(*Load)) *Node {
	if n.kind == invalid {
		return n
	}
	l := *n.value.(*Load)
	change(&l)
	return newNode(loading, None, nil, nil, &l)
}

// Loads is the relationships to load with the entities of a SELECT, in the order given; of a compound, those of its first
// query.
func (s *Statement) Loads() ([]*Load, error) {
	if s.kind == CompoundKind {
		return s.first().Loads()
	}
	return ResolveLoads(s.nodes(LoadingPart))
}

// ResolveLoads is the relationships that nodes, made by [Loading], say to load. What is wrong with them comes back
// together.
func ResolveLoads(nodes []*Node) (loads []*Load, err error) {
	for _, n := range nodes {
		l, wrong := n.load()
		if wrong == nil {
			loads = append(loads, l)
		}
		err = errors.Join(err, wrong)
	}
	return loads, err
}

// load is a copy of the node's Load, resolved.
func (n *Node) load() (*Load, error) {
	if n.kind == invalid {
		return nil, n.value.(error)
	}
	l := *n.value.(*Load)
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
		if n.kind == invalid {
			return fmt.Errorf("loading %s: %w", name, n.value.(error))
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
