package statement

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// renderer turns nodes into what squirrel renders.
type renderer struct {
	dialect Dialect
	outer   []*Table // what the statements around this one read
	from    []*Table // what this one reads
}

// render answers a statement's canonical text.
func render(s Statement, d Dialect) (Fragment, error) {
	r := &renderer{dialect: d}
	sql, args, err := r.statement(&s).ToSql()
	return Fragment{SQL: sql, Args: args}, err
}

// failed is a Sqlizer that only fails.
type failed struct{ err error }

func (f failed) ToSql() (string, []any, error) { return "", nil, f.err }

func failf(format string, args ...any) sq.Sqlizer { return failed{fmt.Errorf(format, args...)} }

func (r *renderer) statement(s *Statement) sq.Sqlizer {
	switch s.kind {
	case SelectKind:
		return r.selectStatement(s)
	case InsertKind:
		return r.insertStatement(s)
	case TextKind:
		return r.item(s.last(TextPart))
	}
	return failf("a zero statement does nothing: start with builder.Select, Insert or Text")
}

func (r *renderer) selectStatement(s *Statement) sq.Sqlizer {
	sources, err := r.sources(s)
	if err != nil {
		return failed{err}
	}
	r.from = sources
	q := r.columns(s, sq.Select().PlaceholderFormat(sq.Question))
	if len(sources) > 0 {
		q = q.From(r.sourceList(sources))
	}
	for _, n := range s.nodes(WherePart) {
		if !n.empty() {
			q = q.Where(r.predicate(n))
		}
	}
	for _, n := range s.nodes(OrderPart) {
		q = q.OrderByClause(r.term(n))
	}
	return r.page(s, q)
}

// empty says whether the node is text of nothing, from which squirrel would make WHERE AND.
func (n *Node) empty() bool {
	f, ok := n.value.(*Fragment)
	return ok && strings.TrimSpace(f.SQL) == ""
}

func (r *renderer) columns(s *Statement, q sq.SelectBuilder) sq.SelectBuilder {
	if s.entity != nil {
		for _, n := range s.entity.columns {
			q = q.Column(r.item(n))
		}
	}
	for _, n := range s.nodes(ColumnPart) {
		q = q.Column(r.item(n))
	}
	return q
}

// sources is what the statement reads: what From says, or every table that it names but those of the statements around
// it. A sub-select that names one table only has that for its own.
func (r *renderer) sources(s *Statement) ([]*Table, error) {
	w := &walker{shallow: true}
	if froms := s.nodes(FromPart); len(froms) > 0 {
		w.nodes(froms)
		return w.tables, errors.Join(invalids(froms)...)
	}
	w.statement(s)
	if len(w.tables) < 2 {
		return w.tables, nil
	}
	own := slices.DeleteFunc(slices.Clone(w.tables), func(t *Table) bool { return slices.Contains(r.outer, t) })
	if len(own) == 0 {
		return nil, errors.New("a sub-select names no table but those around it: say From")
	}
	return own, nil
}

func invalids(nodes []*Node) (errs []error) {
	for _, n := range nodes {
		if err, ok := n.value.(error); ok && n.kind == invalid {
			errs = append(errs, err)
		}
	}
	return errs
}

func (r *renderer) sourceList(sources []*Table) string {
	names := make([]string, len(sources))
	for i, t := range sources {
		names[i] = r.table(t)
		if t.Alias != "" {
			names[i] += " AS " + r.identifier(t.Alias)
		}
	}
	return strings.Join(names, ", ")
}

// page adds LIMIT and OFFSET, bound, so that every page of a query has one text.
func (r *renderer) page(s *Statement, q sq.SelectBuilder) sq.Sqlizer {
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

// identifier is a quoted name in canonical text.
func (r *renderer) identifier(name string) string { return canonical(r.dialect.Identifier(name)) }

func (r *renderer) table(t *Table) string { return canonical(r.dialect.TableName(t.Mapping.Table)) }

// nested is a renderer for a sub-select.
func (r *renderer) nested() *renderer {
	return &renderer{dialect: r.dialect, outer: append(r.outer[:len(r.outer):len(r.outer)], r.from...)}
}
