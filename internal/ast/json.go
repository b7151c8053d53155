package ast

import "encoding/json"

// JSONPathExpr is Left -> Step.
type JSONPathExpr struct {
	Node
	Left, Step *Node
}

// JSONStep returns what stands in left under a key, a string, or at a place, an int from 0.
func JSONStep(left *Node, step any) *Node {
	var to *Node
	switch step := step.(type) {
	case string:
		to = Argument(step)
	case int:
		to = Literal(int32(step))
	default:
		return Invalidf("a JSON path is made of keys and places: give strings and ints, not a %T", step)
	}
	return newNode(&JSONPathExpr{newHeader("json path", None, hashOf(left), hashOf(to)), left, to})
}

func (n *JSONPathExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Step) }

// JSONTextExpr is Left as text.
type JSONTextExpr struct {
	Node
	Left *Node
}

// JSONText returns left as text.
func JSONText(left *Node) *Node {
	return newNode(&JSONTextExpr{newHeader("json text", None, hashOf(left)), left})
}

func (n *JSONTextExpr) walk(w *Walk) { w.node(&n.Left) }

// JSONTestExpr is Left Op Right, of JSON.
type JSONTestExpr struct {
	Node
	Left, Right *Node
}

// JSONContains returns that left holds doc, which is made JSON.
func JSONContains(left *Node, doc any) *Node {
	text, err := json.Marshal(doc)
	if err != nil {
		return Invalidf("what Contains looks for is no JSON: %w", err)
	}
	return jsonTest(left, OpContains, Literal(json.RawMessage(text)))
}

// JSONHasKey returns that left is an object with a key.
func JSONHasKey(left *Node, key string) *Node { return jsonTest(left, OpHasKey, Argument(key)) }

func jsonTest(left *Node, op Op, right *Node) *Node {
	return newNode(&JSONTestExpr{newHeader("json test", op, hashOf(left), hashOf(right)), left, right})
}

func (n *JSONTestExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Right) }

// JSONForm says what a value becomes in JSON.
type JSONForm uint8

// The forms of values that not every database tells from text and numbers.
const (
	JSONDocument JSONForm = iota + 1
	JSONTruth
	JSONTime
	JSONNumber
)

// JSONValueExpr is Left as a value in JSON.
type JSONValueExpr struct {
	Node
	Left *Node
	Form JSONForm
}

// JSONValue returns left as a value in JSON, of a form.
func JSONValue(left *Node, form JSONForm) *Node {
	return newNode(&JSONValueExpr{newHeader("json value", None, hashOf(left), uint64(form)), left, form})
}

func (n *JSONValueExpr) walk(w *Walk) { w.number(int(n.Form)); w.node(&n.Left) }

func (n *JSONValueExpr) values() []*Node { return []*Node{n.Left} }

// Unsaid is what a time lacks in the JSON of a database that writes it as its column's type has it: a day its midnight, a time
// of a clock that is UTC's its zone.
func (n *JSONValueExpr) Unsaid() string {
	switch {
	case n.Form != JSONTime:
		return ""
	case isDay(n.Left):
		return "T00:00:00Z"
	case isClock(n.Left):
		return "Z"
	}
	return ""
}
