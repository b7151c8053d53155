package statement

import (
	"regexp"

	sq "github.com/Masterminds/squirrel"
)

// Filter is left, an aggregate, over the rows where every predicate is true.
func Filter(left *Node, preds []*Node) *Node {
	if !left.isCall() {
		return invalidf("Filter stands behind an aggregate: call it on Count, Sum, Func and their like, before Over")
	}
	if len(preds) == 0 {
		return left
	}
	return newNode(filtered, None, left, nil, preds).hashed(hashNodes(preds))
}

// Over is left OVER over, which is made by [Window].
func Over(left, over *Node) *Node {
	if over.kind == invalid {
		return over
	}
	if !left.isCall() && left.kind != filtered && left.kind != ordered {
		return invalidf("Over stands behind a function: call it on RowNumber, Sum, Func and their like")
	}
	return newNode(windowed, None, left, over, nil)
}

// WithinGroup is left, an aggregate, over the rows as terms sort them.
func WithinGroup(left *Node, terms []*Node) *Node {
	switch {
	case !left.isCall():
		return invalidf("WithinGroup stands behind an aggregate: call it on Func, before Filter and Over")
	case len(terms) == 0:
		return invalidf("WithinGroup sorts by nothing: give it a term")
	}
	return newNode(ordered, None, left, nil, terms).hashed(hashNodes(terms))
}

// isCall says whether n may be a call of a function.
func (n *Node) isCall() bool {
	switch n.kind {
	case call, text, unitText, template, ordered, invalid:
		return true
	}
	return false
}

// Window is what OVER says. frame is "" for the database's own.
func Window(partition, order []*Node, frame string) *Node {
	if frame != "" && !frameText.MatchString(frame) {
		return invalidf("%q is no frame: write it as in ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", frame)
	}
	return newNode(window, None, Terms(partition), Terms(order), frame).hashed(hashText(seed, frame))
}

// WindowOrder is w with terms behind those it has.
func WindowOrder(w *Node, terms []*Node) *Node {
	if w.kind == invalid {
		return w
	}
	before := w.right.value.([]*Node)
	return Window(w.left.value.([]*Node), append(before[:len(before):len(before)], terms...), w.value.(string))
}

// WindowFrame is w with another frame.
func WindowFrame(w *Node, frame string) *Node {
	if w.kind == invalid {
		return w
	}
	return Window(w.left.value.([]*Node), w.right.value.([]*Node), frame)
}

const frameBound = `(UNBOUNDED\s+PRECEDING|UNBOUNDED\s+FOLLOWING|CURRENT\s+ROW|(\d+(\.\d+)?|(INTERVAL\s+)?'[\w .:+-]+')\s+(PRECEDING|FOLLOWING))`

// frameText is PostgreSQL's and SQLite's frame_clause, whose offsets are numbers or intervals.
var frameText = regexp.MustCompile(`(?i)^(ROWS|RANGE|GROUPS)\s+(` + frameBound + `|BETWEEN\s+` + frameBound + `\s+AND\s+` + frameBound +
	`)(\s+EXCLUDE\s+(CURRENT\s+ROW|GROUP|TIES|NO\s+OTHERS))?$`)

func (r *renderer) window(n *Node) sq.Sqlizer {
	var parts []any
	add := func(clause ...any) {
		if len(parts) > 0 {
			parts = append(parts, " ")
		}
		parts = append(parts, clause...)
	}
	if partition := n.left.value.([]*Node); len(partition) > 0 {
		add("PARTITION BY ", r.terms(partition, r.value))
	}
	if order := n.right.value.([]*Node); len(order) > 0 {
		add("ORDER BY ", r.terms(order, r.sorted))
	}
	if frame := n.value.(string); frame != "" {
		add(frame)
	}
	return concat(append(append([]any{"("}, parts...), ")")...)
}

// sorted renders a term that sorts rows before there are labels.
func (r *renderer) sorted(n *Node) sq.Sqlizer {
	if n.kind == sorted || n.kind != label {
		return r.term(n)
	}
	return r.value(n)
}

func (r *renderer) filtered(n *Node) sq.Sqlizer {
	where := r.conjunction(n.value.([]*Node))
	if where == nil {
		return r.value(n.left)
	}
	return concat(r.value(n.left), " FILTER (WHERE ", where, ")")
}

func (r *renderer) ordered(n *Node) sq.Sqlizer {
	if err := r.need(OrderedSets, "WITHIN GROUP"); err != nil {
		return failed{err}
	}
	return concat(r.value(n.left), " WITHIN GROUP (ORDER BY ", r.terms(n.value.([]*Node), r.sorted), ")")
}
