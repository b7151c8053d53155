package statement

import (
	"encoding/json"

	sq "github.com/Masterminds/squirrel"
)

// JSONStep is what stands in left under a key, a string, or at a place, an int from 0.
func JSONStep(left *Node, step any) *Node {
	switch step := step.(type) {
	case string:
		return newNode(jsonPath, None, left, Argument(step), nil)
	case int:
		return newNode(jsonPath, None, left, Literal(int32(step)), nil)
	}
	return invalidf("a JSON path is made of keys and places: give strings and ints, not a %T", step)
}

// JSONText is left as text.
func JSONText(left *Node) *Node { return newNode(jsonText, None, left, nil, nil) }

// JSONContains says that left holds doc, which is made JSON.
func JSONContains(left *Node, doc any) *Node {
	text, err := json.Marshal(doc)
	if err != nil {
		return invalidf("what Contains looks for is no JSON: %w", err)
	}
	return newNode(jsonTest, OpContains, left, Literal(json.RawMessage(text)), nil)
}

// JSONHasKey says that left is an object with a key.
func JSONHasKey(left *Node, key string) *Node {
	return newNode(jsonTest, OpHasKey, left, Argument(key), nil)
}

// json renders what is about JSON. Databases without PostgreSQL's operators have SQLite's.
func (r *renderer) json(n *Node) sq.Sqlizer {
	native := r.dialect.Has(JSONOperators)
	switch {
	case n.kind == jsonPath:
		return r.jsonStep(n, " -> ")
	case n.kind == jsonText && n.left.kind == jsonPath && native:
		return r.jsonStep(n.left, " ->> ")
	case n.kind == jsonText && n.left.kind == jsonPath:
		return concat("CAST(", r.jsonStep(n.left, " ->> "), " AS text)")
	case n.kind == jsonText && native:
		return concat(r.operand(n.left), " #>> '{}'")
	case n.kind == jsonText:
		return concat("CAST(", r.operand(n.left), " ->> '$' AS text)")
	case native:
		return concat(r.operand(n.left), " "+canonical(opText[n.op])+" ", r.operand(n.right))
	case n.op == OpHasKey:
		return concat("json_type(", r.value(n.left), ", '$.' || json_quote(", r.value(n.right), ")) IS NOT NULL")
	}
	return failed{r.need(JSONOperators, opText[n.op]+" of JSON")}
}

// jsonStep renders one step of a path. In SQLite a key is made a path, because one that begins with $ would be taken for
// one.
func (r *renderer) jsonStep(n *Node, arrow string) sq.Sqlizer {
	left := r.operand(n.left)
	if n.left.kind == jsonPath {
		left = r.value(n.left) // arrows need no parentheses among themselves
	}
	if n.right.kind == bind && !r.dialect.Has(JSONOperators) {
		return concat(left, arrow+"('$.' || json_quote(", r.value(n.right), "))")
	}
	return concat(left, arrow, r.value(n.right))
}
