package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Shared finds sessions that goroutines share: one is started in a loop with the session of its function, or the function goes on using
// the session beside it.
var Shared = &analysis.Analyzer{
	Name: "dreyshared",
	Doc:  "find sessions that two goroutines use\n\nA session serves one goroutine: make one for each, or use the engine, which is safe for concurrent use.",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) { checkShared(pass, body) })
		return nil, nil
	},
}

func checkShared(pass *analysis.Pass, body *ast.BlockStmt) {
	var loops []ast.Node
	ast.PreorderStack(body, nil, func(n ast.Node, stack []ast.Node) bool {
		g, ok := n.(*ast.GoStmt)
		if !ok {
			return true
		}
		loops = loops[:0]
		for _, around := range stack {
			switch around.(type) {
			case *ast.ForStmt, *ast.RangeStmt:
				loops = append(loops, around)
			}
		}
		for v := range handed(pass, g) {
			if startedInLoop(v, loops) || usedBehind(pass, body, g, v) {
				report(pass, g.Pos(), "session %s is used by this goroutine and another: a session serves one goroutine, so make one for each with engine.Session()", v.Name())
			}
		}
		return true
	})
}

// handed returns the sessions from outside that a goroutine uses.
func handed(pass *analysis.Pass, g *ast.GoStmt) map[*types.Var]bool {
	found := map[*types.Var]bool{}
	ast.Inspect(g, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := pass.TypesInfo.Uses[id].(*types.Var)
		if ok && !v.IsField() && isSession(v.Type()) && (v.Pos() < g.Pos() || v.Pos() > g.End()) {
			found[v] = true
		}
		return true
	})
	return found
}

// startedInLoop reports whether one of the loops around a goroutine starts it again with the same session.
func startedInLoop(v *types.Var, loops []ast.Node) bool {
	for _, loop := range loops {
		if v.Pos() < loop.Pos() || v.Pos() > loop.End() {
			return true
		}
	}
	return false
}

// usedBehind reports whether body sends something by v behind the start of a goroutine, without waiting for anything in between: what receives,
// or calls a method named Wait, may have waited for it.
func usedBehind(pass *analysis.Pass, body *ast.BlockStmt, g *ast.GoStmt, v *types.Var) bool {
	used, waited := false, false
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n.End() <= g.End() || used || waited {
			return true
		}
		switch n := n.(type) {
		case *ast.DeferStmt:
			return false
		case *ast.FuncLit:
			return n.Pos() < g.Pos()
		case *ast.UnaryExpr, *ast.SelectStmt, *ast.RangeStmt:
			waited = waited || n.Pos() > g.End()
		case *ast.SelectorExpr:
			waited = waited || n.Pos() > g.End() && (n.Sel.Name == "Wait" || n.Sel.Name == "Lock")
		case *ast.Ident:
			used = used || n.Pos() > g.End() && pass.TypesInfo.Uses[n] == v
		}
		return true
	})
	return used && !waited
}
