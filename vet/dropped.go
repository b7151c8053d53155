package vet

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"
)

// Dropped finds statements such as query.Where(...), whose result is dropped: values of package builder never change. It finds iterators of package
// repo that nobody ranges over as well.
var Dropped = &analysis.Analyzer{
	Name: "dreydropped",
	Doc: "find results of package builder, and iterators of package repo, that are dropped\n\nquery.Where(...) returns a new query and leaves the old one alone: " +
		"write query = query.Where(...). repo.Each and repo.Pages read nothing until their result is ranged over.",
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
	f := callee(pass, call)
	if pkg == "iter" && of(f) == repo {
		report(pass, call.Pos(), "the rows that %s returns are dropped, and nothing is read: range over them, as in for row, err := range %[1]s(...)", f.Name())
	}
	if pkg == builder && of(f) == builder {
		report(pass, call.Pos(), "the %s that %s returns is dropped: values of package builder never change, so take it, as in query = query.Where(...)", name, f.Name())
	}
}
