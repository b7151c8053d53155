package statement

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	sq "github.com/Masterminds/squirrel"
)

func (r *renderer) selectStatement(s *Statement) sq.Sqlizer {
	from, joins, err := r.sources(s)
	if err != nil {
		return failed{err}
	}
	q, err := r.columns(s, sq.Select().PlaceholderFormat(sq.Question))
	if err != nil {
		return failed{err}
	}
	if s.has(DistinctPart) {
		q = q.Distinct()
	}
	if from != "" {
		q = q.From(from)
	}
	for _, join := range joins {
		q = q.JoinClause(join)
	}
	for _, pred := range r.predicates(s.nodes(WherePart)) {
		q = q.Where(pred)
	}
	return r.tail(s, q)
}

func (r *renderer) columns(s *Statement, q sq.SelectBuilder) (sq.SelectBuilder, error) {
	if err := s.checkLoad(); err != nil {
		return q, err
	}
	if s.entity != nil {
		for _, c := range s.loaded() {
			q = q.Column(r.item(s.entity.columns[c.Index]))
		}
	}
	for _, n := range s.nodes(ColumnPart) {
		q = q.Column(r.selected(n))
	}
	return q, nil
}

func (s *Statement) checkLoad() error {
	for _, n := range s.nodes(LoadPart) {
		switch c := n.Column(); {
		case n.kind == invalid:
			return n.value.(error)
		case s.entity == nil:
			return errors.New("columns for LoadOnly are an entity's: SelectColumns reads only what it names")
		case c == nil || c.Table != s.entity:
			return fmt.Errorf("what LoadOnly names is no column of %s, the entity that is read", s.entity.Mapping.Name())
		}
	}
	return nil
}

// selected renders what a SELECT or a RETURNING answers.
func (r *renderer) selected(n *Node) sq.Sqlizer {
	if n.kind != whole {
		return r.item(n)
	}
	return r.terms(n.value.(*Table).columns, r.item)
}

// tail adds what stands behind WHERE.
func (r *renderer) tail(s *Statement, q sq.SelectBuilder) sq.Sqlizer {
	if groups := s.nodes(GroupPart); len(groups) > 0 {
		q = q.SuffixExpr(sq.ConcatExpr("GROUP BY ", r.terms(groups, r.group)))
	}
	if having := r.conjunction(s.nodes(HavingPart)); having != nil {
		q = q.SuffixExpr(sq.ConcatExpr("HAVING ", having))
	}
	if orders := s.nodes(OrderPart); len(orders) > 0 {
		q = q.SuffixExpr(sq.ConcatExpr("ORDER BY ", r.terms(orders, r.term)))
	}
	q = r.page(s, q)
	for _, n := range s.nodes(LockPart) {
		q = q.SuffixExpr(r.lock(n))
	}
	return q
}

// page adds LIMIT and OFFSET, bound, so that every page of a query has one text.
func (r *renderer) page(s *Statement, q sq.SelectBuilder) sq.SelectBuilder {
	limit, offset := s.last(LimitPart), s.last(OffsetPart)
	switch {
	case limit != nil:
		q = q.SuffixExpr(sq.ConcatExpr("LIMIT ", r.item(limit)))
	case offset != nil && !r.dialect.Has(BareOffset):
		q = q.Suffix("LIMIT " + strconv.Itoa(math.MaxInt64))
	}
	if offset != nil {
		q = q.SuffixExpr(sq.ConcatExpr("OFFSET ", r.item(offset)))
	}
	return q
}

// terms renders nodes with commas between.
func (r *renderer) terms(nodes []*Node, one func(*Node) sq.Sqlizer) sq.Sqlizer {
	var parts []any
	for i, n := range nodes {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, one(n))
	}
	return sq.ConcatExpr(parts...)
}

// term renders what ORDER BY lists.
func (r *renderer) term(n *Node) sq.Sqlizer {
	if n.kind != sorted {
		return r.group(n)
	}
	nulls, _ := n.value.(string)
	if nulls != "" {
		if err := r.need(NullsOrder, nulls[1:]); err != nil {
			return failed{err}
		}
	}
	return sq.ConcatExpr(r.group(n.left), " "+opText[n.op]+nulls)
}

// group renders what GROUP BY lists; a label stands there for what it names.
func (r *renderer) group(n *Node) sq.Sqlizer {
	if n.kind == label {
		return sq.Expr(r.identifier(n.value.(string)))
	}
	return r.value(n)
}
