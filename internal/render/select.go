package render

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
)

func (r *renderer) selectStatement(s *ast.Statement) sq.Sqlizer {
	from, joins, err := r.sources(s)
	if err != nil {
		return failed{err}
	}
	q, err := r.columns(s, sq.Select().PlaceholderFormat(sq.Question))
	if err != nil {
		return failed{err}
	}
	if s.Has(ast.DistinctPart) {
		q = q.Distinct()
	}
	if from != nil {
		q = q.JoinClause(concat("FROM ", from)) // squirrel's From takes no arguments
	}
	for _, join := range joins {
		q = q.JoinClause(join)
	}
	for _, pred := range r.predicates(slices.Concat(s.Wheres(), r.filters.pending)) {
		q = q.Where(pred)
	}
	return r.tail(s, q)
}

func (r *renderer) columns(s *ast.Statement, q sq.SelectBuilder) (sq.SelectBuilder, error) {
	if err := checkLoad(s); err != nil {
		return q, err
	}
	columns := s.Columns()
	if len(columns) == 0 {
		return q, errors.New("a SELECT of no column: name columns, or Select(prototype)")
	}
	for i, n := range columns {
		column := r.labelled(n, i, len(columns))
		if i == 0 && s.Has(ast.DistinctOnPart) {
			column = r.distinctOn(s.Nodes(ast.DistinctOnPart), column)
		}
		q = q.Column(column)
	}
	return q, nil
}

// labelled renders column i of count, called as the statement around wants it.
func (r *renderer) labelled(n *ast.Node, i, count int) sq.Sqlizer {
	if len(r.labels) != count || r.labels[i] == "" {
		return r.item(n)
	}
	return concat(r.value(n), " AS "+r.identifier(r.labels[i]))
}

// distinctOn puts DISTINCT ON before the first column, where squirrel takes no expressions with arguments.
func (r *renderer) distinctOn(on []*ast.Node, first sq.Sqlizer) sq.Sqlizer {
	if err := r.need(DistinctOn, "DISTINCT ON"); err != nil {
		return failed{err}
	}
	return concat("DISTINCT ON (", r.terms(on, r.group), ") ", first)
}

func checkLoad(s *ast.Statement) error {
	for _, n := range s.Nodes(ast.LoadPart) {
		switch c := ast.ColumnOf(n); {
		case ast.Err(n) != nil:
			return ast.Err(n)
		case s.Root() == nil:
			return errors.New("columns for LoadOnly are an entity's: SelectColumns reads only what it names")
		case c == nil || c.Table != s.Root():
			return fmt.Errorf("what LoadOnly names is no column of %s, the entity that is read", s.Root().Mapping.Name())
		}
	}
	return nil
}

// tail adds what stands behind WHERE.
func (r *renderer) tail(s *ast.Statement, q sq.SelectBuilder) sq.Sqlizer {
	if groups := s.Nodes(ast.GroupPart); len(groups) > 0 {
		q = q.SuffixExpr(concat("GROUP BY ", r.terms(groups, func(n *ast.Node) sq.Sqlizer { return r.grouped(s, n) })))
	}
	if having := r.conjunction(s.Nodes(ast.HavingPart)); having != nil {
		q = q.SuffixExpr(concat("HAVING ", having))
	}
	if orders := s.Nodes(ast.OrderPart); len(orders) > 0 {
		q = q.SuffixExpr(concat("ORDER BY ", r.terms(orders, r.term)))
	}
	for _, clause := range r.page(s) {
		q = q.SuffixExpr(clause)
	}
	for _, n := range s.Nodes(ast.LockPart) {
		q = q.SuffixExpr(r.lock(n))
	}
	return q
}

// page returns LIMIT and OFFSET, bound, so that every page of a query has one text.
func (r *renderer) page(s *ast.Statement) (clauses []sq.Sqlizer) {
	limit, offset := s.Last(ast.LimitPart), s.Last(ast.OffsetPart)
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
func (r *renderer) terms(nodes []*ast.Node, one func(*ast.Node) sq.Sqlizer) sq.Sqlizer {
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
func (r *renderer) term(n *ast.Node) sq.Sqlizer {
	sorted, ok := n.Expr().(*ast.SortExpr)
	if !ok {
		return r.sorted(n)
	}
	direction := " " + sorted.Op.String()
	if sorted.Nulls != "" {
		if err := r.need(NullsOrder, sorted.Nulls); err != nil {
			return failed{err}
		}
		direction += " " + sorted.Nulls
	}
	return concat(r.sorted(sorted.Left), direction)
}

// group renders what DISTINCT ON lists; a label stands there for what it names.
func (r *renderer) group(n *ast.Node) sq.Sqlizer {
	if label, ok := n.Expr().(*ast.LabelExpr); ok {
		return sq.Expr(r.identifier(r.nameOf(label.Name)))
	}
	return r.value(n)
}

// grouped renders what GROUP BY of s lists. A label stands there for what it names, unless a column has the name too, which GROUP BY
// would take: then it is written out, or, with arguments, of which two are never one, it is a place among what s selects.
func (r *renderer) grouped(s *ast.Statement, n *ast.Node) sq.Sqlizer {
	switch n := n.Expr().(type) {
	case *ast.GroupingExpr:
		return r.grouping(s, n)
	case *ast.LabelExpr:
		if !slices.ContainsFunc(r.from, func(t *ast.Table) bool { return t.Mapping.Column(n.Name) != nil }) {
			break
		}
		written := r.value(n.Left)
		if _, args, err := written.ToSql(); err == nil && len(args) > 0 {
			if at := slices.IndexFunc(s.FlatItems(), func(item ast.Item) bool { return item.Name == n.Name }); at >= 0 {
				return sq.Expr(strconv.Itoa(at + 1))
			}
		}
		return written
	}
	return r.group(n)
}

func (r *renderer) grouping(s *ast.Statement, n *ast.GroupingExpr) sq.Sqlizer {
	if err := r.need(GroupingSets, n.Op.String()); err != nil {
		return failed{err}
	}
	if len(n.Nodes) == 0 {
		return failf("%s of nothing: give it expressions", n.Op)
	}
	return concat(n.Op.String()+" (", r.terms(n.Nodes, func(n *ast.Node) sq.Sqlizer { return r.grouped(s, n) }), ")")
}
