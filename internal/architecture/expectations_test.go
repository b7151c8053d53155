package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExpectationsAreOfOneThing holds the promises to one expectation a thing, by its own name, so that one which is not met says
// what it was about.
func TestExpectationsAreOfOneThing(t *testing.T) {
	eachFile(t, func(f source) {
		if path.Dir(f.path) != bodies {
			return
		}
		for _, at := range bundled(f.file) {
			t.Errorf("%s: several things are expected in one []any: expect each by its name", f.fset.Position(at))
		}
	})
}

// bundled returns where a file calls expect with values put together on both sides.
func bundled(file *ast.File) (at []token.Pos) {
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 4 {
			return true
		}
		if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "expect" && isBundle(call.Args[2]) && isBundle(call.Args[3]) {
			at = append(at, call.Pos())
		}
		return true
	})
	return at
}

// isBundle reports whether x is []any{a, b}.
func isBundle(x ast.Expr) bool {
	list, ok := x.(*ast.CompositeLit)
	if !ok || len(list.Elts) < 2 {
		return false
	}
	typ, ok := list.Type.(*ast.ArrayType)
	if !ok {
		return false
	}
	of, ok := typ.Elt.(*ast.Ident)
	return ok && of.Name == "any"
}

func TestBundled(t *testing.T) {
	for code, want := range map[string]int{
		`expect(t, "both", []any{a, b}, []any{1, 2})`: 1,
		`expect(t, "one", []any{a}, []any{1})`:        0,
		`expect(t, "a row", row, []any{1, 2})`:        0,
		`expect(t, "a", a, 1)`:                        0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "hero.go", "package hero\nfunc f() { "+code+" }", parser.SkipObjectResolution)
		require.NoError(t, err)
		require.Len(t, bundled(file), want, code)
	}
}
