package render

import (
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/mapper"
)

func (r *renderer) insertStatement(s *ast.Statement) sq.Sqlizer {
	t := s.Target()
	if t.Alias != "" {
		return failf("an INSERT goes to the table itself: give it builder.Model's prototype, not an alias")
	}
	r.into, r.inserting = r.insertTarget(s), t
	into := sq.Insert(r.into).PlaceholderFormat(sq.Question)
	rows, sets, query := s.Nodes(ast.RowPart), s.Nodes(ast.SetPart), s.Last(ast.SelectPart)
	body := r.insertDefaults()
	switch {
	case len(rows) > 0 && len(sets) > 0, query != nil && len(rows)+len(sets) > 0:
		return failf("an INSERT takes Values, Set or FromSelect, not several of them")
	case query != nil:
		body = r.insertSelect(s, query)
	case len(rows) > 0:
		body = r.insertRows(into, t, rows)
	case len(sets) > 0:
		body = r.insertSet(into, t, sets)
	}
	r.from = []*ast.Table{t} // for RETURNING; the values know no table
	return r.conflicting(s, body)
}

func (r *renderer) insertDefaults() sq.Sqlizer {
	return sq.Expr("INSERT INTO " + r.into + " DEFAULT VALUES")
}

// insertRows writes the columns that any row gives; rows that leave one of them to the database say DEFAULT.
func (r *renderer) insertRows(into sq.InsertBuilder, t *ast.Table, nodes []*ast.Node) sq.Sqlizer {
	rows, union := make([]*ast.RowExpr, len(nodes)), mapper.Set{}
	for i, n := range nodes {
		row, ok := n.Expr().(*ast.RowExpr)
		if !ok {
			return r.expression(n)
		}
		rows[i], union = row, union.Union(row.Given)
	}
	if union == (mapper.Set{}) && len(rows) == 1 {
		return r.insertDefaults()
	} else if union == (mapper.Set{}) {
		if union = firstWritable(t.Mapping); !r.dialect.Has(DefaultInValues) || union == (mapper.Set{}) {
			return failf("rows of %s leave every column to the database, which knows no DEFAULT among values: insert them one by one", t.Mapping.Name())
		}
	}
	for _, c := range t.Mapping.Columns {
		if union.Has(c.Index) {
			into = into.Columns(r.identifier(c.Name))
			r.bring(c, rows)
		}
	}
	for _, row := range rows {
		values, err := r.rowValues(t.Mapping, row, union)
		if err != nil {
			return failed{err}
		}
		into = into.Values(values...)
	}
	return into
}

// bring notes whether DO UPDATE may take a column over: it may where every row brings it.
func (r *renderer) bring(c *mapper.Column, rows []*ast.RowExpr) {
	bringing := 0
	for _, row := range rows {
		if row.Given.Has(c.Index) && !row.Unset.Has(c.Index) {
			bringing++
		}
	}
	if bringing > 0 {
		r.inserted = append(r.inserted, c)
	}
	if bringing > 0 && bringing < len(rows) {
		r.partly = r.partly.With(c.Index)
	}
}

// firstWritable returns the first column that an INSERT may name, so that it may say DEFAULT.
func firstWritable(m *mapper.Mapping) mapper.Set {
	for _, c := range m.Columns {
		if !c.ReadOnly {
			return mapper.SetOf([]*mapper.Column{c})
		}
	}
	return mapper.Set{}
}

func (r *renderer) rowValues(m *mapper.Mapping, row *ast.RowExpr, union mapper.Set) (values []any, err error) {
	for i, c := range m.Columns {
		switch {
		case row.Given.Has(i) && c.Identity:
			return nil, c.NumberedError(m)
		case row.Given.Has(i):
			values = append(values, argument{row.Values[i]})
		case !union.Has(i):
		case r.dialect.Has(DefaultInValues):
			values = append(values, sq.Expr("DEFAULT"))
		default:
			return nil, fmt.Errorf("some rows give %s and some do not, and the database knows no DEFAULT among values: insert them apart", c.Field)
		}
	}
	return values, nil
}

func (r *renderer) insertSet(into sq.InsertBuilder, t *ast.Table, sets []*ast.Node) sq.Sqlizer {
	var values []any
	seen := map[*mapper.Column]bool{}
	for _, n := range sets {
		c, value, err := assignmentOf(n, t, seen)
		if err != nil {
			return failed{err}
		}
		seen[c] = true
		if isDefault(value) && !r.dialect.Has(DefaultInValues) {
			continue // a column that is left out has its default
		}
		into, r.inserted = into.Columns(r.identifier(c.Name)), append(r.inserted, c)
		values = append(values, r.assigned(t, c, value))
	}
	if len(values) == 0 {
		return r.insertDefaults()
	}
	if c := t.Mapping.Version; c != nil && !seen[c] {
		into, values = into.Columns(r.identifier(c.Name)), append(values, r.value(ast.Argument(1)))
	}
	return into.Values(values...)
}

func isDefault(n *ast.Node) bool {
	_, ok := n.Expr().(*ast.DefaultExpr)
	return ok
}

// assignmentOf returns the column that an assignment writes, and what.
func assignmentOf(node *ast.Node, t *ast.Table, seen map[*mapper.Column]bool) (*mapper.Column, *ast.Node, error) {
	n, ok := node.Expr().(*ast.AssignExpr)
	if !ok {
		return nil, nil, ast.Err(node)
	}
	if err := ast.Err(n.Left); err != nil {
		return nil, nil, err
	}
	c := ast.ColumnOf(n.Left)
	switch {
	case c == nil:
		return nil, nil, fmt.Errorf("an assignment is to something else than a column of %s: assign to Col(&prototype.Field)", t.Mapping.Name())
	case c.Table != t:
		return nil, nil, fmt.Errorf("an assignment is to something else than a column of %s, to %s: assign to a column of the prototype that is written", t.Mapping.Name(), c.Called())
	case c.Column.ReadOnly:
		return nil, nil, fmt.Errorf("column %s is read only: leave it out", c.Column.Field)
	case c.Column.Identity && !isDefault(n.Right) && ast.ColumnOf(n.Right) != c:
		return nil, nil, c.Column.NumberedError(t.Mapping)
	case seen[c.Column]:
		return nil, nil, fmt.Errorf("column %s is set twice: keep one", c.Column.Field)
	}
	return c.Column, n.Right, nil
}

// insertSelect renders an INSERT of the rows of a query, whose columns go where IntoPart says, else to every column that may
// be written, in mapped order.
func (r *renderer) insertSelect(s *ast.Statement, query *ast.Node) sq.Sqlizer {
	t := s.Target()
	columns, err := into(s)
	if err != nil {
		return failed{err}
	}
	inner := ast.QueryOf(query)
	if inner != nil && inner.Items() != nil && inner.Width() != len(columns) {
		return failf("%d columns of %s are to take a query of %d: name as many in FromSelect", len(columns), t.Name(), inner.Width())
	}
	rows := r.insertedRows(inner, query)
	if s.Has(ast.ConflictPart) && !r.dialect.Has(SelectConflicts) {
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
	return concat("INSERT INTO "+r.into+" ("+names+") ", rows)
}

func (r *renderer) insertedRows(inner *ast.Statement, query *ast.Node) sq.Sqlizer {
	if inner == nil {
		return r.value(query)
	}
	return r.sibling().statement(inner)
}

// noColumnOf says that something is no column of t, which an INSERT writes, and what to give.
func noColumnOf(t *ast.Table) string {
	return fmt.Sprintf("no column of %s, which the INSERT writes: give builder.Col of a field of its prototype", t.Name())
}

// into returns the columns that an INSERT of a query's rows writes.
func into(s *ast.Statement) (columns []*mapper.Column, err error) {
	for _, n := range s.Nodes(ast.IntoPart) {
		c := ast.ColumnOf(n)
		switch {
		case ast.Err(n) != nil:
			return nil, ast.Err(n)
		case c == nil || c.Table != s.Target():
			return nil, fmt.Errorf("FromSelect names %s, which is %s", c.Called(), noColumnOf(s.Target()))
		case c.Column.ReadOnly:
			return nil, fmt.Errorf("column %s is read only: leave it out", c.Column.Field)
		case c.Column.Identity:
			return nil, c.Column.NumberedError(s.Target().Mapping)
		case slices.Contains(columns, c.Column):
			return nil, fmt.Errorf("column %s is named twice", c.Column.Field)
		}
		columns = append(columns, c.Column)
	}
	if columns != nil {
		return columns, nil
	}
	all := slices.Clone(s.Target().Mapping.Columns)
	return slices.DeleteFunc(all, func(c *mapper.Column) bool { return c.ReadOnly || c.Identity }), nil
}
