package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drey-db/drey/internal/ast"
)

// connections are the tables that a SELECT reads, in groups that its joins and predicates connect.
type connections struct {
	groups [][]*ast.Table
	around []*ast.Table // what the statements around it read: one row of each
	opaque bool         // a predicate holds text, which may connect anything
}

// checkCartesian refuses tables that FROM would list because the statement names them, and that nothing connects: every row of
// one would meet every row of the other.
// Source: SQLAlchemy, "FROM linting", which warns of it.
func (r *renderer) checkCartesian(s *ast.Statement, origins, joined []*ast.Node) error {
	if len(origins) < 2 || s.Has(ast.FromPart) {
		return nil
	}
	c := &connections{around: r.outer}
	c.connect(r.outer)
	for _, p := range r.paths {
		c.connect([]*ast.Table{p.owner, p.target})
	}
	for _, n := range joined {
		c.join(n.Expr().(*ast.JoinExpr), ast.SourceTable(origins[0]), r.from)
	}
	c.predicates(slices.Concat(s.Wheres(), s.Nodes(ast.HavingPart)), r.from)
	if c.opaque {
		return nil
	}
	var list []*ast.Table
	for _, n := range origins {
		list = append(list, ast.SourceTable(n))
	}
	return c.check(list)
}

// connect puts tables, and all that is connected with one of them, into one group.
func (c *connections) connect(tables []*ast.Table) {
	merged := slices.Clone(tables)
	c.groups = slices.DeleteFunc(c.groups, func(group []*ast.Table) bool {
		touches := slices.ContainsFunc(group, func(one *ast.Table) bool { return slices.Contains(tables, one) })
		if touches {
			merged = append(merged, group...)
		}
		return touches
	})
	c.groups = append(c.groups, merged)
}

// join connects what a join reads with what its ON names. One whose ON names nothing else means all that stands before it.
func (c *connections) join(n *ast.JoinExpr, first *ast.Table, read []*ast.Table) {
	own := ast.SourceTable(n.Source)
	named := c.named(append([]*ast.Node{n.Source}, n.On...), read)
	_, along := n.Source.Expr().(*ast.AlongExpr)
	derived, isDerived := n.Source.Expr().(*ast.DerivedExpr)
	other := slices.ContainsFunc(named, func(one *ast.Table) bool { return one != own })
	if n.Op == ast.OpCrossJoin || isDerived && derived.Correlated() || slices.ContainsFunc(n.On, notEmpty) && !other && !along {
		named = append(named, first)
	}
	c.connect(append(named, own))
}

// predicates connects what each predicate names. Those of an AND or OR stand for themselves.
func (c *connections) predicates(preds []*ast.Node, read []*ast.Table) {
	for _, n := range preds {
		switch e := n.Expr().(type) {
		case *ast.AndExpr:
			c.predicates(e.Preds, read)
		case *ast.OrExpr:
			c.predicates(e.Preds, read)
		default:
			c.connect(c.named([]*ast.Node{n}, read))
		}
	}
}

// named returns the tables that nodes name, but those that sub-selects read themselves.
func (c *connections) named(nodes []*ast.Node, read []*ast.Table) []*ast.Table {
	list, opaque := ast.Correlated(nodes, append(read[:len(read):len(read)], c.around...))
	c.opaque = c.opaque || opaque
	return list
}

// check errs when two of tables are connected by nothing. Rows that no table holds are left alone: they may be one.
func (c *connections) check(tables []*ast.Table) error {
	held := slices.DeleteFunc(slices.Clone(tables), func(one *ast.Table) bool { return one.Derived })
	if len(held) < 2 {
		return nil
	}
	group := c.groupOf(held[0])
	for _, other := range held[1:] {
		if !slices.Contains(group, other) {
			return fmt.Errorf("nothing ties %s and %s together, so every row of one would meet every row of the other: join them, or say From(%s) if every pair is meant",
				held[0].CorrelationName(), other.CorrelationName(), strings.Join(correlationNames(tables), ", "))
		}
	}
	return nil
}

func (c *connections) groupOf(one *ast.Table) []*ast.Table {
	for _, group := range c.groups {
		if slices.Contains(group, one) {
			return group
		}
	}
	return nil
}

func correlationNames(tables []*ast.Table) (names []string) {
	for _, t := range tables {
		names = append(names, t.CorrelationName())
	}
	return names
}
