package vet

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const (
	module  = "github.com/drey-db/drey/"
	builder = module + "builder"
	repo    = module + "repo"
)

// Analyzers returns all of them.
func Analyzers() []*analysis.Analyzer {
	return []*analysis.Analyzer{Dropped, Prototype, Unclosed, Shared, Loop, Hook, Tag}
}

// callee returns the function or method that a call names; nil when it is a value.
func callee(pass *analysis.Pass, call *ast.CallExpr) *types.Func {
	fn := ast.Unparen(call.Fun)
	switch indexed := fn.(type) { // with type arguments
	case *ast.IndexExpr:
		fn = indexed.X
	case *ast.IndexListExpr:
		fn = indexed.X
	}
	var id *ast.Ident
	switch fn := ast.Unparen(fn).(type) {
	case *ast.Ident:
		id = fn
	case *ast.SelectorExpr:
		id = fn.Sel
	default:
		return nil
	}
	f, _ := pass.TypesInfo.Uses[id].(*types.Func)
	return f
}

// of returns the package that declares f, "" when there is none.
func of(f *types.Func) string {
	if f == nil || f.Pkg() == nil {
		return ""
	}
	return f.Pkg().Path()
}

// named returns the package and the name of a type, behind a pointer as well.
func named(t types.Type) (pkg, name string) {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return "", ""
	}
	return n.Obj().Pkg().Path(), n.Obj().Name()
}

// isSession reports whether t is *repo.Session.
func isSession(t types.Type) bool {
	pkg, name := named(t)
	return pkg == repo && name == "Session"
}

// ours reports whether a package is drey's, whose functions keep no session that they are given.
func ours(path string) bool { return strings.HasPrefix(path+"/", module) }

// variable returns the variable that an expression names; nil when it is another expression.
func variable(pass *analysis.Pass, e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := pass.TypesInfo.ObjectOf(id).(*types.Var)
	return v
}

// functions calls visit with the body of every function that is declared, function literals inside it included.
func functions(pass *analysis.Pass, visit func(body *ast.BlockStmt)) {
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				visit(f.Body)
			}
		}
	}
}

// assignments calls visit with the left sides of an assignment or a declaration, and the expression whose result i each is given.
func assignments(n ast.Node, visit func(left, right ast.Expr, i int)) {
	var lefts, rights []ast.Expr
	switch n := n.(type) {
	case *ast.AssignStmt:
		lefts, rights = n.Lhs, n.Rhs
	case *ast.ValueSpec:
		rights = n.Values
		for _, name := range n.Names {
			lefts = append(lefts, name)
		}
	}
	for i, left := range lefts {
		switch {
		case len(rights) == len(lefts):
			visit(left, rights[i], 0)
		case len(rights) == 1:
			visit(left, rights[0], i)
		}
	}
}

// mentions reports whether v is used inside node.
func mentions(pass *analysis.Pass, node ast.Node, v *types.Var) (found bool) {
	ast.Inspect(node, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && pass.TypesInfo.Uses[id] == v
		return !found
	})
	return found
}
