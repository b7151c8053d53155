package vet

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// read notes the variables of body that are surely what package repo answered: entities, and lists and rows of them.
func read(pass *analysis.Pass, body *ast.BlockStmt, made map[*types.Var]bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if r, ok := n.(*ast.RangeStmt); ok {
			readRows(pass, r, made)
		}
		return true
	})
}

// readRows notes the entity of a loop over rows that were read, or over a relationship of an entity.
func readRows(pass *analysis.Pass, r *ast.RangeStmt, made map[*types.Var]bool) {
	entity := r.Value
	if call, ok := ast.Unparen(r.X).(*ast.CallExpr); ok {
		if entity = r.Key; of(callee(pass, call)) != repo {
			return // repo.Each gives a row and an error, repo.Pages several
		}
	} else if !isList(pass, r.X, made) {
		return
	}
	if entity == nil {
		return
	}
	v := variable(pass, entity)
	if v == nil {
		return
	}
	t := v.Type()
	if page, ok := t.Underlying().(*types.Slice); ok {
		t = page.Elem()
	}
	if !isEntity(t) {
		return
	}
	known, seen := made[v]
	made[v] = known || !seen
}

// isList reports whether e is surely a list of entities that were read: a variable that repo.All filled, or a relationship.
func isList(pass *analysis.Pass, e ast.Expr, made map[*types.Var]bool) bool {
	if s, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		field, isField := pass.TypesInfo.ObjectOf(s.Sel).(*types.Var)
		return isField && field.IsField() && isEntity(pass.TypesInfo.TypeOf(s.X))
	}
	v := variable(pass, e)
	return v != nil && made[v]
}

// isRead reports whether value i of an expression is an entity, or a list of them, that package repo answered.
func isRead(pass *analysis.Pass, e ast.Expr, i int) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || i != 0 || of(callee(pass, call)) != repo {
		return false
	}
	t := pass.TypesInfo.TypeOf(call)
	if several, ok := t.(*types.Tuple); ok && several.Len() > 0 {
		t = several.At(0).Type()
	}
	if list, ok := t.Underlying().(*types.Slice); ok {
		t = list.Elem()
	}
	return isEntity(t)
}

// isMade reports whether value i of an expression is surely no prototype: a new struct, or what was read.
func isMade(pass *analysis.Pass, e ast.Expr, i int) bool { return isNew(pass, e) || isRead(pass, e, i) }

// isNew reports whether e makes a struct: &Hero{...} or new(Hero).
func isNew(pass *analysis.Pass, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		_, literal := ast.Unparen(e.X).(*ast.CompositeLit)
		return e.Op == token.AND && literal
	case *ast.CallExpr:
		id, ok := ast.Unparen(e.Fun).(*ast.Ident)
		b, isBuiltin := pass.TypesInfo.ObjectOf(id).(*types.Builtin)
		return ok && isBuiltin && b.Name() == "new"
	}
	return false
}
