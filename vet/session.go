package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Unclosed finds sessions, and rows of Query, that a function asks for, keeps to itself and never closes: each holds a connection. It finds
// sessions that are given changes and never commit them as well.
var Unclosed = &analysis.Analyzer{
	Name: "dreyunclosed",
	Doc:  "find sessions and rows that nobody closes, and sessions that nobody commits\n\nA session holds a connection while its transaction is open: defer s.Close().",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) {
			for v, r := range results(pass, body, "Query") {
				if u := usesOf(pass, body, v); !u.closed && !u.escapes {
					report(pass, r.at, "rows %s are never closed, and hold the session or a connection: defer %s.Close()", v.Name(), v.Name())
				}
			}
			for v, r := range results(pass, body, "Session") {
				u := usesOf(pass, body, v)
				if u.changes && !u.ends && !u.escapes && r.plain {
					report(pass, r.at, "what session %s adds or deletes is never committed, and is lost when it is closed: %s.Commit(ctx)", v.Name(), v.Name())
				}
				if !u.closed && !u.escapes {
					report(pass, r.at, "session %s is never closed, and holds its connection while a transaction is open: defer %s.Close()", v.Name(), v.Name())
				}
			}
		})
		return nil, nil
	},
}

// result is where a variable got what a method returned, and whether that was given no argument.
type result struct {
	at    token.Pos
	plain bool
}

// results returns the variables of body that the first result of a method of package repo was assigned to.
func results(pass *analysis.Pass, body *ast.BlockStmt, method string) map[*types.Var]result {
	found := map[*types.Var]result{}
	ast.Inspect(body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || a.Tok != token.DEFINE {
			return true
		}
		for i, right := range a.Rhs {
			call, ok := ast.Unparen(right).(*ast.CallExpr)
			if !ok {
				continue
			}
			v := variable(pass, a.Lhs[i])
			if f := callee(pass, call); v != nil && v.Name() != "_" && of(f) == repo && f.Name() == method && isClosable(v.Type()) {
				found[v] = result{a.Lhs[i].Pos(), len(call.Args) == 0}
			}
		}
		return true
	})
	return found
}

// isClosable reports whether t is a session, or rows.
func isClosable(t types.Type) bool {
	pkg, name := named(t)
	return isSession(t) || strings.HasPrefix(pkg, module) && name == "Rows"
}

// uses is what a function does with a session, or with rows.
type uses struct{ closed, changes, ends, escapes bool }

// note adds what a method does.
func (u *uses) note(method string) {
	switch method {
	case "Close":
		u.closed = true
	case "Add", "Delete", "Purge":
		u.changes = true
	case "Commit", "Flush", "Rollback", "Plan", "Query", "Exec", "ExecEach", "UnitOfWork", "Runner", "Refresh", "New", "Dirty", "Deleted", "State",
		"Contains", "IsModified", "Flushed":
		u.ends = true // or somebody looks at what was added
	}
}

// usesOf looks at what body does with v. Methods of its own and functions of drey's leave it where it is; whatever else it is given to may
// close it.
func usesOf(pass *analysis.Pass, body *ast.BlockStmt, v *types.Var) (u uses) {
	harmless := map[*ast.Ident]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && pass.TypesInfo.Uses[id] == v {
				harmless[id] = true
				u.note(n.Sel.Name)
			}
		case *ast.CallExpr:
			if f := callee(pass, n); ours(of(f)) && !keeps(f) {
				for _, arg := range n.Args {
					if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
						harmless[id] = true
						u.ends = u.ends || pass.TypesInfo.Uses[id] == v // somebody looks at what was added
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
