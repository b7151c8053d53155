package statement

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"
)

// sources is what a SELECT reads: FROM, nil without one, and its joins. The renderer knows them all from then on.
func (r *renderer) sources(s *Statement) (from sq.Sqlizer, joins []sq.Sqlizer, err error) {
	joined := s.nodes(JoinPart)
	origins, err := r.origins(s, joined)
	if err != nil {
		return nil, nil, err
	}
	separator := ", "
	if len(joined) > 0 {
		separator = " CROSS JOIN " // a comma would hide all but the last from their ON
	}
	r.bringsBack = keptOut(joined)
	if from, err = r.fromList(origins, separator); err != nil {
		return nil, nil, err
	}
	for _, n := range joined {
		r.settled = len(r.owed)
		join, err := r.join(n)
		if err != nil {
			return nil, nil, err
		}
		joins = append(joins, join)
	}
	return from, joins, r.crossed(s, origins, joined)
}

// fromList renders what FROM lists, nil for nothing.
func (r *renderer) fromList(origins []*Node, separator string) (sq.Sqlizer, error) {
	var parts []any
	for i, n := range origins {
		source, err := r.source(n)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			parts = append(parts, separator)
		}
		parts = append(parts, source)
	}
	if parts == nil {
		return nil, nil
	}
	return concat(parts...), nil
}

// origins is what FROM lists: what From says, or every table that the statement names but those that it joins and those of
// the statements around it. A sub-select that names one table only has that for its own.
func (r *renderer) origins(s *Statement, joined []*Node) ([]*Node, error) {
	if froms := s.nodes(FromPart); len(froms) > 0 {
		return eachOnce(froms), nil
	}
	joins, err := tablesOf(joined)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(s.mentioned(), func(t *Table) bool { return slices.Contains(joins, t) })
	found = append(found, owners(joined, slices.Concat(found, joins))...)
	switch {
	case len(found) == 0 && len(joins) > 0:
		return nil, errors.New("the first join has nothing to join to: say From")
	case len(found) < 2:
		return sourcesOf(found), nil
	}
	own := slices.DeleteFunc(found, func(t *Table) bool { return slices.Contains(r.outer, t) })
	if len(own) == 0 {
		return nil, errors.New("a sub-select names no table but those around it: say From")
	}
	return sourcesOf(own), nil
}

// owners is the tables whose relationships are joined along, but those that are known.
func owners(joined []*Node, known []*Table) (tables []*Table) {
	for _, n := range joined {
		if n.kind != joining || n.left.kind != along {
			continue
		}
		if t := n.left.left.value.(*Relation).Table; !slices.Contains(known, t) && !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	return tables
}

func sourcesOf(tables []*Table) (nodes []*Node) {
	for _, t := range tables {
		nodes = append(nodes, Source(t))
	}
	return nodes
}

// eachOnce is nodes of FROM without those that name a table again.
func eachOnce(nodes []*Node) (once []*Node) {
	for _, n := range nodes {
		again := slices.ContainsFunc(once, func(other *Node) bool {
			return n.kind == tableName && other.kind == tableName && n.value == other.value
		})
		if !again {
			once = append(once, n)
		}
	}
	return once
}

// tablesOf is the tables that nodes of FROM or JOIN bring, each once.
func tablesOf(nodes []*Node) (tables []*Table, err error) {
	for _, n := range nodes {
		if n.kind == joining {
			n = n.left
		}
		if wrong, ok := n.value.(error); ok {
			return nil, wrong
		}
		if t := n.value.(*Table); !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	return tables, nil
}

// mentioned is the tables that a SELECT names in what it reads and compares, in the order in which they come first. An ON
// brings none: its tables are joined, or read already.
func (s *Statement) mentioned() []*Table {
	w := &walker{shallow: true}
	if s.entity != nil {
		w.add(s.entity)
	}
	s.each(func(c clause) {
		switch c.part {
		case ColumnPart, WherePart, GroupPart, HavingPart, OrderPart:
			w.node(c.node)
		}
	})
	return w.tables
}

// read makes t's columns known.
func (r *renderer) read(t *Table) error {
	for _, other := range r.from {
		if r.visible(other) == r.visible(t) {
			return fmt.Errorf("%s is read twice under one name: give one of them its own with builder.Alias", t.Name())
		}
	}
	r.from = append(r.from, t)
	return nil
}

// visible is the name that stands before t's columns.
func (r *renderer) visible(t *Table) string {
	if name, ok := r.renamed[t]; ok {
		return r.identifier(name)
	}
	if t.Alias != "" {
		return r.identifier(t.Alias)
	}
	return r.table(t)
}

// aliased is t as it stands in FROM.
func (r *renderer) aliased(t *Table) string {
	name, renamed := r.renamed[t]
	switch {
	case t.Derived:
		return r.identifier(t.Alias)
	case renamed:
		return r.table(t) + " AS " + r.identifier(name)
	case t.Alias == "":
		return r.table(t)
	}
	return r.table(t) + " AS " + r.identifier(t.Alias)
}

func (r *renderer) column(c *Column) sq.Sqlizer {
	name := r.identifier(c.Column.Name)
	if r.unqualified {
		return sq.Expr(name)
	}
	if !r.free && !slices.Contains(r.from, c.Table) && !slices.Contains(r.outer, c.Table) {
		return failf("column %s.%s stands where its table %s is not read: name the table in From, or join it before",
			c.Table.Name(), c.Column.Field, r.aliased(c.Table))
	}
	if c.Table == r.bare {
		return sq.Expr(name)
	}
	return sq.Expr(r.visible(c.Table) + "." + name)
}
