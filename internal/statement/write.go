package statement

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

func (r *renderer) updateStatement(s *Statement) sq.Sqlizer {
	q := sq.Update(r.aliased(s.entity)).PlaceholderFormat(sq.Question)
	from, err := r.written(s)
	if err != nil {
		return failed{err}
	}
	sets, err := r.assignments(s)
	if err != nil {
		return failed{err}
	}
	for _, set := range sets {
		q = q.Set(r.identifier(set.column.Name), set.value)
	}
	preds, err := r.chosen(s)
	if err != nil {
		return failed{err}
	}
	if from != nil { // squirrel's From takes no arguments, so what follows it is all a suffix
		return q.SuffixExpr(behind("FROM ", from, preds))
	}
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

func (r *renderer) deleteStatement(s *Statement) sq.Sqlizer {
	using, err := r.written(s)
	if err != nil {
		return failed{err}
	}
	preds, err := r.chosen(s)
	if err != nil {
		return failed{err}
	}
	q := sq.Delete(r.aliased(s.entity)).PlaceholderFormat(sq.Question)
	if using != nil {
		return q.SuffixExpr(behind("USING ", using, preds))
	}
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

// behind is what a write reads beside its table, and its WHERE.
func behind(word string, sources sq.Sqlizer, preds []sq.Sqlizer) sq.Sqlizer {
	parts := []any{word, sources}
	for i, pred := range preds {
		if i == 0 {
			parts = append(parts, " WHERE ", pred)
		} else {
			parts = append(parts, " AND ", pred)
		}
	}
	return concat(parts...)
}

// written makes the table that is written known, and what UPDATE's FROM or DELETE's USING lists, which it answers: nil for
// nothing.
func (r *renderer) written(s *Statement) (sources sq.Sqlizer, err error) {
	if s.entity.Derived {
		return nil, fmt.Errorf("%s is no table: write to builder.Model's prototype", s.entity.Name())
	}
	if err := r.read(s.entity); err != nil {
		return nil, err
	}
	froms := s.nodes(FromPart)
	if len(froms) == 0 {
		return nil, nil
	}
	if s.kind == DeleteKind {
		err = r.need(DeleteUsing, "USING in a DELETE")
	} else {
		err = r.need(UpdateFrom, "FROM in an UPDATE")
	}
	if err != nil {
		return nil, err
	}
	return r.fromList(eachOnce(froms), ", ")
}

// assignment is column = value.
type assignment struct {
	column *mapper.Column
	value  sq.Sqlizer
}

// assignments is what an UPDATE sets: what Set says, and the columns tagged onupdate that it leaves alone.
func (r *renderer) assignments(s *Statement) ([]assignment, error) {
	given := s.nodes(SetPart)
	if len(given) == 0 {
		return nil, fmt.Errorf("the UPDATE of %s sets nothing: say Set(Col(...).To(value))", s.entity.Name())
	}
	return r.updated(s.entity, given)
}

// updated is what nodes assign to columns of t, and the columns tagged onupdate that they leave alone.
func (r *renderer) updated(t *Table, nodes []*Node) (sets []assignment, err error) {
	seen := map[*mapper.Column]bool{}
	for _, n := range nodes {
		c, err := target(n, t, seen)
		if err != nil {
			return nil, err
		}
		seen[c] = true
		if n.right.kind == byDefault {
			if err := r.need(DefaultInSet, "DEFAULT in an UPDATE"); err != nil {
				return nil, err
			}
		}
		sets = append(sets, assignment{c, r.assigned(t, c, n.right)})
	}
	for _, c := range t.Mapping.Columns {
		if c.OnUpdate != "" && !seen[c] {
			sets = append(sets, assignment{c, sq.Expr(canonical(r.dialect.OnUpdate(c)))})
		}
	}
	return sets, nil
}

// assigned renders what a column of t is set to.
func (r *renderer) assigned(t *Table, c *mapper.Column, n *Node) sq.Sqlizer {
	n = typedBeside(n, t.Column(c))
	if n.kind == byDefault {
		return sq.Expr("DEFAULT")
	}
	if c.Secret {
		return concealed{r.value(n)}
	}
	return r.value(n)
}

// returned is a write with its RETURNING, if it has one. The written table's columns stand there without its name where no
// other's can be meant: SQLite knows neither an alias nor a schema behind RETURNING.
func (r *renderer) returned(s *Statement, body sq.Sqlizer) sq.Sqlizer {
	nodes := s.nodes(ReturningPart)
	if len(nodes) == 0 {
		return body
	}
	if err := r.need(Returning, "RETURNING"); err != nil {
		return failed{err}
	}
	if len(r.from) == 1 || !r.dialect.Has(ReturningFrom) {
		r.bare = s.entity
	}
	w := &walker{shallow: true}
	w.nodes(nodes)
	for _, t := range w.tables {
		if t != s.entity && slices.Contains(r.from, t) && r.bare != nil {
			return failed{r.need(ReturningFrom, "RETURNING of what FROM reads")}
		}
	}
	columns := flat(nodes)
	parts := []any{body, " RETURNING "}
	for i, n := range columns {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, r.labelled(n, i, len(columns)))
	}
	return concat(parts...)
}
