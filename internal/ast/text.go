package ast

import (
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/internal/fragment"
)

// TextExpr is SQL of somebody else's.
type TextExpr struct {
	Node
	fragment.Fragment
	Unit bool // it needs no parentheses beside AND and operators
}

// Text returns SQL of somebody else's. unit says that it stands beside AND and operators without parentheses.
func Text(sql string, args []any, unit bool) *Node {
	f, err := fragment.New(sql, args)
	return newText(f, unit, err)
}

// NamedText returns SQL whose :name stand for arguments. find returns the argument of a name; it counts what was asked for.
func NamedText(sql string, find func(name string) (any, bool)) (*Node, error) {
	f, err := fragment.Named(sql, find)
	return newText(f, false, nil), err
}

// Foreign returns the text of somebody else's Sqlizer, squirrel's builders among them, as a node. unit says that it needs no
// parentheses beside AND and operators.
func Foreign(s sq.Sqlizer, unit bool) *Node {
	f, err := fragment.Of(s)
	return newText(f, unit, err)
}

// ForeignQuery returns somebody else's SELECT inside a statement, in parentheses.
func ForeignQuery(s sq.Sqlizer) *Node {
	f, err := fragment.Of(s)
	f.SQL = "(" + f.SQL + ")"
	return newText(f, true, err)
}

func newText(f fragment.Fragment, unit bool, err error) *Node {
	if err != nil {
		return Invalid(err)
	}
	u := uint64(0)
	if unit {
		u = 1
	}
	return newNode(&TextExpr{newHeader("text", None, hashText(seed, f.SQL), u, hashShared(f.Args)), f, unit})
}

// hashShared returns a hash of which arguments are one, since a name binds once.
func hashShared(args []any) (h uint64) {
	var first map[*fragment.Shared]int
	for i, arg := range args {
		shared, ok := arg.(*fragment.Shared)
		if !ok {
			continue
		}
		if _, met := first[shared]; !met {
			if first == nil {
				first = map[*fragment.Shared]int{}
			}
			first[shared] = i
		}
		h = mix(h, uint64(first[shared]))
	}
	return h
}

func (n *TextExpr) walk(w *Walk) {
	s := step{text: n.SQL}
	if n.Unit {
		s.size = 1
	}
	w.step(s)
	w.arguments(&n.Args)
}

// TemplateExpr is text with nodes between: one more text than nodes.
type TemplateExpr struct {
	Node
	Texts []string // canonical
	Nodes []*Node
}

// Template returns SQL whose ? stand for nodes, in order.
func Template(sql string, nodes []*Node) *Node {
	args := make([]any, len(nodes))
	for i, n := range nodes {
		args[i] = n
		if b, ok := n.Expr().(*BindExpr); ok && IsList(n) {
			args[i] = b.Value
		}
	}
	texts, places, err := fragment.Template(sql, args)
	if err != nil {
		return Invalid(err)
	}
	list := make([]*Node, len(nodes))
	for i, place := range places {
		list[i] = nodes[i]
		if in, ok := place.(*fragment.List); ok {
			list[i] = Argument(in)
		}
	}
	return newNode(&TemplateExpr{newHeader("template", None, hashText(seed, strings.Join(texts, "?")), hashNodes(nodes)), texts, list})
}

func (n *TemplateExpr) walk(w *Walk) {
	for _, text := range n.Texts {
		w.text(text)
	}
	w.nodes(&n.Nodes)
}

// IsEmpty reports whether n is text of nothing, from which squirrel would make WHERE AND.
func IsEmpty(n *Node) bool {
	switch n := n.Expr().(type) {
	case *TextExpr:
		return strings.TrimSpace(n.SQL) == ""
	case *TemplateExpr:
		return len(n.Nodes) == 0 && strings.TrimSpace(n.Texts[0]) == ""
	}
	return false
}
