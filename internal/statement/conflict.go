package statement

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// Conflict is ON CONFLICT target WHERE where op: target is nil, made by [Terms] or by [Constraint]; where is predicates of a
// partial index; op is OpDoNothing or OpDoUpdate, which sets every inserted column where sets is empty.
func Conflict(target *Node, where []*Node, op Op, sets []*Node) *Node {
	return newNode(conflict, op, target, Terms(where), sets).hashed(hashNodes(sets))
}

// Constraint is the name of a constraint as the target of a conflict.
func Constraint(name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(constraint, None, nil, nil, name).hashed(hashText(seed, name))
}

// Excluded is left, a column, of the row that a conflict kept from being inserted.
func Excluded(left *Node) *Node {
	c := left.Column()
	if left.kind != column {
		return left
	}
	return newNode(excluded, None, nil, nil, c).hashed(left.hash)
}

func (r *renderer) excluded(n *Node) sq.Sqlizer {
	if !r.excluding {
		return failf("Excluded and ToExcluded stand in DoUpdate only")
	}
	return sq.Expr("excluded." + r.identifier(n.Column().Column.Name))
}

// conflicting is an INSERT with its ON CONFLICT, if it has one.
func (r *renderer) conflicting(s *Statement, insert sq.Sqlizer) sq.Sqlizer {
	n, where := s.last(ConflictPart), s.nodes(WherePart)
	switch {
	case n == nil && len(where) > 0:
		return failf("an INSERT has a WHERE with DoUpdate only: say OnConflict(...).DoUpdate(...)")
	case n == nil:
		return insert
	case n.op != OpDoUpdate && len(where) > 0:
		return failf("DoNothing takes no WHERE: filter what is inserted")
	}
	if err := r.need(Upserts, "ON CONFLICT"); err != nil {
		return failed{err}
	}
	target, err := r.conflictTarget(n)
	if err != nil {
		return failed{err}
	}
	parts := []any{insert, " ON CONFLICT", target, " " + opText[n.op]}
	if n.op == OpDoNothing {
		return concat(parts...)
	}
	update, err := r.conflictUpdate(s, n, where)
	if err != nil {
		return failed{err}
	}
	return concat(append(parts, " SET ", update)...)
}

func (r *renderer) conflictTarget(n *Node) (sq.Sqlizer, error) {
	switch {
	case n.left == nil && n.op == OpDoUpdate:
		return nil, errors.New("DoUpdate needs to know which conflict: say OnConflict(columns...) or OnConstraint(name)")
	case n.left == nil:
		return sq.Expr(""), nil
	case n.left.kind == invalid:
		return nil, n.left.value.(error)
	case n.left.kind == constraint:
		return sq.Expr(" ON CONSTRAINT " + r.identifier(n.left.value.(string))), r.need(ConstraintTargets, "ON CONFLICT ON CONSTRAINT")
	}
	bare := r.sibling()
	bare.unqualified = true
	list := concat(" (", bare.terms(n.left.value.([]*Node), bare.indexed), ")")
	if where := bare.conjunction(n.right.value.([]*Node)); where != nil {
		return concat(list, " WHERE ", where), nil
	}
	return list, nil
}

// indexed renders a column or an expression of an index.
func (r *renderer) indexed(n *Node) sq.Sqlizer {
	switch n.kind {
	case column, call, invalid:
		return r.value(n)
	case collation:
		return r.value(n)
	}
	return concat("(", r.value(n), ")")
}

// conflictUpdate renders what DO UPDATE sets, and where. The row that is there goes by the table's name without its schema.
func (r *renderer) conflictUpdate(s *Statement, n *Node, where []*Node) (sq.Sqlizer, error) {
	inner := r.sibling()
	inner.from, inner.excluding = []*Table{s.entity}, true
	inner.renamed = map[*Table]string{s.entity: lastName(s.entity.Mapping.Table)}
	sets, err := inner.conflictSets(s.entity, n, r.inserted)
	if err != nil {
		return nil, err
	}
	var parts []any
	for i, set := range sets {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, r.identifier(set.column.Name)+" = ", set.value)
	}
	if where := inner.conjunction(where); where != nil {
		parts = append(parts, " WHERE ", where)
	}
	return concat(parts...), nil
}

// conflictSets is what DO UPDATE says, else every inserted column but the target's, the key and the version; and the
// columns tagged onupdate that it leaves alone.
func (r *renderer) conflictSets(t *Table, n *Node, inserted []*mapper.Column) ([]assignment, error) {
	given := n.value.([]*Node)
	if len(given) == 0 {
		given = defaultSets(t, n.left, inserted)
	}
	if len(given) == 0 {
		return nil, fmt.Errorf("DoUpdate on %s has nothing to set: say what, or DoNothing", t.Name())
	}
	return r.updated(t, given)
}

// is says whether n is a column of t.
func (n *Node) is(t *Table, c *mapper.Column) bool {
	named := n.Column()
	return n.kind == column && named.Table == t && named.Column == c
}

func defaultSets(t *Table, target *Node, inserted []*mapper.Column) (sets []*Node) {
	for _, c := range inserted {
		left := t.columns[c.Index]
		isTarget := target.kind == terms && slices.ContainsFunc(target.value.([]*Node), func(n *Node) bool { return n.is(t, c) })
		if !isTarget && !slices.Contains(t.Mapping.Key, c) && c != t.Mapping.Version {
			sets = append(sets, Assign(left, Excluded(left)))
		}
	}
	return sets
}
