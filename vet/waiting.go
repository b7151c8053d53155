package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// usedBehind reports whether v is used behind the start of a goroutine, by the function itself or by another goroutine, before anything may
// have waited for the first.
func usedBehind(pass *analysis.Pass, g ast.Node, v *types.Var, stack []ast.Node, oneByOne bool) bool {
	used, waited := false, false
	for _, s := range behind(stack, g) {
		ast.Inspect(s, func(n ast.Node) bool {
			if n == nil || used || waited {
				return false
			}
			if starts(pass, n) {
				used = !oneByOne && handed(pass, n)[v] && !takesTurns(pass, n, v)
				return false
			}
			switch n := n.(type) {
			case *ast.DeferStmt, *ast.FuncLit:
				return false
			case *ast.Ident:
				used = pass.TypesInfo.Uses[n] == v
			default:
				waited = mayWait(pass, n)
			}
			return true
		})
	}
	return used && !waited
}

// behind returns the statements that follow the one that starts a goroutine, in its block and in those around, inside of its function.
func behind(stack []ast.Node, g ast.Node) (following []ast.Stmt) {
	for i := len(stack) - 1; i >= 0; i-- {
		if _, literal := stack[i].(*ast.FuncLit); literal {
			return following
		}
		for _, s := range statements(stack[i]) {
			if s.Pos() < g.End() {
				continue
			}
			following = append(following, s)
			switch s.(type) {
			case *ast.ReturnStmt, *ast.BranchStmt:
				return following
			}
		}
	}
	return following
}

// statements returns those of a block.
func statements(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// loopBody returns that of a loop; nil when n is none.
func loopBody(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.ForStmt:
		return n.Body
	case *ast.RangeStmt:
		return n.Body
	}
	return nil
}

// waitsFor reports whether something in a loop's body may wait for what is started there.
func waitsFor(pass *analysis.Pass, body *ast.BlockStmt, g ast.Node) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || n == g || found || starts(pass, n) {
			return false
		}
		_, deferred := n.(*ast.DeferStmt)
		found = !deferred && mayWait(pass, n)
		return !deferred
	})
	return found
}

// mayWait reports whether a node may wait for a goroutine: it receives or sends, calls a function by a name that says so, or a value that is a
// function, or gives a function a channel or a group.
func mayWait(pass *analysis.Pass, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && !isDone(n.X)
	case *ast.SendStmt:
		return true
	case *ast.RangeStmt:
		_, ranged := pass.TypesInfo.TypeOf(n.X).Underlying().(*types.Chan)
		return ranged
	case *ast.CallExpr:
		return callWaits(pass, n)
	}
	return false
}

// isDone reports whether a channel is that of a context.
func isDone(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	return ok && method.Sel.Name == "Done"
}

func callWaits(pass *analysis.Pass, call *ast.CallExpr) bool {
	if known := pass.TypesInfo.Types[call.Fun]; known.IsType() || known.IsBuiltin() {
		return false
	}
	f := callee(pass, call)
	if f == nil {
		return true
	}
	if taken := f.Signature().Recv(); pausing(f.Name()) && (taken == nil || !isSession(taken.Type())) {
		return true
	}
	for _, arg := range call.Args {
		if waitable(pass.TypesInfo.TypeOf(arg)) {
			return true
		}
	}
	return false
}

// pausing reports whether a method of that name may wait for others.
func pausing(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"wait", "lock", "join", "stop", "shutdown", "close", "drain", "finish"} {
		if strings.Contains(name, part) && name != "unlock" {
			return true
		}
	}
	return false
}

// waitable reports whether t is a channel, or a group of goroutines.
func waitable(t types.Type) bool {
	if t == nil {
		return false
	}
	if _, channel := t.Underlying().(*types.Chan); channel {
		return true
	}
	pkg, _ := named(t)
	return groups[pkg]
}

// leaves reports whether a loop, the first of stack, ends right behind n: the statements behind it in its block, or in one around, are over with a
// return or a break of that loop.
func leaves(stack []ast.Node, n ast.Node) bool {
	for i := len(stack) - 1; i > 0; i-- {
		switch around := stack[i].(type) {
		case *ast.ReturnStmt:
			return true
		case *ast.FuncLit:
			return false
		default:
			list := statements(around)
			if len(list) == 0 || goesOn(list, n) {
				continue
			}
			switch last := list[len(list)-1].(type) {
			case *ast.ReturnStmt:
				return true
			case *ast.BranchStmt:
				if last.Tok == token.BREAK && (last.Label != nil || !breaks(stack[1:i])) {
					return true
				}
			}
		}
	}
	return false
}

// breaks reports whether a break inside of some nodes would be one of them.
func breaks(around []ast.Node) bool {
	return slices.ContainsFunc(around, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return true
		}
		return loopBody(n) != nil
	})
}

// goesOn reports whether a statement of a list behind n may go on with the next round.
func goesOn(list []ast.Stmt, n ast.Node) (found bool) {
	for _, s := range list {
		if s.End() < n.End() {
			continue
		}
		ast.Inspect(s, func(n ast.Node) bool {
			b, ok := n.(*ast.BranchStmt)
			found = found || ok && b.Tok != token.BREAK
			return !found
		})
	}
	return found
}
