package statement

import (
	"errors"

	sq "github.com/Masterminds/squirrel"
)

// Compound is queries with op, one of UNION, INTERSECT and EXCEPT, between them.
func Compound(op Op, queries []*Node) Statement {
	s := Statement{kind: CompoundKind, hash: mix(seed, uint64(CompoundKind))}
	for _, q := range queries {
		if q.kind != invalid {
			q = newNode(compounding, op, q, nil, nil)
		}
		s = s.With(MemberPart, q)
	}
	return s
}

// compound renders the queries, and the order and page of the whole.
func (r *renderer) compound(s *Statement) sq.Sqlizer {
	var parts []any
	var wrong error
	for i, n := range s.nodes(MemberPart) {
		if n.kind == invalid {
			return failed{n.value.(error)}
		}
		if n.op == OpIntersectAll || n.op == OpExceptAll {
			wrong = errors.Join(wrong, r.need(SetAll, opText[n.op]))
		}
		inner := r.sibling()
		if i == 0 {
			inner.labels = r.labels
		} else {
			parts = append(parts, " "+opText[n.op]+" ")
		}
		parts = append(parts, inner.query(n.left))
	}
	if wrong != nil {
		return failed{wrong}
	}
	return r.whole(s, parts)
}

// whole adds what stands behind the last query and is about all of them.
func (r *renderer) whole(s *Statement, parts []any) sq.Sqlizer {
	r.unqualified = true // the columns of the whole have names, but no table
	if orders := s.nodes(OrderPart); len(orders) > 0 {
		parts = append(parts, " ORDER BY ", r.terms(orders, r.term))
	}
	for _, clause := range r.page(s) {
		parts = append(parts, " ", clause)
	}
	return concat(parts...)
}

// query renders one query of a compound, in parentheses if it has an order, a page or a WITH of its own.
func (r *renderer) query(n *Node) sq.Sqlizer {
	s, ok := n.value.(Statement)
	if !ok {
		return r.value(n)
	}
	if s.Target() != nil {
		return failf("an INSERT, UPDATE or DELETE is no part of a UNION: put it in a CTE")
	}
	query := r.statement(&s)
	switch {
	case s.simple():
		return query
	case r.dialect.Has(NestedSets):
		return concat("(", query, ")")
	}
	return concat("SELECT * FROM (", query, ")")
}

// simple says whether the statement may stand beside UNION as it is.
func (s *Statement) simple() bool {
	for _, p := range []Part{OrderPart, LimitPart, OffsetPart, LockPart, WithPart} {
		if s.has(p) {
			return false
		}
	}
	return s.kind == SelectKind
}
