package ast

// DerivedExpr is Table in FROM, with the rows of Rows: a query for OpSubquery and OpLateral, a call for OpTableFunc
// and OpOrdinality, a *ListExpr of tuples for OpValues, a *TableNameExpr for OpTableName.
type DerivedExpr struct {
	Node
	Table *Table
	Rows  *Node
}

// Bound returns t in FROM with the rows of query: op is OpSubquery or OpLateral.
func Bound(op Op, t *Table, query *Node) *Node {
	switch {
	case !t.Derived:
		return Invalidf("%s is a table: give its rows a name of their own with builder.Derived, of an entity too", t.Name())
	case Err(query) != nil:
		return query
	}
	return newNode(&DerivedExpr{newHeader("derived", op, t.hash, hashOf(query)), t, query})
}

// BoundCall returns t in FROM with the rows of a function.
func BoundCall(t *Table, call *Node) *Node { return Bound(OpTableFunc, t, call) }

// BoundValues returns t in FROM with rows of values, each a [Tuple].
func BoundValues(t *Table, rows []*Node) *Node {
	if len(rows) == 0 {
		return Invalidf("%s is given no row: leave the VALUES out, or ask for nothing with Or()", t.Alias)
	}
	return Bound(OpValues, t, Terms(rows))
}

func (n *DerivedExpr) walk(w *Walk) { w.identity(n.Table); w.node(&n.Rows) }

// Correlated reports whether the rows may depend on what FROM lists before them.
func (n *DerivedExpr) Correlated() bool {
	return n.Op == OpLateral || n.Op == OpTableFunc || n.Op == OpOrdinality
}

// WithOrdinality returns n, the rows of a function in FROM, with their number as the last column.
func WithOrdinality(n *Node) *Node {
	call, ok := n.Expr().(*DerivedExpr)
	switch {
	case Err(n) != nil:
		return n
	case !ok || call.Op != OpTableFunc && call.Op != OpOrdinality:
		return Invalidf("WithOrdinality numbers the rows of a function: call it on TableFunc")
	}
	return Bound(OpOrdinality, call.Table, call.Rows)
}

// TableNameExpr is a table or view that a name alone tells.
type TableNameExpr struct {
	Node
	Name string // dots separate schema and table
}

// BoundTable returns t in FROM with the rows of a table or view by its name.
func BoundTable(t *Table, name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return Bound(OpTableName, t, newNode(&TableNameExpr{newHeader("table name", None, hashText(seed, name)), name}))
}

func (n *TableNameExpr) walk(w *Walk) { w.text(n.Name) }

// SeriesExpr is every whole number from Start to Stop, a row each.
type SeriesExpr struct {
	Node
	Start, Stop *Node
}

// BoundSeries returns t in FROM with a row for each whole number from start to stop.
func BoundSeries(t *Table, start, stop int64) *Node {
	if len(t.Mapping.Columns) != 1 {
		return Invalidf("%s has %d columns: a series of numbers has one", t.Name(), len(t.Mapping.Columns))
	}
	return BoundCall(t, newNode(&SeriesExpr{newHeader("series", None), Literal(start), Literal(stop)}))
}

func (n *SeriesExpr) walk(w *Walk) { w.node(&n.Start); w.node(&n.Stop) }
