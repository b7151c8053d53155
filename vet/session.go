package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Unclosed finds sessions that a function makes, keeps to itself and never closes: each holds its connection.
var Unclosed = &analysis.Analyzer{
	Name: "dreyunclosed",
	Doc:  "find sessions that nobody closes\n\nA session holds a connection while its transaction is open: defer s.Close().",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) {
			for v, at := range sessions(pass, body) {
				if u := usesOf(pass, body, v); !u.closed && !u.escapes {
					report(pass, at, "session %s is never closed, and holds its connection while a transaction is open: defer %s.Close()", v.Name(), v.Name())
				}
			}
		})
		return nil, nil
	},
}

// sessions returns the variables of body that Engine.Session was assigned to, and where.
func sessions(pass *analysis.Pass, body *ast.BlockStmt) map[*types.Var]token.Pos {
	found := map[*types.Var]token.Pos{}
	ast.Inspect(body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i, right := range a.Rhs {
			call, ok := ast.Unparen(right).(*ast.CallExpr)
			if !ok {
				continue
			}
			v := variable(pass, a.Lhs[i])
			if f := callee(pass, call); v != nil && of(f) == repo && f.Name() == "Session" && isSession(v.Type()) {
				found[v] = a.Lhs[i].Pos()
			}
		}
		return true
	})
	return found
}

// uses is what a function does with a session.
type uses struct{ closed, escapes bool }

// usesOf looks at what body does with v. Methods of its own and functions of drey's leave it where it is; whatever else it is given to may
// close it.
func usesOf(pass *analysis.Pass, body *ast.BlockStmt, v *types.Var) (u uses) {
	harmless := map[*ast.Ident]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && pass.TypesInfo.Uses[id] == v {
				harmless[id] = true
				u.closed = u.closed || n.Sel.Name == "Close"
			}
		case *ast.CallExpr:
			if f := callee(pass, n); ours(of(f)) && !keeps(f) {
				for _, arg := range n.Args {
					if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
						harmless[id] = true
					}
				}
			}
		case *ast.Ident:
			u.escapes = u.escapes || pass.TypesInfo.Uses[n] == v && !harmless[n]
		}
		return true
	})
	return u
}

// keeps reports whether what f returns holds the session that f is given.
func keeps(f *types.Func) bool {
	return f.Name() == "NewContext" || f.Name() == "For" || f.Pkg().Path() != repo
}
