package statement

import sq "github.com/Masterminds/squirrel"

// ArrayTest is left op right, of arrays: op is OpContains, OpContainedBy or OpOverlaps.
func ArrayTest(left *Node, op Op, right *Node) *Node {
	return newNode(arrayTest, op, asBeside(right, left), asBeside(left, right), nil)
}

// ArrayLength is how many elements an array has.
func ArrayLength(left *Node) *Node { return newNode(arrayLength, None, left, nil, nil) }

// Quantified is ANY(left) or ALL(left), of an array.
func Quantified(op Op, left *Node) *Node { return newNode(quantified, op, left, nil, nil) }

// Regular is left op right, where op is one of the regular expressions.
func Regular(left *Node, op Op, pattern string) *Node {
	return newNode(regular, op, left, Bind(left, pattern), nil)
}

// array renders what is about arrays, and regular expressions.
func (r *renderer) array(n *Node) sq.Sqlizer {
	feature, construct := Arrays, opText[n.op]+" of arrays"
	switch n.kind {
	case regular:
		feature, construct = Regexps, opText[n.op]+", a regular expression"
	case arrayLength:
		construct = "cardinality of arrays"
	}
	if err := r.need(feature, construct); err != nil {
		return failed{err}
	}
	switch n.kind {
	case arrayLength:
		return concat("cardinality(", r.value(n.left), ")")
	case quantified:
		return concat(opText[n.op]+"(", r.value(n.left), ")")
	}
	return concat(r.operand(n.left), " "+opText[n.op]+" ", r.operand(n.right))
}
