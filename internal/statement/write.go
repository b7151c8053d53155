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
	if from != "" {
		q = q.From(from)
	}
	preds, err := r.chosen(s)
	if err != nil {
		return failed{err}
	}
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

func (r *renderer) deleteStatement(s *Statement) sq.Sqlizer {
	if _, err := r.written(s); err != nil {
		return failed{err}
	}
	preds, err := r.chosen(s)
	if err != nil {
		return failed{err}
	}
	q := sq.Delete(r.aliased(s.entity)).PlaceholderFormat(sq.Question)
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

// written makes the table that is written known, and those of UPDATE's FROM, which it answers.
func (r *renderer) written(s *Statement) (from string, err error) {
	if err := r.read(s.entity); err != nil {
		return "", err
	}
	froms := s.nodes(FromPart)
	if len(froms) == 0 {
		return "", nil
	}
	if err := r.need(UpdateFrom, "FROM in an UPDATE"); err != nil {
		return "", err
	}
	tables, err := tablesOf(froms)
	if err != nil {
		return "", err
	}
	return r.fromList(tables, false)
}

// assignment is column = value.
type assignment struct {
	column *mapper.Column
	value  sq.Sqlizer
}

// assignments is what an UPDATE sets: what Set says, and the columns tagged onupdate that it leaves alone.
func (r *renderer) assignments(s *Statement) (sets []assignment, err error) {
	seen := map[*mapper.Column]bool{}
	for _, n := range s.nodes(SetPart) {
		c, err := target(n, s.entity, seen)
		if err != nil {
			return nil, err
		}
		seen[c] = true
		if n.right.kind == byDefault {
			if err := r.need(DefaultInSet, "DEFAULT in an UPDATE"); err != nil {
				return nil, err
			}
		}
		sets = append(sets, assignment{c, r.assigned(c, n.right)})
	}
	if len(sets) == 0 {
		return nil, fmt.Errorf("the UPDATE of %s sets nothing: say Set(Col(...).To(value))", s.entity.Mapping.Name())
	}
	for _, c := range s.entity.Mapping.Columns {
		if c.OnUpdate != "" && !seen[c] {
			sets = append(sets, assignment{c, sq.Expr(canonical(r.dialect.Spell(c.OnUpdate)))})
		}
	}
	return sets, nil
}

// assigned renders what a column is set to.
func (r *renderer) assigned(c *mapper.Column, n *Node) sq.Sqlizer {
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
	return sq.ConcatExpr(body, " RETURNING ", r.terms(nodes, r.selected))
}
