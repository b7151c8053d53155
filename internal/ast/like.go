package ast

import (
	"strings"

	"github.com/drey-db/drey/internal/fragment"
)

// LikeExpr is Left Op Pattern, of the LIKE family.
type LikeExpr struct {
	Node
	Left, Pattern *Node
	Glob          *Node // says the same to GLOB; nil where the pattern has wildcards of its own
}

// Matches returns left op pattern, where op is one of the LIKE family. A backslash in the pattern hides a wildcard.
func Matches(left *Node, op Op, pattern string) *Node {
	c := &struct {
		like LikeExpr
		bind BindExpr
		text string
	}{text: pattern}
	arg := inPlace(&c.text)
	if isSecret(left) {
		arg = fragment.Hide(arg)
	}
	c.bind = BindExpr{bindHeader, arg}
	c.like = LikeExpr{newHeader("like", op, hashOf(left)), left, newNode(&c.bind), nil}
	return newNode(&c.like)
}

// Affixed says that text stands in left, in which nothing is a wildcard. before and behind say where any other text may stand.
func Affixed(left *Node, text string, before, behind bool) *Node {
	pattern, glob := EscapePattern(text), globEscapes.Replace(text)
	if before {
		pattern, glob = "%"+pattern, "*"+glob
	}
	if behind {
		pattern, glob = pattern+"%", glob+"*"
	}
	return newNode(&LikeExpr{newHeader("affixed", OpLike, hashOf(left)), left, Bind(left, pattern), Bind(left, glob)})
}

// globEscapes hides the wildcards of GLOB, which knows no escape but a set of one character.
var globEscapes = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]")

// MatchesNode returns left op pattern, where op is one of the LIKE family and the pattern is an expression.
func MatchesNode(left *Node, op Op, pattern *Node) *Node {
	glob := pattern
	if _, ok := pattern.Expr().(*EscapedExpr); !ok {
		glob = nil
	}
	return newNode(&LikeExpr{newHeader("like", op, hashOf(left), hashOf(pattern)), left, pattern, glob})
}

func (n *LikeExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Pattern); w.node(&n.Glob) }

// EscapePattern returns s with its wildcards hidden.
func EscapePattern(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// EscapedExpr is Left as a pattern of LIKE in which nothing is a wildcard, with any text before or behind it.
type EscapedExpr struct {
	Node
	Left           *Node
	Before, Behind bool // any text may stand there
}

// Escaped returns left as a pattern of LIKE in which nothing is a wildcard. before and behind say where any text may stand.
func Escaped(left *Node, before, behind bool) *Node {
	n := &EscapedExpr{Left: left, Before: before, Behind: behind}
	n.Node = newHeader("escaped", None, hashOf(left), hashText(seed, n.places()))
	return newNode(n)
}

func (n *EscapedExpr) walk(w *Walk) { w.text(n.places()); w.node(&n.Left) }

// places returns where any text may stand, as a shape tells it.
func (n *EscapedExpr) places() string {
	text := "_"
	if n.Before {
		text = "%" + text
	}
	if n.Behind {
		text += "%"
	}
	return text
}

// RegexpExpr is Left Op Pattern, of regular expressions.
type RegexpExpr struct {
	Node
	Left, Pattern *Node
}

// Regular returns left op pattern, where op is one of the regular expressions.
func Regular(left *Node, op Op, pattern string) *Node {
	return newNode(&RegexpExpr{newHeader("regexp", op, hashOf(left)), left, Bind(left, pattern)})
}

func (n *RegexpExpr) walk(w *Walk) { w.node(&n.Left); w.node(&n.Pattern) }
