package ast

import "regexp"

// AggregateFilterExpr is Call FILTER (WHERE Preds).
type AggregateFilterExpr struct {
	Node
	Call  *Node
	Preds []*Node
}

// Filter returns left, an aggregate, over the rows where every predicate is true.
func Filter(left *Node, preds []*Node) *Node {
	if !IsCall(left) {
		return Invalidf("Filter stands behind an aggregate: call it on Count, Sum, Func and their like, before Over")
	}
	if len(preds) == 0 {
		return left
	}
	return newNode(&AggregateFilterExpr{newHeader("aggregate filter", None, hashOf(left), hashNodes(preds)), left, preds})
}

func (n *AggregateFilterExpr) walk(w *Walk) { w.node(&n.Call); w.nodes(&n.Preds) }

func (n *AggregateFilterExpr) values() []*Node { return []*Node{n.Call} }

// OverExpr is Call OVER Window.
type OverExpr struct {
	Node
	Call, Window *Node
}

// Over returns left OVER over, which is made by [Window].
func Over(left, window *Node) *Node {
	if Err(window) != nil {
		return window
	}
	if _, filtered := left.Expr().(*AggregateFilterExpr); !filtered && !IsCall(left) {
		return Invalidf("Over stands behind a function: call it on RowNumber, Sum, Func and their like")
	}
	return newNode(&OverExpr{newHeader("over", None, hashOf(left), hashOf(window)), left, window})
}

func (n *OverExpr) walk(w *Walk) { w.node(&n.Call); w.node(&n.Window) }

func (n *OverExpr) values() []*Node { return []*Node{n.Call} }

// WithinGroupExpr is Call WITHIN GROUP (ORDER BY Terms).
type WithinGroupExpr struct {
	Node
	Call  *Node
	Terms []*Node
}

// WithinGroup returns left, an aggregate, over the rows as terms sort them.
func WithinGroup(left *Node, terms []*Node) *Node {
	switch {
	case !IsCall(left):
		return Invalidf("WithinGroup stands behind an aggregate: call it on Func, before Filter and Over")
	case len(terms) == 0:
		return Invalidf("WithinGroup sorts by nothing: give it a term")
	}
	return newNode(&WithinGroupExpr{newHeader("within group", None, hashOf(left), hashNodes(terms)), left, terms})
}

func (n *WithinGroupExpr) walk(w *Walk) { w.node(&n.Call); w.nodes(&n.Terms) }

// WindowExpr is what OVER says.
type WindowExpr struct {
	Node
	Partition, Order []*Node
	Frame            string // "": the database's own
}

// Window returns what OVER says. frame is "" for the database's own.
func Window(partition, order []*Node, frame string) *Node {
	if frame != "" && !frameText.MatchString(frame) {
		return Invalidf("%q is no frame: write it as in ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", frame)
	}
	return newNode(&WindowExpr{newHeader("window", None, hashNodes(partition), hashNodes(order), hashText(seed, frame)), partition, order, frame})
}

func (n *WindowExpr) walk(w *Walk) { w.text(n.Frame); w.nodes(&n.Partition); w.nodes(&n.Order) }

// WindowOrder returns w with terms behind those it has.
func WindowOrder(w *Node, terms []*Node) *Node {
	n, ok := w.Expr().(*WindowExpr)
	if !ok {
		return w
	}
	return Window(n.Partition, append(n.Order[:len(n.Order):len(n.Order)], terms...), n.Frame)
}

// WindowFrame returns w with another frame.
func WindowFrame(w *Node, frame string) *Node {
	n, ok := w.Expr().(*WindowExpr)
	if !ok {
		return w
	}
	return Window(n.Partition, n.Order, frame)
}

const frameBound = `(UNBOUNDED\s+PRECEDING|UNBOUNDED\s+FOLLOWING|CURRENT\s+ROW|(\d+(\.\d+)?|(INTERVAL\s+)?'[\w .:+-]+')\s+(PRECEDING|FOLLOWING))`

// frameText is PostgreSQL's and SQLite's frame_clause, whose offsets are numbers or intervals.
var frameText = regexp.MustCompile(`(?i)^(ROWS|RANGE|GROUPS)\s+(` + frameBound + `|BETWEEN\s+` + frameBound + `\s+AND\s+` + frameBound +
	`)(\s+EXCLUDE\s+(CURRENT\s+ROW|GROUP|TIES|NO\s+OTHERS))?$`)
