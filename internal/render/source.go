package render

import (
	"errors"
	"fmt"
	"slices"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
)

// sources returns what a SELECT reads: FROM, nil without one, and its joins. The renderer knows them all from then on.
func (r *renderer) sources(s *ast.Statement) (from sq.Sqlizer, joins []sq.Sqlizer, err error) {
	joined := s.Nodes(ast.JoinPart)
	origins, err := r.origins(s, joined)
	if err != nil {
		return nil, nil, err
	}
	separator := ", "
	if len(joined) > 0 {
		separator = " CROSS JOIN " // a comma would hide all but the last from their ON
	}
	r.filters.outerJoin = slices.ContainsFunc(joined, extendsLeft)
	if from, err = r.fromList(origins, separator); err != nil {
		return nil, nil, err
	}
	for _, n := range joined {
		r.filters.before = len(r.filters.pending)
		join, err := r.join(n)
		if err != nil {
			return nil, nil, err
		}
		joins = append(joins, join)
	}
	return from, joins, r.checkCartesian(s, origins, joined)
}

// fromList renders what FROM lists, nil for nothing.
func (r *renderer) fromList(origins []*ast.Node, separator string) (sq.Sqlizer, error) {
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

// origins returns what FROM lists: what From says, or every table that the statement names but those that it joins and those of
// the statements around it. A sub-select that names one table only has that for its own.
func (r *renderer) origins(s *ast.Statement, joined []*ast.Node) ([]*ast.Node, error) {
	if froms := s.Nodes(ast.FromPart); len(froms) > 0 {
		return eachOnce(froms), nil
	}
	joins, err := tablesOf(joined)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(s.Mentioned(), func(t *ast.Table) bool { return slices.Contains(joins, t) })
	found = append(found, owners(joined, slices.Concat(found, joins))...)
	switch {
	case len(found) == 0 && len(joins) > 0:
		return nil, nothingJoined(s, joined, joins)
	case len(found) < 2:
		return nodesOf(found), nil
	}
	own := slices.DeleteFunc(found, func(t *ast.Table) bool { return slices.Contains(r.outer, t) })
	if len(own) == 0 {
		return nil, errors.New("a sub-select names no table but those around it: say From")
	}
	return nodesOf(own), nil
}

// owners returns the tables whose relationships are joined along, but those that are known.
func owners(joined []*ast.Node, known []*ast.Table) (tables []*ast.Table) {
	for _, n := range joined {
		join, ok := n.Expr().(*ast.JoinExpr)
		if !ok {
			continue
		}
		along, ok := join.Source.Expr().(*ast.AlongExpr)
		if !ok {
			continue
		}
		if t := along.Relation.Expr().(*ast.Relation).Table; !slices.Contains(known, t) && !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	return tables
}

// nothingJoined is the error of joins that read all tables themselves, as does one of a type to itself.
func nothingJoined(s *ast.Statement, joined []*ast.Node, joins []*ast.Table) error {
	for _, t := range joins {
		if !slices.Contains(owners(joined, nil), t) {
			continue
		}
		return fmt.Errorf("%s is joined to itself under one name: give the other one its own with builder.Along and builder.Alias", t.Name())
	}
	if root := s.Root(); slices.Contains(joins, root) {
		return readTwice(root)
	}
	return errors.New("the first join has nothing to join to: say From")
}

func nodesOf(tables []*ast.Table) (nodes []*ast.Node) {
	for _, t := range tables {
		nodes = append(nodes, ast.Source(t))
	}
	return nodes
}

// eachOnce returns nodes of FROM without those that name a table again.
func eachOnce(nodes []*ast.Node) (once []*ast.Node) {
	for _, n := range nodes {
		if _, ok := n.Expr().(*ast.Table); ok && slices.Contains(once, n) {
			continue
		}
		once = append(once, n)
	}
	return once
}

// tablesOf returns the tables that nodes of FROM or JOIN bring, each once.
func tablesOf(nodes []*ast.Node) (tables []*ast.Table, err error) {
	for _, n := range nodes {
		if join, ok := n.Expr().(*ast.JoinExpr); ok {
			n = join.Source
		}
		if err := ast.Err(n); err != nil {
			return nil, err
		}
		if t := ast.SourceTable(n); !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}
	return tables, nil
}

// source renders what stands in FROM or behind JOIN. Its columns are known from then on.
func (r *renderer) source(n *ast.Node) (rendered sq.Sqlizer, err error) {
	switch n := n.Expr().(type) {
	case *ast.InvalidExpr:
		return nil, n.Err
	case *ast.DerivedExpr:
		rendered, err = r.derived(n)
	case *ast.Table:
		rendered, err = r.filteredTable(n), r.checkRows(n)
	default:
		err = fmt.Errorf("a %T is nothing to read from", n)
	}
	if err != nil {
		return nil, err
	}
	return rendered, r.read(ast.SourceTable(n))
}

// checkRows errs for a name without a table that no WITH around gives rows.
func (r *renderer) checkRows(t *ast.Table) error {
	if !t.Derived || r.anyTable || slices.Contains(r.scope, t) {
		return nil
	}
	return fmt.Errorf("%s stands for no rows here: say With(builder.CTE(...)), or give it Subquery, Lateral, Values or TableFunc in From or a join", t.Alias)
}

func readTwice(t *ast.Table) error {
	return fmt.Errorf("%s is read twice under one name: give one of them its own with builder.Alias", t.Name())
}

// read makes t's columns known.
func (r *renderer) read(t *ast.Table) error {
	for _, other := range r.from {
		if r.correlationName(other) == r.correlationName(t) {
			return readTwice(t)
		}
	}
	r.from = append(r.from, t)
	return nil
}

// correlationName returns the name that stands before t's columns.
func (r *renderer) correlationName(t *ast.Table) string { return fragment.Canonical(r.plainName(t)) }

// plainName is correlationName in SQL that is no template.
func (r *renderer) plainName(t *ast.Table) string {
	if name, ok := r.renamed[t]; ok {
		return r.dialect.Identifier(name)
	}
	if t.Alias != "" {
		return r.dialect.Identifier(t.Alias)
	}
	return r.dialect.TableName(t.Mapping.Table)
}

// aliased returns t as it stands in FROM.
func (r *renderer) aliased(t *ast.Table) string {
	table := r.table(t.Mapping.Table)
	name, renamed := r.renamed[t]
	switch {
	case t.Derived:
		return r.identifier(t.Alias)
	case renamed:
		return table + " AS " + r.identifier(name)
	case t.Alias == "":
		return table
	}
	return table + " AS " + r.identifier(t.Alias)
}

func (r *renderer) column(c *ast.Column) sq.Sqlizer {
	name := r.identifier(c.Column.Name)
	if r.unqualified {
		return sq.Expr(r.identifier(r.nameOf(c.Column.Name)))
	}
	if !r.anyTable && !slices.Contains(r.from, c.Table) && !slices.Contains(r.outer, c.Table) {
		return failed{r.unread(c)}
	}
	if c.Table == r.target {
		return sq.Expr(name)
	}
	return sq.Expr(r.correlationName(c.Table) + "." + name)
}

// unread is the error of a column that stands where its table's rows are not read.
func (r *renderer) unread(c *ast.Column) error {
	switch {
	case r.inserting == nil:
		return fmt.Errorf("column %s.%s stands where its table %s is not read: name the table in From, or join it before",
			c.Table.Name(), c.Column.Field, r.aliased(c.Table))
	case c.Table == r.inserting:
		return fmt.Errorf("column %s stands where no row is read, among the values of an INSERT: give a value, or what a query answers with FromSelect", c.Called())
	}
	return fmt.Errorf("column %s is %s", c.Called(), noColumnOf(r.inserting))
}
