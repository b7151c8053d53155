package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// Prototype finds builder.Col(&hero.Name), builder.Select(&hero) and their like where hero is an entity, new, copied or read: only fields of what Model, Alias or Derived
// returned name columns. It finds fields of these to which something is written as well.
var Prototype = &analysis.Analyzer{
	Name: "dreyprototype",
	Doc:  "find columns and relationships of what is no prototype\n\nTake the address in the value that builder.Model, Alias or Derived returned.",
	Run: func(pass *analysis.Pass) (any, error) {
		modelled := prototypes(pass)
		functions(pass, func(body *ast.BlockStmt) {
			checkWritten(pass, body, modelled)
			made := entities(pass, body)
			ast.Inspect(body, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					checkPrototype(pass, call, made)
				}
				return true
			})
		})
		return nil, nil
	},
}

// prototypes returns the variables of a package that are surely prototypes: all that is assigned to them is what Model, Alias or Derived returned.
func prototypes(pass *analysis.Pass) map[*types.Var]bool {
	sure := map[*types.Var]bool{}
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			assignments(n, func(left, right ast.Expr, i int) {
				v := variable(pass, left)
				if v == nil {
					return
				}
				call, _ := ast.Unparen(right).(*ast.CallExpr)
				is := call != nil && i == 0 && isModelling(callee(pass, call))
				known, seen := sure[v]
				sure[v] = is && (known || !seen)
			})
			if address, ok := n.(*ast.UnaryExpr); ok && address.Op == token.AND {
				if v := variable(pass, address.X); v != nil {
					sure[v] = false // it may be assigned to elsewhere
				}
			}
			return true
		})
	}
	return sure
}

// isModelling reports whether a function returns a prototype.
func isModelling(f *types.Func) bool {
	return of(f) == builder && (f.Name() == "Model" || f.Name() == "Alias" || f.Name() == "Derived")
}

// checkWritten finds fields of prototypes to which something is written: no row is changed by that.
func checkWritten(pass *analysis.Pass, body *ast.BlockStmt, modelled map[*types.Var]bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		for _, left := range writtenBy(n) {
			if v := fieldOf(pass, left); v != nil && modelled[v] {
				report(pass, left.Pos(), "%s is a prototype, whose fields name columns and hold nothing: write to an entity, new or read", v.Name())
			}
		}
		return true
	})
}

// naming are the functions of package builder whose first argument is the address of a prototype's field.
var naming = map[string]bool{
	"Col": true, "NullCol": true, "Has": true, "SelectIn": true, "Joined": true, "ContainsEager": true,
}

// taking are those whose first argument is a prototype.
var taking = map[string]bool{"Select": true, "Insert": true, "Update": true, "Delete": true, "Entity": true}

func checkPrototype(pass *analysis.Pass, call *ast.CallExpr, made map[*types.Var]bool) {
	f := callee(pass, call)
	if of(f) != builder || len(call.Args) == 0 {
		return
	}
	if taking[f.Name()] {
		checkTaken(pass, call.Args[0], made)
	}
	if !naming[f.Name()] {
		return
	}
	address, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
	if !ok || address.Op != token.AND {
		return
	}
	v := root(pass, address.X)
	if v == nil || !made[v] && !isPackageStruct(v) {
		return
	}
	report(pass, address.Pos(), "%s is no prototype, so its fields name nothing: take the address in what builder.Model, Alias or Derived returned", v.Name())
}

// checkTaken looks at what is given for a prototype.
func checkTaken(pass *analysis.Pass, given ast.Expr, made map[*types.Var]bool) {
	e, what := ast.Unparen(given), "a new struct"
	if address, ok := e.(*ast.UnaryExpr); ok && address.Op == token.AND && variable(pass, address.X) != nil {
		e = address.X
	}
	v := variable(pass, e)
	if v != nil {
		what = v.Name()
	}
	if v != nil && (made[v] || isPackageStruct(v)) || v == nil && isNew(pass, e) {
		report(pass, given.Pos(), "%s is no prototype, so it names no table: give what builder.Model, Alias or Derived returned", what)
	}
}

// root returns the variable in which a field stands, or whose relationships lead to it; nil when that is another expression. What other
// pointers lead to may be a prototype.
func root(pass *analysis.Pass, e ast.Expr) *types.Var {
	for {
		switch part := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = part.X
		case *ast.IndexExpr:
			e = part.X
		default:
			return variable(pass, e)
		}
		if s, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && !isStruct(pass.TypesInfo.TypeOf(s)) && !isEntity(pass.TypesInfo.TypeOf(s.X)) {
			return nil
		}
	}
}

// entities returns the variables of body that are surely no prototypes: structs, and pointers that are only ever given a new struct or what
// was read.
func entities(pass *analysis.Pass, body *ast.BlockStmt) map[*types.Var]bool {
	made := map[*types.Var]bool{}
	given := func(left ast.Expr, all, right []ast.Expr, i int) {
		v := variable(pass, left)
		if v == nil || isStruct(v.Type()) {
			return
		}
		sure := len(right) == 1 && len(all) > 1 && isMade(pass, right[0], i)
		if len(all) == len(right) {
			sure = isMade(pass, right[i], 0)
		}
		known, seen := made[v]
		made[v] = (known || !seen) && sure
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if v, ok := pass.TypesInfo.Defs[n].(*types.Var); ok && !v.IsField() && isStruct(v.Type()) {
				made[v] = true
			}
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				given(left, n.Lhs, n.Rhs, i)
			}
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, name := range n.Names {
				names[i] = name
			}
			for i := range names {
				if len(n.Values) > 0 {
					given(names[i], names, n.Values, i)
				}
			}
		}
		return true
	})
	read(pass, body, made)
	return made
}

// isPackageStruct reports whether v is a struct that a package declares: only pointers lead to prototypes.
func isPackageStruct(v *types.Var) bool {
	return v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && isStruct(v.Type())
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}
