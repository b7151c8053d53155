package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Shared finds sessions that goroutines share: one is started in a loop with the session of its function, another beside it uses the session
// too, or the function goes on using it.
var Shared = &analysis.Analyzer{
	Name: "dreyshared",
	Doc: "find sessions that two goroutines use\n\nA session serves one goroutine: make one for each, or use the engine, which is safe for concurrent use. " +
		"Goroutines are those of go, sync.WaitGroup.Go and errgroup.Group.Go; where something may wait for one, or they may take turns, nothing is said.",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) { checkShared(pass, body) })
		return nil, nil
	},
}

func checkShared(pass *analysis.Pass, body *ast.BlockStmt) {
	oneByOne := limited(pass, body)
	ast.PreorderStack(body, nil, func(n ast.Node, stack []ast.Node) bool {
		if !starts(pass, n) || inDefer(stack) {
			return true
		}
		for v := range handed(pass, n) {
			if !takesTurns(pass, n, v) && (!oneByOne && startedInLoop(pass, n, v, stack) || usedBehind(pass, n, v, stack, oneByOne)) {
				report(pass, n.Pos(), "session %s is used by this goroutine and another: a session serves one goroutine, so make one for each with engine.Session()", v.Name())
			}
		}
		return true
	})
}

// groups are the packages whose method Go starts a goroutine.
var groups = map[string]bool{"sync": true, "golang.org/x/sync/errgroup": true}

// starts reports whether n starts a goroutine: a go statement, or Go of a group.
func starts(pass *analysis.Pass, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		f := callee(pass, n)
		return groups[of(f)] && f.Name() == "Go"
	}
	return false
}

// limited reports whether a function sets the limit of an errgroup, which may be one.
func limited(pass *analysis.Pass, body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			f := callee(pass, call)
			found = found || groups[of(f)] && f.Name() == "SetLimit"
		}
		return !found
	})
	return found
}

// inDefer reports whether a node runs where its function ends.
func inDefer(stack []ast.Node) bool {
	for _, around := range stack {
		if _, ok := around.(*ast.DeferStmt); ok {
			return true
		}
	}
	return false
}

// handed returns the sessions from outside that a goroutine uses.
func handed(pass *analysis.Pass, g ast.Node) map[*types.Var]bool {
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

// takesTurns reports whether a goroutine may keep others away from v: it locks, or waits for its turn before it uses v.
func takesTurns(pass *analysis.Pass, g ast.Node, v *types.Var) (found bool) {
	used := false
	ast.Inspect(g, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return false
		case *ast.ExprStmt:
			receive, ok := ast.Unparen(n.X).(*ast.UnaryExpr)
			found = found || ok && receive.Op == token.ARROW && !used
		case *ast.SendStmt:
			found = found || !used && !mentions(pass, n, v)
		case *ast.SelectorExpr:
			found = found || pausing(n.Sel.Name) && !isSession(pass.TypesInfo.TypeOf(n.X))
		case *ast.Ident:
			used = used || pass.TypesInfo.Uses[n] == v
		}
		return !found
	})
	return found
}

// startedInLoop reports whether one of the loops around a goroutine starts it again with the same session, and nothing in it may wait for the first.
func startedInLoop(pass *analysis.Pass, g ast.Node, v *types.Var, stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		body := loopBody(stack[i])
		if _, literal := stack[i].(*ast.FuncLit); literal {
			return false
		}
		if body == nil || inside(v, stack[i]) {
			continue
		}
		return !waitsFor(pass, body, g) && !leaves(stack[i:], g)
	}
	return false
}

// inside reports whether a node declares v.
func inside(v *types.Var, n ast.Node) bool { return n.Pos() <= v.Pos() && v.Pos() <= n.End() }
