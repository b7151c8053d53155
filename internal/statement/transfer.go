package statement

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/mapper"
)

// insertSelect is an INSERT of the rows of a query, whose columns go where IntoPart says, else to every column that may be
// written, in mapped order.
func (r *renderer) insertSelect(s *Statement, query *Node) sq.Sqlizer {
	columns, err := s.into()
	if err != nil {
		return failed{err}
	}
	inner, ours := query.value.(Statement)
	if ours && inner.Items() != nil && inner.width() != len(columns) {
		return failf("%d columns of %s are to take a query of %d: name as many in FromSelect", len(columns), s.entity.Name(), inner.width())
	}
	rows := r.value(query)
	if ours {
		rows = r.sibling().statement(&inner)
	}
	if s.has(ConflictPart) && !r.dialect.Has(SelectConflicts) {
		rows = concat("SELECT * FROM (", rows, ") WHERE true") // else ON could belong to a join
	}
	if slices.ContainsFunc(columns, func(c *mapper.Column) bool { return c.Secret }) {
		rows = concealed{rows}
	}
	r.inserted = columns
	names := ""
	for i, c := range columns {
		if i > 0 {
			names += ","
		}
		names += r.identifier(c.Name)
	}
	return concat("INSERT INTO "+r.table(s.entity)+" ("+names+") ", rows)
}

// into is the columns that an INSERT of a query's rows writes.
func (s *Statement) into() (columns []*mapper.Column, err error) {
	for _, n := range s.nodes(IntoPart) {
		c := n.Column()
		switch {
		case n.kind == invalid:
			return nil, n.value.(error)
		case n.kind != column || c.Table != s.entity:
			return nil, fmt.Errorf("what FromSelect names is no column of %s", s.entity.Name())
		case c.Column.ReadOnly:
			return nil, fmt.Errorf("column %s is read only", c.Column.Field)
		case slices.Contains(columns, c.Column):
			return nil, fmt.Errorf("column %s is named twice", c.Column.Field)
		}
		columns = append(columns, c.Column)
	}
	if columns != nil {
		return columns, nil
	}
	return slices.DeleteFunc(slices.Clone(s.entity.Mapping.Columns), func(c *mapper.Column) bool { return c.ReadOnly }), nil
}
