package ast

// AndExpr joins predicates with AND; none is true.
type AndExpr struct {
	Node
	Preds []*Node
}

// All returns predicates joined with AND; none is true.
func All(preds []*Node) *Node {
	return newNode(&AndExpr{newHeader("and", None, hashNodes(preds)), preds})
}

func (n *AndExpr) walk(w *Walk) { w.nodes(&n.Preds) }

// OrExpr joins predicates with OR; none is false.
type OrExpr struct {
	Node
	Preds []*Node
}

// Some returns predicates joined with OR; none is false.
func Some(preds []*Node) *Node {
	return newNode(&OrExpr{newHeader("or", None, hashNodes(preds)), preds})
}

func (n *OrExpr) walk(w *Walk) { w.nodes(&n.Preds) }

// NotExpr is NOT (Pred).
type NotExpr struct {
	Node
	Pred *Node
}

// Negate returns NOT (pred).
func Negate(pred *Node) *Node { return newNode(&NotExpr{newHeader("not", None, hashOf(pred)), pred}) }

func (n *NotExpr) walk(w *Walk) { w.node(&n.Pred) }

// ExistsExpr is EXISTS Query.
type ExistsExpr struct {
	Node
	Query *Node
}

// Exists returns EXISTS (query).
func Exists(query *Node) *Node {
	return newNode(&ExistsExpr{newHeader("exists", None, hashOf(query)), query})
}

func (n *ExistsExpr) walk(w *Walk) { w.node(&n.Query) }

// HasExpr is EXISTS over the rows that Relation, a *Relation, leads to where every predicate is true.
type HasExpr struct {
	Node
	Relation *Node
	Preds    []*Node
}

// Has returns that the relationship r leads to a row where every predicate is true.
func Has(r *Node, preds []*Node) *Node {
	if Err(r) != nil {
		return r
	}
	return newNode(&HasExpr{newHeader("has", None, hashOf(r), hashNodes(preds)), r, preds})
}

func (n *HasExpr) walk(w *Walk) { w.node(&n.Relation); w.nodes(&n.Preds) }

// FilterExpr is a predicate about Table, true of every row that a statement reads or writes as As; nil: under whatever name.
type FilterExpr struct {
	Node
	Pred      *Node
	Table, As *Table
	ByUser    bool // the statement's own user says it of this statement
	Deleted   bool // it leaves out what was deleted softly
}

// Restrict returns that pred, in terms of t, is true of every row of t's table that a statement reads or writes, under
// whatever name. It stands in the FilterPart of a statement and goes for all inside it.
func Restrict(t *Table, pred *Node) *Node {
	return newNode(&FilterExpr{Node: newHeader("filter", None, t.hash, hashOf(pred)), Pred: pred, Table: t})
}

// RestrictDeleted is Restrict for a pred that leaves out what was deleted softly.
func RestrictDeleted(t *Table, pred *Node) *Node {
	return newNode(&FilterExpr{Node: newHeader("undeleted", None, t.hash, hashOf(pred)), Pred: pred, Table: t, Deleted: true})
}

// Renamed returns pred, which is in terms of t, about the rows of as, another name of t's table.
func Renamed(t, as *Table, pred *Node) *Node {
	return newNode(&FilterExpr{Node: newHeader("renamed", None, t.hash, as.hash, hashOf(pred)), Pred: pred, Table: t, As: as, ByUser: true})
}

// Of returns the filter for one of the names of its table.
func (n *FilterExpr) Of(t *Table) *Node {
	return newNode(&FilterExpr{n.Node, n.Pred, n.Table, t, n.ByUser, n.Deleted})
}

func (n *FilterExpr) walk(w *Walk) {
	w.identity(n.Table)
	w.identity(n.As)
	w.identity(n.ByUser)
	w.identity(n.Deleted)
	w.node(&n.Pred)
}

// NoPredicate returns n where a predicate is expected, whose type says that it is none: an error, n's own if it has one.
func NoPredicate(n *Node) *Node {
	if Err(n) != nil || ColumnOf(n) != nil {
		return n
	}
	return Invalidf("an expression that is neither true nor false is no predicate: compare it, as in e.Eq(...)")
}
