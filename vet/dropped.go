package vet

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
)

// Dropped finds statements such as query.Where(...), whose result is dropped: values of package builder never change.
var Dropped = &analysis.Analyzer{
	Name: "dreydropped",
	Doc:  "find results of package builder that are dropped\n\nquery.Where(...) returns a new query and leaves the old one alone: write query = query.Where(...).",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.ExprStmt); ok {
					checkDropped(pass, s)
				}
				return true
			})
		}
		return nil, nil
	},
}

func checkDropped(pass *analysis.Pass, s *ast.ExprStmt) {
	call, ok := ast.Unparen(s.X).(*ast.CallExpr)
	if !ok {
		return
	}
	pkg, name := named(pass.TypesInfo.TypeOf(call))
	if f := callee(pass, call); pkg == builder && of(f) == builder {
		report(pass, call.Pos(), "the %s that %s returns is dropped: values of package builder never change, so take it, as in query = query.Where(...)", name, f.Name())
	}
}
