package render

import (
	"cmp"
	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// derived renders the rows of a table that is none, and its name.
func (r *renderer) derived(n *ast.DerivedExpr) (sq.Sqlizer, error) {
	switch n.Op {
	case ast.OpTableFunc, ast.OpOrdinality:
		return r.tableFunction(n)
	case ast.OpTableName:
		name := n.Rows.Expr().(*ast.TableNameExpr).Name
		return sq.Expr(r.table(name) + " AS " + r.identifier(n.Table.Alias)), nil
	case ast.OpValues:
		return r.valuesTable(n.Rows.Expr().(*ast.ListExpr).Nodes, n.Table)
	}
	inner, head := r.sibling(), "("
	if n.Op == ast.OpLateral {
		if err := r.need(LateralJoin, n.Op.String()); err != nil {
			return nil, err
		}
		inner, head = r.nested(), "LATERAL ("
	}
	query, err := inner.queryFor(n.Table, n.Rows)
	if err != nil {
		return nil, err
	}
	return concat(head, query, ") AS "+r.identifier(n.Table.Alias)), nil
}

// queryFor renders a query without parentheses, its columns called as t's are.
func (r *renderer) queryFor(t *ast.Table, query *ast.Node) (sq.Sqlizer, error) {
	s := ast.QueryOf(query)
	if s == nil {
		return r.value(query), nil
	}
	var err error
	if r.labels, err = labelsFor(t, s); err != nil {
		return nil, err
	}
	r.relabelled = relabelled(s.FlatItems(), r.labels)
	return r.statement(s), nil
}

// relabelled returns what columns are called instead of the names that the query gives them, by those names.
func relabelled(items []ast.Item, labels []string) map[string]string {
	names := map[string]string{}
	for i, label := range labels {
		if label != "" && items[i].Name != "" {
			names[items[i].Name] = label
		}
	}
	return names
}

// nameOf returns what a column of the query goes by, where the query gives it a name.
func (r *renderer) nameOf(column string) string {
	if other, ok := r.relabelled[column]; ok {
		return other
	}
	return column
}

// labelsFor returns what the columns of a query are to be called so that t's are found among them: "" for one that keeps its
// name. What a column of t has the name of is that column; the others, where they are as many as t has columns left, are
// those in order. It is nil where only the query's text knows.
func labelsFor(t *ast.Table, query *ast.Statement) ([]string, error) {
	items := query.FlatItems()
	if items == nil {
		return nil, nil
	}
	names, taken, unnamed := make([]string, len(items)), mapper.Set{}, 0
	var open []int
	for i, item := range items {
		if c := t.Mapping.Column(item.Name); c != nil && !taken.Has(c.Index) {
			taken = taken.With(c.Index)
			continue
		}
		if open = append(open, i); item.Name == "" {
			unnamed++
		}
	}
	left := columnsBut(t, taken)
	switch {
	case len(left) == len(open):
		for i, at := range open {
			names[at] = left[i].Name
		}
	case unnamed > 0:
		return nil, ast.WrongWidth(t, len(items))
	}
	return names, nil
}

func columnsBut(t *ast.Table, taken mapper.Set) (left []*mapper.Column) {
	for _, c := range t.Mapping.Columns {
		if !taken.Has(c.Index) {
			left = append(left, c)
		}
	}
	return left
}

func (r *renderer) tableFunction(n *ast.DerivedExpr) (sq.Sqlizer, error) {
	name := " AS " + r.identifier(n.Table.Alias)
	if series, ok := n.Rows.Expr().(*ast.SeriesExpr); ok && !r.dialect.Has(Series) {
		return concat("(", r.counting(series, n.Table), ")"+name), nil
	}
	if n.Op == ast.OpOrdinality {
		if err := r.need(ColumnAliases, "WITH ORDINALITY"); err != nil {
			return nil, err
		}
		name = " WITH ORDINALITY" + name
	}
	if r.dialect.Has(ColumnAliases) {
		name += r.columnList(n.Table)
	}
	return concat(r.value(n.Rows), name), nil
}

func (r *renderer) series(n *ast.SeriesExpr) sq.Sqlizer {
	return concat("generate_series(", r.value(n.Start), ", ", r.value(n.Stop), ")")
}

// counting renders a series of numbers as a query that counts them.
func (r *renderer) counting(n *ast.SeriesExpr, t *ast.Table) sq.Sqlizer {
	table, number := r.identifier(t.Alias), r.identifier(t.Mapping.Columns[0].Name)
	start, stop := r.value(n.Start), r.value(n.Stop)
	return concat("WITH RECURSIVE "+table+"("+number+") AS (SELECT ", start, " WHERE ", start, " <= ", stop,
		" UNION ALL SELECT "+number+" + 1 FROM "+table+" WHERE "+number+" < ", stop, ") SELECT "+number+" FROM "+table)
}

// valuesTable renders VALUES. The types are those of the first row.
func (r *renderer) valuesTable(rows []*ast.Node, t *ast.Table) (sq.Sqlizer, error) {
	parts := []any{"VALUES "}
	for i, row := range rows {
		values := row.Expr().(*ast.TupleExpr).Nodes
		if len(values) != len(t.Mapping.Columns) {
			return nil, ast.WrongWidth(t, len(values))
		}
		if i > 0 {
			parts = append(parts, ", ")
		}
		parts = append(parts, concat("(", r.valuesRow(values, t, i == 0), ")"))
	}
	values, name := concat(parts...), r.identifier(t.Alias)
	if r.dialect.Has(ColumnAliases) {
		return concat("(", values, ") AS "+name+r.columnList(t)), nil
	}
	return concat("(WITH "+name+r.columnList(t)+" AS (", values, ") SELECT * FROM "+name+") AS "+name), nil
}

func (r *renderer) valuesRow(values []*ast.Node, t *ast.Table, typed bool) sq.Sqlizer {
	var parts []any
	for i, v := range values {
		if i > 0 {
			parts = append(parts, ", ")
		}
		c := t.Mapping.Columns[i]
		name := cmp.Or(r.dialect.ColumnType(c), r.dialect.LiteralType(c.Type))
		if typed && name != "" && r.dialect.Has(TypedParams) {
			parts = append(parts, concat("CAST(", r.value(v), " AS "+fragment.Canonical(name)+")"))
		} else {
			parts = append(parts, r.value(v))
		}
	}
	return concat(parts...)
}

// columnList returns the names of t's columns in parentheses.
func (r *renderer) columnList(t *ast.Table) string {
	list := "("
	for i, c := range t.Mapping.Columns {
		if i > 0 {
			list += ", "
		}
		list += r.identifier(c.Name)
	}
	return list + ")"
}
