package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// valueInNode is the one place that makes an any of words: a value stands in the node that binds it, without which a statement of
// three predicates takes nine allocations in place of six.
const valueInNode = "internal/ast/value.go"

// TestCodeIsPlain refuses what a reader has to work out: see clever.
func TestCodeIsPlain(t *testing.T) {
	eachFile(t, func(f source) {
		if f.isTest() || f.isSuite() {
			return
		}
		for _, sentence := range clever(f.file) {
			if sentence != anyOfWords || f.path != valueInNode {
				t.Errorf("%s: %s", f.path, sentence)
			}
		}
	})
}

const anyOfWords = "an any is made of words: convert the value"

// clever returns the tricks of a file, as sentences: a closure that returns a closure, which has two lives to follow where a
// type with methods has one; an any made of two words; and a key or a hash made by printing addresses.
func clever(file *ast.File) (wrong []string) {
	declared := map[*ast.FuncType]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			declared[n.Type] = true
		case *ast.FuncType:
			if !declared[n] && returnsFunc(n) {
				wrong = append(wrong, "a closure returns a closure: make it a type with methods")
			}
		case *ast.StarExpr:
			if isAnyOfWords(n) {
				wrong = append(wrong, anyOfWords)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && strings.Contains(n.Value, "%p") {
				wrong = append(wrong, "an address is printed: compare the pointer")
			}
		}
		return true
	})
	return wrong
}

func returnsFunc(f *ast.FuncType) bool {
	if f.Results == nil {
		return false
	}
	for _, result := range f.Results.List {
		if _, is := result.Type.(*ast.FuncType); is {
			return true
		}
	}
	return false
}

// isAnyOfWords reports whether x is *(*any)(p).
func isAnyOfWords(x *ast.StarExpr) bool {
	call, ok := x.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	paren, ok := call.Fun.(*ast.ParenExpr)
	if !ok {
		return false
	}
	pointer, ok := paren.X.(*ast.StarExpr)
	if !ok {
		return false
	}
	to, ok := pointer.X.(*ast.Ident)
	return ok && to.Name == "any"
}

func TestClever(t *testing.T) {
	for source, want := range map[string]int{
		"func f() func() { return func() {} }":               0,
		"var f = func() func() { return nil }":               1,
		"type t struct { open func() (int, func(), error) }": 1,
		"func f(p *[2]int) any { return *(*any)(p) }":        1,
		"func f(p *int) int { return *(*int)(p) }":           0,
		`var f = fmt.Sprintf("%p %d", &x, 1)`:                1,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "hero.go", "package hero\n"+source, parser.SkipObjectResolution)
		require.NoError(t, err)
		require.Len(t, clever(file), want, source)
	}
}
