package render

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

func (r *renderer) updateStatement(s *ast.Statement) sq.Sqlizer {
	q := sq.Update(r.aliased(s.Target())).PlaceholderFormat(sq.Question)
	from, err := r.writeSources(s)
	if err != nil {
		return failed{err}
	}
	sets, err := r.updateSets(s)
	if err != nil {
		return failed{err}
	}
	for _, set := range sets {
		q = q.Set(r.identifier(set.column.Name), set.value)
	}
	preds, err := r.writtenRows(s)
	if err != nil {
		return failed{err}
	}
	if from != nil { // squirrel's From takes no arguments, so what follows it is all a suffix
		return q.SuffixExpr(sourcesAndWhere("FROM ", from, preds))
	}
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

func (r *renderer) deleteStatement(s *ast.Statement) sq.Sqlizer {
	using, err := r.writeSources(s)
	if err != nil {
		return failed{err}
	}
	preds, err := r.writtenRows(s)
	if err != nil {
		return failed{err}
	}
	q := sq.Delete(r.aliased(s.Target())).PlaceholderFormat(sq.Question)
	if using != nil {
		return q.SuffixExpr(sourcesAndWhere("USING ", using, preds))
	}
	for _, pred := range preds {
		q = q.Where(pred)
	}
	return q
}

// sourcesAndWhere returns what a write reads beside its table, and its WHERE.
func sourcesAndWhere(word string, sources sq.Sqlizer, preds []sq.Sqlizer) sq.Sqlizer {
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

// writeSources makes the table that is written known, and what UPDATE's FROM or DELETE's USING lists, which it returns: nil for
// nothing.
func (r *renderer) writeSources(s *ast.Statement) (sources sq.Sqlizer, err error) {
	if s.Target().Derived {
		return nil, fmt.Errorf("%s is no table: write to builder.Model's prototype", s.Target().Name())
	}
	if err := r.read(s.Target()); err != nil {
		return nil, err
	}
	froms := s.Nodes(ast.FromPart)
	if len(froms) == 0 {
		return nil, nil
	}
	if s.Kind() == ast.DeleteKind {
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

// updateSets returns what an UPDATE sets: what Set says, and the columns tagged onupdate that it leaves alone.
func (r *renderer) updateSets(s *ast.Statement) ([]assignment, error) {
	sets := s.Nodes(ast.SetPart)
	if len(sets) == 0 {
		return nil, fmt.Errorf("the UPDATE of %s sets nothing: say Set(Col(...).To(value))", s.Target().Name())
	}
	return r.assignments(s.Target(), sets)
}

// assignments returns what nodes assign to columns of t, and the columns tagged onupdate that they leave alone.
func (r *renderer) assignments(t *ast.Table, nodes []*ast.Node) (sets []assignment, err error) {
	seen := map[*mapper.Column]bool{}
	for _, n := range nodes {
		c, value, err := assignmentOf(n, t, seen)
		if err != nil {
			return nil, err
		}
		seen[c] = true
		if isDefault(value) && r.dialect.ToDefault(c) == "" {
			if err := r.need(DefaultInSet, "DEFAULT in an UPDATE"); err != nil {
				return nil, err
			}
		}
		sets = append(sets, assignment{c, r.assigned(t, c, value)})
	}
	for _, c := range t.Mapping.Columns {
		if c.OnUpdate != "" && !seen[c] {
			sets = append(sets, assignment{c, sq.Expr(r.onUpdate(t, c))})
		}
	}
	return sets, nil
}

// onUpdate is what the tag of a column of t sets it to, in the row that is written whatever else the statement reads.
func (r *renderer) onUpdate(t *ast.Table, c *mapper.Column) string {
	switch {
	case r.excluding:
		return fragment.Canonical(r.dialect.OnConflict(t.Mapping, c))
	case len(r.from) > 1:
		return fragment.Canonical(r.dialect.OnUpdateBeside(t.Mapping, r.plainName(t), c))
	}
	return fragment.Canonical(r.dialect.OnUpdate(c))
}

// assigned renders what a column of t is set to.
func (r *renderer) assigned(t *ast.Table, c *mapper.Column, n *ast.Node) sq.Sqlizer {
	n = ast.TypedLike(n, t.Column(c))
	if isDefault(n) {
		return sq.Expr(fragment.Canonical(r.dialect.ToDefault(c)))
	}
	value := r.value
	if c.IsDay() {
		value = r.day
	}
	if c.Secret {
		return concealed{value(n)}
	}
	return value(n)
}

// returning returns a write with its RETURNING, if it has one. The written table's columns stand there without its name where
// no other's can be meant: SQLite knows neither an alias nor a schema behind RETURNING.
func (r *renderer) returning(s *ast.Statement, body sq.Sqlizer) sq.Sqlizer {
	nodes := s.Nodes(ast.ReturningPart)
	if len(nodes) == 0 {
		return body
	}
	if err := r.need(Returning, "RETURNING"); err != nil {
		return failed{err}
	}
	if len(r.from) == 1 || !r.dialect.Has(ReturningFrom) {
		r.target = s.Target()
	}
	named, _ := ast.Named(nodes)
	for _, t := range named {
		if t != s.Target() && slices.Contains(r.from, t) && r.target != nil {
			return failed{r.need(ReturningFrom, "RETURNING of what FROM reads")}
		}
	}
	columns := ast.Flat(nodes)
	parts := []any{body, " RETURNING "}
	for i, n := range columns {
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, r.labelled(n, i, len(columns)))
	}
	return concat(parts...)
}
