package ast

// EachExpr is one text with the arguments of several rows: a statement for each of them.
type EachExpr struct {
	Node
	Texts []*Node
}

// ForEach returns what is run once for each of texts, in their order.
func ForEach(texts []*Node) *Node {
	return newNode(&EachExpr{newHeader("each", None, hashNodes(texts)), texts})
}

func (n *EachExpr) walk(w *Walk) { w.nodes(&n.Texts) }

// Each returns the statements that s is, one for each row of a list, and false for a statement that is one itself.
func (s *Statement) Each() (list []Statement, ok bool) {
	if s.kind != TextKind {
		return nil, false
	}
	each, ok := s.Last(TextPart).Expr().(*EachExpr)
	if !ok {
		return nil, false
	}
	list = make([]Statement, len(each.Texts))
	for i, text := range each.Texts {
		list[i] = Of(TextKind, text)
	}
	return list, true
}
