package ast

import (
	"slices"
	"strings"
	"unicode"
)

// CallExpr is Name(Args), of an aggregate Name(DISTINCT Args ORDER BY Order).
type CallExpr struct {
	Node
	Name     string
	Distinct bool
	Named    bool // by the caller, and it may do more than compute
	Args     []*Node
	Order    []*Node
}

// Call returns the function op of args; count without any is count(*).
func Call(op Op, args []*Node) *Node { return &newCall(op.String(), false, args, nil).Node }

// NamedFunction is Function with a name that the caller gave, so that the function may read and write anything, unless it merely computes.
func NamedFunction(name string, args []*Node) *Node {
	n := Function(name, args)
	if call, ok := n.Expr().(*CallExpr); ok {
		call.Named = !computes(name)
	}
	return n
}

// Function returns name(args), a function that the database knows by that name.
func Function(name string, args []*Node) *Node {
	if !isPath(name) {
		return Invalidf("%q is no function's name: write letters, digits, _ and dots, or use Raw", name)
	}
	if slices.Contains(polymorphic, name) {
		args = boundTogether(args)
	}
	return &newCall(name, false, args, nil).Node
}

func newCall(name string, distinct bool, args, order []*Node) *CallExpr {
	d := uint64(0)
	if distinct {
		d = 1
	}
	n := &CallExpr{newHeader("call", None, hashText(seed, name), d, hashNodes(args), hashNodes(order)), name, distinct, false, args, order}
	newNode(n)
	return n
}

func (n *CallExpr) walk(w *Walk) {
	s := step{text: n.Name}
	if n.Distinct {
		s.size = 1
	}
	w.step(s)
	w.nodes(&n.Args)
	w.nodes(&n.Order)
}

// polymorphic are functions whose value is of their arguments' type, and whose arguments are of one.
var polymorphic = []string{"coalesce", "nullif", "greatest", "least"}

// firstArgumentFunctions are functions whose value is their first argument's, of one row or another.
var firstArgumentFunctions = []string{"min", "max", "first_value", "last_value", "nth_value", "lag", "lead", "array_agg"}

// Polymorphic reports whether n's arguments are of one type, which is that of its value.
func (n *CallExpr) Polymorphic() bool { return slices.Contains(polymorphic, n.Name) }

func (n *CallExpr) values() []*Node {
	switch {
	case n.Polymorphic():
		return n.Args
	case slices.Contains(firstArgumentFunctions, n.Name) && len(n.Args) > 0:
		return n.Args[:1]
	}
	return nil
}

func (n *CallExpr) withValues(change func(*Node) *Node) *Node {
	if !n.Polymorphic() {
		return &n.Node
	}
	changedCall := newCall(n.Name, n.Distinct, changed(n.Args, change), n.Order)
	changedCall.Named = n.Named
	return &changedCall.Node
}

// IsCall reports whether n may be a call of a function: text may hold one.
func IsCall(n *Node) bool {
	switch n.Expr().(type) {
	case *CallExpr, *TextExpr, *TemplateExpr, *WithinGroupExpr, *InvalidExpr:
		return true
	}
	return false
}

// CastExpr is CAST(Left AS Type).
type CastExpr struct {
	Node
	Left *Node
	Type string
}

// Cast returns CAST(left AS sqlType).
func Cast(left *Node, sqlType string) *Node {
	if !isType(sqlType) {
		return Invalidf("%q is no type: write it as in numeric(10,2), without quotes or operators", sqlType)
	}
	return newNode(&CastExpr{newHeader("cast", None, hashOf(left), hashText(seed, sqlType)), left, sqlType})
}

func (n *CastExpr) walk(w *Walk) { w.text(n.Type); w.node(&n.Left) }

// CollateExpr is Left COLLATE Name.
type CollateExpr struct {
	Node
	Left *Node
	Name string
}

// Collate returns left COLLATE name.
func Collate(left *Node, name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(&CollateExpr{newHeader("collate", None, hashOf(left), hashText(seed, name)), left, name})
}

func (n *CollateExpr) walk(w *Walk) { w.text(n.Name); w.node(&n.Left) }

func (n *CollateExpr) values() []*Node { return []*Node{n.Left} }

// isPath reports whether name is words with dots between.
func isPath(name string) bool {
	for _, part := range strings.Split(name, ".") {
		if part == "" || wordEnd(part) < len(part) || '0' <= part[0] && part[0] <= '9' {
			return false
		}
	}
	return true
}

// isType reports whether text is built as the names of types are: words, dots, and lengths or dimensions behind, each in brackets of its own.
func isType(text string) bool {
	var inside rune // the bracket that is open; 0: none
	for _, c := range text {
		switch {
		case c == '(' && inside == 0, c == '[' && inside == 0:
			inside = c
		case c == ')' && inside == '(', c == ']' && inside == '[':
			inside = 0
		case inside == '[' && !unicode.IsDigit(c):
			return false
		case isWord(c), c == ' ', c == '.' && inside == 0, c == ',' && inside == '(':
		default:
			return false
		}
	}
	return inside == 0 && wordEnd(text) > 0
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) }); end >= 0 {
		return end
	}
	return len(text)
}
