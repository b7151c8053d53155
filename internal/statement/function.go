package statement

import (
	"slices"
	"strings"
	"unicode"

	sq "github.com/Masterminds/squirrel"
)

// function is what a call calls.
type function struct {
	name     string
	distinct bool
	args     []*Node
}

// Call is the function op of args; count without any is count(*).
func Call(op Op, args []*Node) *Node { return newCall(&function{name: opText[op], args: args}) }

// Function is name(args), a function that the database knows by that name.
func Function(name string, args []*Node) *Node {
	if !isPath(name) {
		return invalidf("%q is no function's name: write letters, digits, _ and dots, or use Raw", name)
	}
	if slices.Contains(alike, name) && slices.ContainsFunc(args, (*Node).isDay) {
		args = daysOfAll(args)
	}
	return newCall(&function{name: name, args: args})
}

// CountDistinct is count(DISTINCT args).
func CountDistinct(args []*Node) *Node {
	if len(args) == 0 {
		return invalidf("CountDistinct counts nothing: give it an expression, or use Count")
	}
	return newCall(&function{name: opText[OpCount], distinct: true, args: args})
}

func newCall(f *function) *Node {
	distinct := uint64(0)
	if f.distinct {
		distinct = 1
	}
	return newNode(call, None, nil, nil, f).hashed(hashText(seed, f.name), distinct, hashNodes(f.args))
}

// isPath says whether name is words with dots between.
func isPath(name string) bool {
	for _, part := range strings.Split(name, ".") {
		if part == "" || wordEnd(part) < len(part) || '0' <= part[0] && part[0] <= '9' {
			return false
		}
	}
	return true
}

func (r *renderer) call(n *Node) sq.Sqlizer {
	f := n.value.(*function)
	given := f.args
	if slices.Contains(alike, f.name) {
		given = typedTogether(given)
	}
	switch args := r.terms(given, r.value); {
	case len(f.args) == 0 && f.name == opText[OpCount]:
		return sq.Expr("count(*)")
	case len(f.args) == 0:
		return sq.Expr(canonical(r.dialect.Spell(f.name + "()")))
	case f.distinct && len(f.args) > 1:
		if err := r.need(RowValues, "count(DISTINCT ...) of several expressions"); err != nil {
			return failed{err}
		}
		return concat(f.name+"(DISTINCT (", args, "))")
	case f.distinct:
		return concat(f.name+"(DISTINCT ", args, ")")
	default:
		return concat(f.name+"(", args, ")")
	}
}

// Cast is CAST(left AS sqlType).
func Cast(left *Node, sqlType string) *Node {
	if !isType(sqlType) {
		return invalidf("%q is no type: write it as in numeric(10,2), without quotes or operators", sqlType)
	}
	return newNode(cast, None, left, nil, sqlType).hashed(hashText(seed, sqlType))
}

// isType says whether text is built as the names of types are: words, dots, and lengths or dimensions behind.
func isType(text string) bool {
	return wordEnd(text) > 0 && strings.IndexFunc(text, func(c rune) bool { return !isWord(c) && !strings.ContainsRune(" .,()[]", c) }) < 0
}

// Collate is left COLLATE name.
func Collate(left *Node, name string) *Node {
	if err := checkName(name); err != nil {
		return Invalid(err)
	}
	return newNode(collation, None, left, nil, name).hashed(hashText(seed, name))
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return !isWord(r) }); end >= 0 {
		return end
	}
	return len(text)
}
