package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Unclosed finds sessions, rows of Query, and engines of Pin, that a function asks for, keeps to itself and never closes, or does not keep at all: each holds a
// connection. It finds sessions that are given changes and never commit them as well.
var Unclosed = &analysis.Analyzer{
	Name: "dreyunclosed",
	Doc: "find sessions, rows and pinned engines that nobody closes, and sessions that nobody commits\n\nA session holds a connection while its transaction is open: defer s.Close(). " +
		"A session that is passed on, returned or stored is left alone, and so is an entity that is edited, which may be meant.",
	Run: func(pass *analysis.Pass) (any, error) {
		commits := commitsByItself(pass)
		functions(pass, func(body *ast.BlockStmt) {
			checkDiscarded(pass, body)
			for v, r := range results(pass, body, "Query") {
				if u := usesOf(pass, body, v); !u.closed && !u.escapes {
					report(pass, r.at, "rows %s are never closed, and hold the session or a connection: defer %s.Close()", v.Name(), v.Name())
				}
			}
			for v, r := range results(pass, body, "Pin") {
				if u := usesOf(pass, body, v); !u.closed && !u.escapes {
					report(pass, r.at, "engine %s is never closed, and keeps the connection that it pins: defer %s.Close()", v.Name(), v.Name())
				}
			}
			for v, r := range results(pass, body, "Session") {
				checkSession(pass, v, r, usesOf(pass, body, v), commits)
			}
		})
		return nil, nil
	},
}

// checkSession looks at what is done with a session. A test may flush what it looks at and let it go, and so may who has an engine that commits by itself.
func checkSession(pass *analysis.Pass, v *types.Var, r result, u uses, commits bool) {
	if u.escapes {
		return
	}
	sent := u.sends && (commits || strings.HasSuffix(pass.Fset.Position(r.at).Filename, "_test.go"))
	if u.changes && !u.ends && !sent && r.plain {
		report(pass, r.at, "what session %s adds, deletes or writes is never committed, and is lost when it is closed: %s.Commit(ctx)", v.Name(), v.Name())
	}
	if !u.closed {
		report(pass, r.at, "session %s is never closed, and holds its connection while a transaction is open: defer %s.Close()", v.Name(), v.Name())
	}
}

// commitsByItself reports whether a package makes an engine whose sessions commit what is flushed.
func commitsByItself(pass *analysis.Pass) (found bool) {
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				f := callee(pass, call)
				found = found || of(f) == repo && f.Name() == "WithAutocommit"
				return of(f) != repo || f.Name() != "Session" // those of one session are its own
			}
			return !found
		})
	}
	return found
}

// checkDiscarded finds sessions and rows that nobody can close, for nobody has them.
func checkDiscarded(pass *analysis.Pass, body *ast.BlockStmt) {
	dropped := func(e ast.Expr) {
		if call := asked(pass, e, "Query"); call != nil {
			report(pass, call.Pos(), "rows of Query that are dropped are never closed, and hold the session or a connection: take and close them, or send by Exec what answers no rows")
		}
		if call := asked(pass, e, "Pin"); call != nil {
			report(pass, call.Pos(), "nobody can close an engine of Pin that is dropped, and it keeps its connection: take it, and defer its Close")
		}
		if call := asked(pass, e, "Session"); call != nil {
			report(pass, call.Pos(), "nobody can close a session that is dropped: take it, and defer s.Close()")
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			dropped(n.X)
		case *ast.CallExpr:
			checkArguments(pass, n)
		}
		assignments(n, func(left, right ast.Expr, i int) {
			if id, ok := left.(*ast.Ident); ok && id.Name == "_" && i == 0 {
				dropped(right)
			}
		})
		return true
	})
}

// checkArguments finds a session that is made where drey uses it, for one call that does not close it.
func checkArguments(pass *analysis.Pass, call *ast.CallExpr) {
	sessions := append([]ast.Expr{}, call.Args...)
	if f := callee(pass, call); keeps(f) || f.Name() == "Collection" {
		sessions = nil
	}
	if method, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && method.Sel.Name != "Close" {
		sessions = append(sessions, method.X)
		if made := served(pass, method.X); made != nil {
			sessions = append(sessions, made)
		}
	}
	for _, e := range sessions {
		if made := asked(pass, e, "Session"); made != nil && holds(pass, made) {
			report(pass, made.Pos(), "nobody can close a session that is made inside a call, and it holds its connection while a transaction is open: "+
				"s := engine.Session() before it, and defer s.Close()")
		}
	}
}

// holds reports whether a session surely has a transaction of its own.
func holds(pass *analysis.Pass, session *ast.CallExpr) bool {
	for _, option := range session.Args {
		call, ok := ast.Unparen(option).(*ast.CallExpr)
		if !ok {
			return false
		}
		if f := callee(pass, call); of(f) != repo || f.Name() == "WithAutocommit" || f.Name() == "WithTx" {
			return false
		}
	}
	return true
}

// asked returns the call of a method of package repo that e is, where that answers a session or rows first; nil when it is something else.
func asked(pass *analysis.Pass, e ast.Expr, method string) *ast.CallExpr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return nil
	}
	f := callee(pass, call)
	if of(f) != repo || f.Name() != method {
		return nil
	}
	answers := f.Signature().Results()
	if answers.Len() == 0 || !isClosable(answers.At(0).Type()) {
		return nil
	}
	return call
}

// result is where a variable got what a method returned, and whether that was given no argument.
type result struct {
	at    token.Pos
	plain bool
}

// results returns the variables that body declares and to which nothing was assigned but the first result of a method of package repo.
func results(pass *analysis.Pass, body *ast.BlockStmt, method string) map[*types.Var]result {
	found, others := map[*types.Var]result{}, map[*types.Var]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		assignments(n, func(left, right ast.Expr, i int) {
			v, call := variable(pass, left), asked(pass, right, method)
			switch {
			case v == nil || v.Name() == "_" || !isClosable(v.Type()):
			case call == nil || i != 0 || v.Pos() < body.Pos() || v.Pos() > body.End():
				others[v] = true
			default:
				r, again := found[v]
				if !again {
					r = result{left.Pos(), true}
				}
				found[v] = result{r.at, r.plain && len(call.Args) == 0}
			}
		})
		return true
	})
	for v := range others {
		delete(found, v)
	}
	return found
}

// isClosable reports whether t is a session, rows, or an engine, which only Pin answers.
func isClosable(t types.Type) bool {
	pkg, name := named(t)
	return isSession(t) || pkg == repo && name == "Engine" || strings.HasPrefix(pkg, module) && name == "Rows"
}
