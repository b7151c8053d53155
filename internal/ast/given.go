package ast

import (
	"slices"

	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/mapper"
)

// Given shows each value that s, which writes a table, gives a column of the table or compares with one.
func Given(s Statement, show func(c *mapper.Column, v any)) {
	t := s.Target()
	if t == nil {
		return
	}
	reveal := func(c *mapper.Column, v any) {
		if secret, ok := v.(fragment.Secret); ok {
			v = secret.Reveal()
		}
		show(c, v)
	}
	pair := func(left, right *Node) {
		c := ColumnOf(left)
		if b, ok := right.Expr().(*BindExpr); ok && c != nil && c.Table.Mapping == t.Mapping {
			reveal(c.Column, b.Value)
		}
	}
	visit := func(n *Node) bool {
		switch n := n.Expr().(type) {
		case *RowExpr:
			for i, v := range n.Values {
				if n.Given.Has(i) {
					reveal(t.Mapping.Columns[i], v)
				}
			}
		case *AssignExpr:
			pair(n.Left, n.Right)
		case *CompareExpr:
			pair(n.Left, n.Right)
		}
		return true
	}
	s.each(func(c clause) { Inspect(c.node, visit) })
}

// Assigned returns the columns that s, which updates a table, sets itself.
func Assigned(s Statement) (columns mapper.Set) {
	nodes := s.Nodes(SetPart)
	if n, ok := s.Last(ConflictPart).Expr().(*ConflictExpr); ok {
		nodes = n.Sets
	}
	for _, n := range nodes {
		if a, ok := n.Expr().(*AssignExpr); ok && ColumnOf(a.Left) != nil {
			columns = columns.With(ColumnOf(a.Left).Column.Index)
		}
	}
	return columns
}

// LeavesOut reports whether s is an INSERT that leaves c to the database, in every row.
func LeavesOut(s Statement, c *mapper.Column) bool {
	if s.Kind() != InsertKind || s.Has(SelectPart) && !s.Has(IntoPart) { // which takes all columns
		return false
	}
	brings := func(n *Node) bool {
		switch e := n.Expr().(type) {
		case *RowExpr:
			return e.Given.Has(c.Index)
		case *AssignExpr:
			return ColumnOf(e.Left) != nil && ColumnOf(e.Left).Column == c
		case *Column:
			return e.Column == c
		}
		return false
	}
	for _, part := range []Part{RowPart, SetPart, IntoPart} {
		if slices.ContainsFunc(s.Nodes(part), brings) {
			return false
		}
	}
	return true
}

// Computes reports whether a statement has values that the database computes, of which a refusal may be as well as of those that are bound.
func Computes(s Statement) (computes bool) {
	visit := func(n *Node) bool {
		switch n.Expr().(type) {
		case *CastExpr, *CallExpr, *OperationExpr, *TextExpr, *TemplateExpr, *JSONPathExpr, *JSONTextExpr, *ExtractExpr, *ShiftExpr, *ZoneExpr, *TruncateExpr:
			computes = true
		}
		return !computes
	}
	s.each(func(c clause) { Inspect(c.node, visit) })
	return computes
}
