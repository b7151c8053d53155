package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// uses is what a function does with a session, or with rows.
type uses struct {
	closed, changes, escapes bool
	sends                    bool // by a flush or a statement, reads included
	ends                     bool // by Commit, or somebody looks at what was given, or may do anything with it
}

// writing are the functions of package repo that write, or change what is flushed.
var writing = map[string]bool{
	"InsertAll": true, "UpdateAll": true, "UpsertAll": true, "DeleteAll": true, "Upsert": true, "Replace": true,
}

// usage collects the uses of a session by its names.
type usage struct {
	uses
	pass     *analysis.Pass
	names    map[*types.Var]bool // the variable, repositories for it, and what Nested calls it
	harmless map[*ast.Ident]bool
}

// usesOf looks at what body does with v. Methods of its own and functions of drey's leave it where it is; whatever else it is given to may
// close it.
func usesOf(pass *analysis.Pass, body *ast.BlockStmt, v *types.Var) uses {
	u := usage{pass: pass, names: map[*types.Var]bool{v: true}, harmless: map[*ast.Ident]bool{}}
	ast.PreorderStack(body, nil, func(n ast.Node, stack []ast.Node) bool {
		assignments(n, func(left, right ast.Expr, _ int) { u.assigned(n, v, left, right) })
		switch n := n.(type) {
		case *ast.CallExpr:
			u.called(n, stack)
		case *ast.SelectorExpr:
			u.selected(n)
		case *ast.Ident:
			used, _ := pass.TypesInfo.Uses[n].(*types.Var)
			u.escapes = u.escapes || u.names[used] && !u.harmless[n]
		}
		return true
	})
	return u.uses
}

// name returns the identifier that e is, if that is a name of the session.
func (u *usage) name(e ast.Expr) *ast.Ident {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if v, isVar := u.pass.TypesInfo.ObjectOf(id).(*types.Var); ok && isVar && u.names[v] {
		return id
	}
	return nil
}

// assigned notes r := repo.For[Hero](s), whose methods are the session's, and that the variable itself may be assigned to.
func (u *usage) assigned(n ast.Node, v *types.Var, left, right ast.Expr) {
	if id := u.name(left); id != nil && variable(u.pass, left) == v {
		u.harmless[id] = true
	}
	define, ok := n.(*ast.AssignStmt)
	if made := served(u.pass, right); made != nil && u.name(made) != nil && ok && define.Tok == token.DEFINE && variable(u.pass, left) != nil {
		u.harmless[u.name(made)] = true
		u.names[variable(u.pass, left)] = true
	}
}

// selected notes a method that is not called where it stands, such as s.Close given away.
func (u *usage) selected(s *ast.SelectorExpr) {
	id := u.name(s.X)
	if id == nil {
		return
	}
	if !u.harmless[id] { // else it was called
		u.ends = u.ends || s.Sel.Name != "Close"
		u.closed = u.closed || s.Sel.Name == "Close"
	}
	u.harmless[id] = true
}

// called notes a method of the session, and functions of package repo that are given it.
func (u *usage) called(call *ast.CallExpr, stack []ast.Node) {
	f := callee(u.pass, call)
	if method, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		id := u.name(method.X)
		if made := served(u.pass, method.X); made != nil && id == nil {
			id = u.name(made)
		}
		if id != nil {
			u.harmless[id] = true
			u.method(method.Sel.Name, call, stack)
		}
	}
	if keeps(f) {
		return
	}
	for _, arg := range call.Args {
		if id := u.name(arg); id != nil {
			u.harmless[id] = true
			u.sends = true
			u.changes = u.changes || writing[f.Name()]
			u.ends = u.ends || f.Name() == "Collection" // which adds later
		}
	}
}

// method notes what a method of the session does.
func (u *usage) method(name string, call *ast.CallExpr, stack []ast.Node) {
	switch name {
	case "Close":
		u.closed = true
	case "Add", "Delete", "Purge", "Set":
		u.changes = true
	case "Flush", "Refresh", "Query", "Get", "All", "Count", "Each", "Exists", "Find", "FindOne", "First":
		u.sends = true
	case "Exec", "ExecEach":
		u.sends = true
		writes, known := written(u.pass, call)
		u.changes = u.changes || writes
		u.ends = u.ends || !known
	case "Nested":
		u.nested(call)
	case "Rollback":
		u.ends = u.ends || !behindError(u.pass, stack)
	case "Attach", "Expire", "ExpireAll", "Format", "InTransaction", "IsActive", "Loaded", "NoAutoflush":
	default: // Commit; what lets somebody look at what was added, such as New and Plan; and what takes it out, such as Expunge
		u.ends = true
	}
}

// nested gives the session the name that it has inside of Nested.
func (u *usage) nested(call *ast.CallExpr) {
	u.sends = true
	if len(call.Args) == 2 {
		inside, ok := ast.Unparen(call.Args[1]).(*ast.FuncLit)
		if ok && len(inside.Type.Params.List) == 1 {
			for _, name := range inside.Type.Params.List[0].Names {
				if v, ok := u.pass.TypesInfo.Defs[name].(*types.Var); ok {
					u.names[v] = true
				}
			}
			return
		}
	}
	u.ends = true
}

// written reports whether the statement of s.Exec writes, and whether that is known.
func written(pass *analysis.Pass, call *ast.CallExpr) (writes, known bool) {
	if len(call.Args) != 2 {
		return false, false
	}
	switch pkg, name := named(pass.TypesInfo.TypeOf(call.Args[1])); {
	case pkg == builder && (name == "InsertStmt" || name == "UpdateStmt" || name == "DeleteStmt" || name == "ReturningStmt"):
		return true, true
	case pkg != builder || name != "TextStmt":
		return false, false
	}
	text, ok := ast.Unparen(call.Args[1]).(*ast.CallExpr)
	if !ok || len(text.Args) == 0 {
		return false, false
	}
	sql := pass.TypesInfo.Types[text.Args[0]].Value
	if sql == nil || sql.Kind() != constant.String {
		return false, false
	}
	verb, _, _ := strings.Cut(strings.TrimSpace(constant.StringVal(sql))+" ", " ")
	switch strings.ToUpper(verb) {
	case "INSERT", "UPDATE", "DELETE":
		return true, true
	case "SELECT", "SET", "LOCK":
		return false, true
	}
	return false, false
}

// behindError reports whether a node runs only where an error was met, in the body of if err != nil.
func behindError(pass *analysis.Pass, stack []ast.Node) bool {
	for i, around := range stack[:max(len(stack)-1, 0)] {
		branch, ok := around.(*ast.IfStmt)
		if !ok || stack[i+1] != branch.Body {
			continue
		}
		test, ok := ast.Unparen(branch.Cond).(*ast.BinaryExpr)
		if ok && test.Op == token.NEQ && isError(pass.TypesInfo.TypeOf(test.X)) {
			return true
		}
	}
	return false
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

// served returns the session that repo.For[Hero](s) is given; nil when e is something else.
func served(pass *analysis.Pass, e ast.Expr) ast.Expr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil
	}
	if f := callee(pass, call); of(f) != repo || f.Name() != "For" {
		return nil
	}
	return call.Args[0]
}

// keeps reports whether what f returns may hold the session that f is given.
func keeps(f *types.Func) bool {
	return of(f) != repo || f.Name() == "NewContext" || f.Name() == "For"
}
