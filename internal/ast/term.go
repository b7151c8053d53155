package ast

import (
	"errors"
	"fmt"
	"strings"

	"github.com/drey-db/drey/internal/mapper"
)

// LabelExpr is Left AS Name.
type LabelExpr struct {
	Node
	Left *Node
	Name string
}

// Label returns left AS name.
func Label(left *Node, name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(&LabelExpr{newHeader("label", None, hashOf(left), hashText(seed, name)), left, name})
}

func (n *LabelExpr) walk(w *Walk) { w.text(n.Name); w.node(&n.Left) }

func (n *LabelExpr) values() []*Node { return []*Node{n.Left} }

func (n *LabelExpr) withValues(change func(*Node) *Node) *Node { return Label(change(n.Left), n.Name) }

// SortExpr is Left as a term of ORDER BY.
type SortExpr struct {
	Node
	Left  *Node
	Nulls string // NULLS FIRST or NULLS LAST; "": neither
}

// Sort returns left as a term of ORDER BY.
func Sort(left *Node, op Op) *Node {
	create := func() *Node { return newNode(&SortExpr{newHeader("sort", op, hashOf(left)), left, ""}) }
	if isFixed(left) {
		return fixed(op, left, nil, create)
	}
	return create()
}

// Sorting returns n, a term of ORDER BY or GROUP BY, or an error where it is a value: that would be the same for all rows.
func Sorting(n *Node) *Node {
	term := n
	if s, ok := n.Expr().(*SortExpr); ok {
		term = s.Left
	}
	switch term.Expr().(type) {
	case *LiteralExpr, *BindExpr:
		return Invalidf("a value is no term to sort or group by, as it is the same for every row: name a column, as in builder.Col(&heroes.Name), or Raw for SQL of your own")
	}
	return n
}

// SortNulls returns a term of ORDER BY with NULLs before or behind everything else.
func SortNulls(term *Node, first bool) *Node {
	n, ok := term.Expr().(*SortExpr)
	if !ok {
		return term
	}
	nulls := "NULLS LAST"
	if first {
		nulls = "NULLS FIRST"
	}
	return newNode(&SortExpr{newHeader("sort", n.Op, hashOf(n.Left), hashText(seed, nulls)), n.Left, nulls})
}

func (n *SortExpr) walk(w *Walk) { w.text(n.Nulls); w.node(&n.Left) }

// GroupingExpr is Op (Nodes), of GROUP BY.
type GroupingExpr struct {
	Node
	Nodes []*Node
}

// Grouping returns op of nodes in GROUP BY: OpRollup, OpCube, or OpGroupingSets, whose nodes are expressions or tuples.
func Grouping(op Op, nodes []*Node) *Node {
	return newNode(&GroupingExpr{newHeader("grouping", op, hashNodes(nodes)), nodes})
}

func (n *GroupingExpr) walk(w *Walk) { w.nodes(&n.Nodes) }

// EntityExpr is columns of Table, read as one entity.
type EntityExpr struct {
	Node
	Table *Table
	only  []*mapper.Column // nil: all
}

// Whole returns every column of t, read as one entity.
func Whole(t *Table) *Node { return newNode(&EntityExpr{newHeader("entity", None, t.hash), t, nil}) }

// Partly returns columns of t, its key among them, read as one entity; nil: every one.
func Partly(t *Table, columns []*mapper.Column) *Node {
	if columns == nil {
		return Whole(t)
	}
	hashes := []uint64{t.hash}
	for _, c := range columns {
		hashes = append(hashes, uint64(c.Index))
	}
	return newNode(&EntityExpr{newHeader("entity", None, hashes...), t, columns})
}

// Columns returns the columns that are read, in the order of the text.
func (n *EntityExpr) Columns() []*mapper.Column {
	if n.only == nil {
		return n.Table.Mapping.Columns
	}
	return n.only
}

func (n *EntityExpr) walk(w *Walk) {
	w.identity(n.Table)
	w.number(len(n.only))
	for _, c := range n.only {
		w.identity(c)
	}
}

// checkName refuses names that no database can quote.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("a name is empty: give the label, alias, constraint or whatever it names one")
	case strings.ContainsRune(name, 0):
		return fmt.Errorf("the name %q holds a NUL, which no database takes", name)
	}
	return nil
}
