package vet

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Loop finds relationships and rows that are read entity by entity, or key by key: one statement for each, where one for all would do.
var Loop = &analysis.Analyzer{
	Name: "dreyloop",
	Doc: "find what is read one entity at a time\n\nLoad them for the whole list, with repo.Load(ctx, s, list, ...) or .Load(builder.SelectIn(...)) in the query that reads the list. " +
		"A loop that ends behind its one query, and what each round does in a function or a session of its own, are left alone.",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) {
			ast.Inspect(body, func(n ast.Node) bool {
				if loopBody(n) != nil {
					checkLoop(pass, body, n)
				}
				return true
			})
		})
		return nil, nil
	},
}

// checkLoop looks for calls in a loop over a list that read, or load, for one of it.
func checkLoop(pass *analysis.Pass, body *ast.BlockStmt, loop ast.Node) {
	e := elementOf(pass, loop)
	if e == nil {
		return
	}
	keys := isKey(e.of) && !e.literal && !prepared(pass, body, loop, e.list)
	ast.PreorderStack(loop, nil, func(n ast.Node, stack []ast.Node) bool {
		if _, literal := n.(*ast.FuncLit); literal {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok || callee(pass, call) == nil || ownReader(pass, call, loop) || leaves(stack, n) {
			return true
		}
		if !isEntity(e.of) {
			if keys && callee(pass, call).Name() == "Get" && readsOne(pass, call, e) {
				report(pass, call.Pos(), "a statement is sent for each key of the list: read them in one before the loop, by builder.Col(...).In(keys...)")
			}
			return true
		}
		checkCall(pass, call, e)
		return true
	})
}

// checkCall looks at a call in a loop over entities.
func checkCall(pass *analysis.Pass, call *ast.CallExpr, e *element) {
	if readsOne(pass, call, e) {
		report(pass, call.Pos(), "a statement is sent for each %s of the list: read them in one before the loop, by builder.Col(...).In(keys...), "+
			"or load the relationship where the list is read, with .Load(builder.SelectIn(...))", e.name)
	}
	if loadsOne(pass, call, e) {
		report(pass, call.Pos(), "a relationship is loaded for each %s of the list in a statement of its own: load it for all before the loop, "+
			"with repo.Load(ctx, s, list, ...) or .Load(builder.SelectIn(...)) where the list is read", e.name)
	}
	if refreshesOne(pass, call, e) {
		report(pass, call.Pos(), "each %s of the list is refreshed in a statement of its own: expire the list by s.Expire, and read it again by one query", e.name)
	}
}

// isKey reports whether t may be that of a key, a number, text or UUID.
func isKey(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Basic, *types.Array:
		return true
	}
	return false
}

// isEntity reports whether t is a struct of a table, or a pointer to one.
func isEntity(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	method, _, _ := types.LookupFieldOrMethod(t, true, nil, "TableName")
	return isStruct(t) && method != nil
}

// ownReader reports whether a call reads by what the loop declares, a session for each round.
func ownReader(pass *analysis.Pass, call *ast.CallExpr, loop ast.Node) bool {
	if len(call.Args) < 2 {
		return false
	}
	v := variable(pass, call.Args[1])
	return v != nil && isReader(v.Type()) && inside(v, loop)
}

// isReader reports whether t is a session or an engine, or what stands for one.
func isReader(t types.Type) bool {
	pkg, _ := named(t)
	return pkg == repo
}

// loadsOne reports whether call is repo.Load of one entity alone, or reads a query about it that loads.
func loadsOne(pass *analysis.Pass, call *ast.CallExpr, e *element) bool {
	f := callee(pass, call)
	if of(f) != repo || len(call.Args) < 3 {
		return false
	}
	switch f.Name() {
	case "Load":
		one, ok := ast.Unparen(call.Args[2]).(*ast.CompositeLit)
		return ok && len(one.Elts) == 1 && e.in(pass, one)
	case "All", "One", "OneOrNone", "First":
		return e.in(pass, call.Args[2]) && e.says(pass, call.Args[2], "Load")
	}
	return false
}

// readsOne reports whether call reads by what stands in one entity, and loads nothing: repo.Get without options such as ForUpdate, or a query
// that locks nothing, for rows are locked one by one on purpose.
func readsOne(pass *analysis.Pass, call *ast.CallExpr, e *element) bool {
	f := callee(pass, call)
	if of(f) != repo || f.Signature().Recv() != nil || len(call.Args) != 3 || !e.in(pass, call.Args[2]) {
		return false
	}
	switch f.Name() {
	case "Get", "Count", "Exists":
		return true
	case "All", "One", "OneOrNone", "First", "Scalar", "Scalars":
		return !e.says(pass, call.Args[2], "Load", "ForUpdate", "ForShare", "ForNoKeyUpdate", "ForKeyShare")
	}
	return false
}

// refreshesOne reports whether call is s.Refresh of one entity.
func refreshesOne(pass *analysis.Pass, call *ast.CallExpr, e *element) bool {
	f := callee(pass, call)
	return of(f) == repo && f.Name() == "Refresh" && f.Signature().Recv() != nil && len(call.Args) > 1 && e.is(pass, call.Args[1])
}
