package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"
)

// sources is what a SELECT reads: FROM, "" without one, and its joins. The renderer knows them all from then on.
func (r *renderer) sources(s *Statement) (from string, joins []sq.Sqlizer, err error) {
	joined := s.nodes(JoinPart)
	tables, err := r.named(s, joined)
	if err != nil {
		return "", nil, err
	}
	if from, err = r.fromList(tables, len(joined) > 0); err != nil {
		return "", nil, err
	}
	for _, n := range joined {
		join, err := r.join(n)
		if err != nil {
			return "", nil, err
		}
		joins = append(joins, join)
	}
	return from, joins, nil
}

// fromList reads tables. Where joins follow, a comma would hide all but the last from their ON.
func (r *renderer) fromList(tables []*Table, joined bool) (string, error) {
	names := make([]string, len(tables))
	for i, t := range tables {
		if err := r.read(t); err != nil {
			return "", err
		}
		names[i] = r.aliased(t)
	}
	separator := ", "
	if joined {
		separator = " CROSS JOIN "
	}
	return strings.Join(names, separator), nil
}

// named is the tables of FROM: what From says, or every table that the statement names but those that it joins and those of
// the statements around it. A sub-select that names one table only has that for its own.
func (r *renderer) named(s *Statement, joined []*Node) ([]*Table, error) {
	if froms := s.nodes(FromPart); len(froms) > 0 {
		return tablesOf(froms)
	}
	joins, err := tablesOf(joined)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(s.mentioned(), func(t *Table) bool { return slices.Contains(joins, t) })
	switch {
	case len(found) == 0 && len(joins) > 0:
		return nil, errors.New("the first join has nothing to join to: say From")
	case len(found) < 2:
		return found, nil
	}
	own := slices.DeleteFunc(found, func(t *Table) bool { return slices.Contains(r.outer, t) })
	if len(own) == 0 {
		return nil, errors.New("a sub-select names no table but those around it: say From")
	}
	return own, nil
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
			return fmt.Errorf("%s is read twice under one name: give one of them its own with builder.Alias", t.Mapping.Name())
		}
	}
	r.from = append(r.from, t)
	return nil
}

// visible is the name that stands before t's columns.
func (r *renderer) visible(t *Table) string {
	if t.Alias != "" {
		return r.identifier(t.Alias)
	}
	return r.table(t)
}

// aliased is t as it stands in FROM.
func (r *renderer) aliased(t *Table) string {
	if t.Alias == "" {
		return r.table(t)
	}
	return r.table(t) + " AS " + r.identifier(t.Alias)
}

func (r *renderer) column(c *Column) sq.Sqlizer {
	if !r.free && !slices.Contains(r.from, c.Table) && !slices.Contains(r.outer, c.Table) {
		return failf("column %s.%s stands where its table %s is not read: name the table in From, or join it before",
			c.Table.Mapping.Name(), c.Column.Field, r.aliased(c.Table))
	}
	name := r.identifier(c.Column.Name)
	if c.Table == r.bare {
		return sq.Expr(name)
	}
	return sq.Expr(r.visible(c.Table) + "." + name)
}
