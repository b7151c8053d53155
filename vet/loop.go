package vet

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Loop finds relationships and rows that are read entity by entity: one statement for each, where one for all would do.
var Loop = &analysis.Analyzer{
	Name: "dreyloop",
	Doc:  "find what is read one entity at a time\n\nLoad them for the whole list, with repo.Load(ctx, s, list, ...) or .Load(builder.SelectIn(...)) in the query that reads the list.",
	Run: func(pass *analysis.Pass) (any, error) {
		functions(pass, func(body *ast.BlockStmt) {
			ast.Inspect(body, func(n ast.Node) bool {
				if r, ok := n.(*ast.RangeStmt); ok {
					checkLoop(pass, r)
				}
				return true
			})
		})
		return nil, nil
	},
}

// checkLoop looks for calls in a loop over a list of entities that load for one of them.
func checkLoop(pass *analysis.Pass, r *ast.RangeStmt) {
	list, ok := pass.TypesInfo.TypeOf(r.X).Underlying().(*types.Slice)
	if !ok || r.Value == nil || !isEntity(list.Elem()) {
		return
	}
	v := variable(pass, r.Value)
	if v == nil {
		return
	}
	ast.Inspect(r.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && readsOne(pass, call, v) {
			report(pass, call.Pos(), "a statement is sent for each %s of the list: read them in one before the loop, by builder.Col(...).In(keys...), "+
				"or load the relationship where the list is read, with .Load(builder.SelectIn(...))", v.Name())
		}
		if ok && loadsOne(pass, call, v) {
			report(pass, call.Pos(), "a relationship is loaded for each %s of the list in a statement of its own: load it for all before the loop, "+
				"with repo.Load(ctx, s, list, ...) or .Load(builder.SelectIn(...)) where the list is read", v.Name())
		}
		return true
	})
}

// isEntity reports whether t is a struct of a table, or a pointer to one.
func isEntity(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	method, _, _ := types.LookupFieldOrMethod(t, true, nil, "TableName")
	return isStruct(t) && method != nil
}

// loadsOne reports whether call is repo.Load of v alone, or reads a query about v that loads.
func loadsOne(pass *analysis.Pass, call *ast.CallExpr, v *types.Var) bool {
	f := callee(pass, call)
	if of(f) != repo || len(call.Args) < 3 {
		return false
	}
	switch f.Name() {
	case "Load":
		one, ok := ast.Unparen(call.Args[2]).(*ast.CompositeLit)
		return ok && len(one.Elts) == 1 && mentions(pass, one, v)
	case "All", "One", "OneOrNone", "First":
		return mentions(pass, call.Args[2], v) && loads(pass, call.Args[2])
	}
	return false
}

// readsOne reports whether call reads by what stands in v, and loads nothing: repo.Get without options such as ForUpdate, or a query.
func readsOne(pass *analysis.Pass, call *ast.CallExpr, v *types.Var) bool {
	f := callee(pass, call)
	if of(f) != repo || len(call.Args) != 3 || !mentions(pass, call.Args[2], v) {
		return false
	}
	switch f.Name() {
	case "Get":
		return true
	case "All", "One", "OneOrNone", "First":
		return !loads(pass, call.Args[2]) && !locks(pass, call.Args[2])
	}
	return false
}

// locks reports whether a query locks its rows, which is done one by one on purpose.
func locks(pass *analysis.Pass, query ast.Expr) bool {
	return calls(pass, query, "ForUpdate", "ForShare", "ForNoKeyUpdate", "ForKeyShare")
}

// loads reports whether a query says Load.
func loads(pass *analysis.Pass, query ast.Expr) bool { return calls(pass, query, "Load") }

// calls reports whether a query is made by one of some functions or methods of package builder.
func calls(pass *analysis.Pass, query ast.Expr, names ...string) (found bool) {
	ast.Inspect(query, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			f := callee(pass, call)
			found = found || of(f) == builder && slices.Contains(names, f.Name())
		}
		return !found
	})
	return found
}
