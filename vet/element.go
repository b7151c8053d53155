package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// element is what a round of a loop over a list is about: the variable of its value, or the list at the variable of its index.
type element struct {
	name         string
	of           types.Type // of one
	list         ast.Expr
	literal      bool // the list is written where it is used
	value, index *types.Var
	queries      map[*types.Var][]ast.Expr // of package builder, which the loop declares, and what they are given
}

// elementOf returns the element of a loop; nil when it is over no list.
func elementOf(pass *analysis.Pass, loop ast.Node) *element {
	e := &element{}
	switch loop := loop.(type) {
	case *ast.RangeStmt:
		e.list = loop.X
		if loop.Key != nil {
			e.index = variable(pass, loop.Key)
		}
		if loop.Value != nil {
			e.value = variable(pass, loop.Value)
		}
		if listed := measured(pass, loop.X); listed != nil {
			e.list = listed
		}
	case *ast.ForStmt:
		until, ok := loop.Cond.(*ast.BinaryExpr)
		if !ok || until.Op != token.LSS {
			return nil
		}
		e.list, e.index = measured(pass, until.Y), variable(pass, until.X)
	}
	if e.list == nil || e.index == nil && e.value == nil {
		return nil
	}
	list, ok := pass.TypesInfo.TypeOf(e.list).Underlying().(*types.Slice)
	if !ok {
		return nil
	}
	e.of = list.Elem()
	_, e.literal = ast.Unparen(e.list).(*ast.CompositeLit)
	e.name = types.ExprString(e.list) + "[...]"
	if e.value != nil && e.value.Name() != "_" {
		e.name = e.value.Name()
	}
	e.queries = queries(pass, loopBody(loop))
	return e
}

// measured returns the list of len(list); nil when e is something else.
func measured(pass *analysis.Pass, e ast.Expr) ast.Expr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if b, isBuiltin := pass.TypesInfo.ObjectOf(id).(*types.Builtin); !ok || !isBuiltin || b.Name() != "len" {
		return nil
	}
	return call.Args[0]
}

// queries returns the variables of package builder's types that a loop's body declares, and all that is assigned to them there.
func queries(pass *analysis.Pass, body *ast.BlockStmt) map[*types.Var][]ast.Expr {
	found := map[*types.Var][]ast.Expr{}
	ast.Inspect(body, func(n ast.Node) bool {
		assignments(n, func(left, right ast.Expr, _ int) {
			v := variable(pass, left)
			if v == nil || v.Name() == "_" || !inside(v, body) {
				return
			}
			if pkg, _ := named(v.Type()); pkg == builder {
				found[v] = append(found[v], right)
			}
		})
		return true
	})
	return found
}

// is reports whether an expression is the element.
func (e *element) is(pass *analysis.Pass, x ast.Expr) bool {
	if v := variable(pass, x); v != nil {
		return v == e.value
	}
	at, ok := ast.Unparen(x).(*ast.IndexExpr)
	return ok && e.index != nil && variable(pass, at.Index) == e.index && types.ExprString(at.X) == types.ExprString(e.list)
}

// in reports whether an expression is about the element, itself or by a query that it names.
func (e *element) in(pass *analysis.Pass, x ast.Expr) bool {
	return e.anywhere(pass, x, func(n ast.Node) bool {
		part, ok := n.(ast.Expr)
		return ok && e.is(pass, part)
	})
}

// says reports whether a query is made by one of some functions or methods of package builder.
func (e *element) says(pass *analysis.Pass, query ast.Expr, names ...string) bool {
	return e.anywhere(pass, query, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return false
		}
		f := callee(pass, call)
		return of(f) == builder && slices.Contains(names, f.Name())
	})
}

// anywhere reports whether a node of an expression, or of what its queries were given, is as asked.
func (e *element) anywhere(pass *analysis.Pass, x ast.Expr, is func(ast.Node) bool) (found bool) {
	seen := map[*types.Var]bool{}
	var look func(n ast.Node) bool
	look = func(n ast.Node) bool {
		if n == nil || found {
			return false
		}
		found = is(n)
		if id, ok := n.(*ast.Ident); ok {
			if v := variable(pass, id); v != nil && !seen[v] {
				seen[v] = true
				for _, given := range e.queries[v] {
					ast.Inspect(given, look)
				}
			}
		}
		return !found
	}
	ast.Inspect(x, look)
	return found
}

// prepared reports whether package repo was given a list before a loop over it, as by a query for all of its keys.
func prepared(pass *analysis.Pass, body *ast.BlockStmt, loop ast.Node, list ast.Expr) (found bool) {
	v := variable(pass, list)
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && v != nil && call.End() < loop.Pos() && slices.Contains([]string{repo, builder}, of(callee(pass, call))) {
			found = found || mentions(pass, call, v)
		}
		return !found
	})
	return found
}
