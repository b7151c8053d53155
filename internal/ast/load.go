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
	Where, Order []*Node // which entities; of LoadSelectIn: in which order
	Limit        *int    // of LoadSelectIn: for each owner; nil: all
	Only         []*Node // the columns that are asked for; nil: all
	Then         []*Load // what is loaded with the entities loaded
	Any          bool    // nobody named the relationship, nor said how it is loaded

	led      mapper.Set // columns by which loads of other paths lead on
	relation *Relation  // nil: every relationship of Table to one entity
	then     []*Node
}

// Columns returns the columns to read of the entities loaded, nil for all: those that were asked for, and those without which
// an entity is not known, written, found for its owner, or an owner of what is loaded with it.
func (l *Load) Columns() []*mapper.Column {
	if l.Only == nil {
		return nil
	}
	r, target := l.Relationship, l.Relationship.Target
	asked := mapper.SetOf(target.Key)
	if target.Version != nil {
		asked = asked.With(target.Version.Index)
	}
	if r.Through == nil {
		asked = asked.Union(mapper.SetOf(r.Remote))
	}
	if r.TypeColumn != nil && !r.HoldsKey() {
		asked = asked.With(r.TypeColumn.Index)
	}
	for _, then := range l.Then {
		asked = asked.Union(mapper.SetOf(then.Relationship.Own()))
	}
	asked = asked.Union(l.led)
	for _, n := range l.Only {
		asked = asked.With(ColumnOf(n).Column.Index)
	}
	return slices.DeleteFunc(slices.Clone(target.Columns), func(c *mapper.Column) bool { return !asked.Has(c.Index) })
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

// LoadingOnes returns every relationship of t to one entity, to load as suits the statement.
func LoadingOnes(t *Table) *Node {
	return newNode(&LoadExpr{loadHeader, Load{Table: t, Strategy: LoadJoined, Any: true}})
}

// walk goes through the load as well: its arguments are not the statement's, but what is wrong with it is.
func (n *LoadExpr) walk(w *Walk) {
	s := step{same: n.relation, op: Op(n.Strategy)}
	if n.relation == nil {
		s.same = n.Table
	}
	if n.Limit != nil {
		s.size = 1
	}
	w.step(s)
	w.nodes(&n.Where)
	w.nodes(&n.Order)
	w.nodes(&n.Only)
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

// LoadOnly returns n with columns that alone are read of the entities loaded.
func LoadOnly(n *Node, columns []*Node) *Node {
	return refine(n, func(l *Load) { l.Only = slices.Concat(l.Only, columns) })
}

func refine(n *Node, change func(*Load)) *Node {
	loading, ok := n.Expr().(*LoadExpr)
	if !ok {
		return n
	}
	if loading.relation == nil {
		return Invalidf("ToOne loads every relationship of %s to one entity, as it is: name the one that you mean, as in Joined(&prototype.Field)", loading.Table.Name())
	}
	refined := &LoadExpr{loadHeader, loading.Load}
	change(&refined.Load)
	return newNode(refined)
}

// Loads returns the relationships to load with the entities of a statement, in the order given; of a compound, those of its
// first query before its own.
func (s *Statement) Loads() ([]*Load, error) {
	own, err := ResolveLoads(s.Nodes(LoadingPart))
	if s.kind != CompoundKind {
		return own, err
	}
	loads, wrong := s.first().Loads()
	return append(loads, own...), errors.Join(wrong, err)
}

// ResolveLoads returns the relationships that nodes, made by [Loading] and [LoadingOnes], name to load. What is wrong with them
// comes back together.
func ResolveLoads(nodes []*Node) (loads []*Load, err error) {
	return resolveLoads(nodes, func(a, b *Load) bool { return a.Table == b.Table })
}

// resolveLoads is ResolveLoads where ofOne says which loads of one relationship are of the same entities.
func resolveLoads(nodes []*Node, ofOne func(a, b *Load) bool) (loads []*Load, err error) {
	for _, n := range nodes {
		var wrong error
		if loads, wrong = resolve(loads, n); wrong != nil {
			err = errors.Join(err, wrong)
		}
	}
	return withoutAny(loads, ofOne), err
}

// withoutAny returns loads without those that nobody named where another one is of the same relationship of the same entities.
func withoutAny(loads []*Load, ofOne func(a, b *Load) bool) []*Load {
	if !slices.ContainsFunc(loads, func(l *Load) bool { return l.Any }) {
		return loads
	}
	return slices.DeleteFunc(slices.Clone(loads), func(l *Load) bool {
		return l.Any && slices.ContainsFunc(loads, func(other *Load) bool {
			return other.Relationship == l.Relationship && other != l && !other.Any && ofOne(other, l)
		})
	})
}

// resolve adds what a node names to load.
func resolve(loads []*Load, n *Node) ([]*Load, error) {
	if err := Err(n); err != nil {
		return loads, err
	}
	l := n.Expr().(*LoadExpr).Load
	if l.relation == nil {
		return l.addOnes(loads)
	}
	found, err := l.resolved()
	if err == nil {
		loads = append(loads, found)
	}
	return loads, err
}

// addOnes adds a load of each relationship of l's table to one entity.
func (l Load) addOnes(loads []*Load) ([]*Load, error) {
	all, err := l.Table.Mapping.Relationships()
	before := len(loads)
	for _, r := range all {
		if !r.Many() {
			one := l
			one.Relationship = r
			if len(r.Order) > 0 {
				one.Strategy = LoadSelectIn // the first of several, which no join tells
			}
			loads = append(loads, &one)
		}
	}
	if err == nil && len(loads) == before {
		err = fmt.Errorf("ToOne finds no relationship of %s to one entity: leave it out", l.Table.Name())
	}
	return loads, err
}

// resolved returns l, a copy of a node's, resolved.
func (l Load) resolved() (*Load, error) {
	var err error
	if l.Relationship, err = l.relation.Resolve(); err != nil {
		return nil, err
	}
	if err = l.check(); err != nil {
		return nil, err
	}
	l.Then, err = resolveLoads(l.then, whicheverName)
	l.Then = Replaced(l.Then, whicheverName)
	for _, then := range l.Then {
		if then.Relationship.Owner != l.Relationship.Target {
			err = errors.Join(err, fmt.Errorf("%s is loaded below %s, which leads to a %s: give Then a relationship of that",
				then.Relationship.Name(), l.Relationship.Name(), l.Relationship.Target.Name()))
		}
	}
	return &l, err
}

// ResolveWhole returns Resolve of a relationship that a join or a condition is to follow. It refuses one that leads to the first of several
// in an order, which those do not tell from the others.
func (r *Relation) ResolveWhole() (*mapper.Relationship, error) {
	found, err := r.Resolve()
	if err == nil && !found.Many() && len(found.Order) > 0 {
		err = firstOfSeveral(found)
	}
	return found, err
}

func firstOfSeveral(r *mapper.Relationship) error {
	return fmt.Errorf("%s is the first of several, which no join or condition tells: load it with SelectIn", r.Name())
}

// check refuses what the strategy cannot do.
func (l *Load) check() error {
	name := l.Relationship.Name()
	for _, n := range slices.Concat(l.Where, l.Order, l.Only) {
		if err := Err(n); err != nil {
			return fmt.Errorf("loading %s: %w", name, err)
		}
	}
	for _, n := range l.Only {
		if c := ColumnOf(n); c == nil || c.Table.Mapping != l.Relationship.Target {
			return fmt.Errorf("loading %s: Only names what is no column of %s, which it leads to", name, l.Relationship.Target.Name())
		}
	}
	switch {
	case l.Strategy == LoadJoined && l.Relationship.Many():
		return fmt.Errorf("%s is a list, and a join would repeat its owner: load it with SelectIn", name)
	case l.Strategy == LoadJoined && len(l.Relationship.Order) > 0:
		return firstOfSeveral(l.Relationship)
	case l.Strategy == LoadContainsEager && len(l.Where) > 0:
		return fmt.Errorf("loading %s takes no Where where it reads a join of the query: filter the query", name)
	case l.Strategy != LoadSelectIn && (len(l.Order) > 0 || l.Limit != nil):
		return fmt.Errorf("loading %s takes no OrderBy or Limit where it reads a join: say SelectIn", name)
	}
	return nil
}
