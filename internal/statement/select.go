package statement

import (
	"errors"
	"fmt"
	"math"
	"slices"
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
	if from != nil {
		q = q.JoinClause(concat("FROM ", from)) // squirrel's From takes no arguments
	}
	for _, join := range joins {
		q = q.JoinClause(join)
	}
	for _, pred := range r.predicates(slices.Concat(s.nodes(WherePart), r.owed)) {
		q = q.Where(pred)
	}
	return r.tail(s, q)
}

func (r *renderer) columns(s *Statement, q sq.SelectBuilder) (sq.SelectBuilder, error) {
	if err := s.checkLoad(); err != nil {
		return q, err
	}
	columns := s.columnNodes()
	for i, n := range columns {
		column := r.labelled(n, i, len(columns))
		if i == 0 && s.has(DistinctOnPart) {
			column = r.distinctOn(s.nodes(DistinctOnPart), column)
		}
		q = q.Column(column)
	}
	return q, nil
}

// columnNodes is what a SELECT reads, the columns of an entity one by one.
func (s *Statement) columnNodes() (nodes []*Node) {
	if s.entity != nil {
		for _, c := range s.loaded() {
			nodes = append(nodes, s.entity.columns[c.Index])
		}
	}
	return append(nodes, flat(s.nodes(ColumnPart))...)
}

// flat is nodes with each entity's columns in its place.
func flat(nodes []*Node) (columns []*Node) {
	for _, n := range nodes {
		if n.kind == whole {
			columns = append(columns, n.value.(*Table).columns...)
		} else {
			columns = append(columns, n)
		}
	}
	return columns
}

// labelled is column i of n, called as the statement around wants it.
func (r *renderer) labelled(n *Node, i, count int) sq.Sqlizer {
	if len(r.labels) != count || r.labels[i] == "" {
		return r.item(n)
	}
	return concat(r.value(n), " AS "+r.identifier(r.labels[i]))
}

// distinctOn puts DISTINCT ON before the first column, where squirrel takes no expressions with arguments.
func (r *renderer) distinctOn(on []*Node, first sq.Sqlizer) sq.Sqlizer {
	if err := r.need(DistinctOn, "DISTINCT ON"); err != nil {
		return failed{err}
	}
	return concat("DISTINCT ON (", r.terms(on, r.group), ") ", first)
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

// selected renders one thing that a statement answers.
func (r *renderer) selected(n *Node) sq.Sqlizer { return r.terms(flat([]*Node{n}), r.item) }

// tail adds what stands behind WHERE.
func (r *renderer) tail(s *Statement, q sq.SelectBuilder) sq.Sqlizer {
	if groups := s.nodes(GroupPart); len(groups) > 0 {
		q = q.SuffixExpr(concat("GROUP BY ", r.terms(groups, r.group)))
	}
	if having := r.conjunction(s.nodes(HavingPart)); having != nil {
		q = q.SuffixExpr(concat("HAVING ", having))
	}
	if orders := s.nodes(OrderPart); len(orders) > 0 {
		q = q.SuffixExpr(concat("ORDER BY ", r.terms(orders, r.term)))
	}
	for _, clause := range r.page(s) {
		q = q.SuffixExpr(clause)
	}
	for _, n := range s.nodes(LockPart) {
		q = q.SuffixExpr(r.lock(n))
	}
	return q
}

// page is LIMIT and OFFSET, bound, so that every page of a query has one text.
func (r *renderer) page(s *Statement) (clauses []sq.Sqlizer) {
	limit, offset := s.last(LimitPart), s.last(OffsetPart)
	switch {
	case limit != nil:
		clauses = append(clauses, concat("LIMIT ", r.item(limit)))
	case offset != nil && !r.dialect.Has(BareOffset):
		clauses = append(clauses, sq.Expr("LIMIT "+strconv.Itoa(math.MaxInt64)))
	}
	if offset != nil {
		clauses = append(clauses, concat("OFFSET ", r.item(offset)))
	}
	return clauses
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
	return concat(parts...)
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
	return concat(r.group(n.left), " "+opText[n.op]+nulls)
}

// group renders what GROUP BY lists; a label stands there for what it names.
func (r *renderer) group(n *Node) sq.Sqlizer {
	if n.kind == grouping {
		return r.grouping(n)
	}
	if n.kind == label {
		return sq.Expr(r.identifier(n.value.(string)))
	}
	return r.value(n)
}
