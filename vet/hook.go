package vet

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// hooks are the arguments of the hooks that entities have, as they are written.
var hooks = map[string]string{
	"BeforeInsert": "ctx context.Context", "BeforeUpdate": "ctx context.Context", "BeforeDelete": "ctx context.Context",
	"AfterLoad": "ctx context.Context", "AfterWrite": "ctx context.Context, change flush.Change", "Validate": "ctx context.Context",
}

// foreign are hooks of gorm and bun, and what does the same.
var foreign = map[string]string{
	"BeforeCreate": "BeforeInsert", "BeforeSave": "Validate", "AfterFind": "AfterLoad", "AfterCreate": "AfterWrite", "AfterSave": "AfterWrite",
	"AfterUpdate": "AfterWrite", "AfterDelete": "AfterWrite", "BeforeAppendModel": "BeforeInsert", "AfterScanRow": "AfterLoad", "BeforeScanRow": "AfterLoad",
	"AfterInsert": "AfterWrite", "AfterSelect": "AfterLoad",
}

// method is a method that an entity has, and where it got it: by its own declaration, or by the field of a struct that it embeds.
type method struct {
	*types.Func
	entity *types.Named
	at     token.Pos
	own    bool
}

// checkHooks looks at the methods of an entity.
func checkHooks(pass *analysis.Pass, entity *types.Named, by callers) {
	set, methods := types.NewMethodSet(types.NewPointer(entity)), []method{}
	for i := range set.Len() {
		selected := set.At(i)
		f, ok := selected.Obj().(*types.Func)
		if !ok || by.mayCall(f) {
			continue
		}
		m := method{f, entity, f.Pos(), len(selected.Index()) == 1}
		if !m.own {
			if taken := f.Signature().Recv(); types.IsInterface(taken.Type()) || isEntity(taken.Type()) {
				continue // an interface says it, or is told there
			}
			m.at = entity.Underlying().(*types.Struct).Field(selected.Index()[0]).Pos()
		}
		methods = append(methods, m)
	}
	slices.SortFunc(methods, func(a, b method) int { return cmp.Compare(a.at, b.at) })
	for _, m := range methods {
		checkHook(pass, m)
	}
}

func checkHook(pass *analysis.Pass, m method) {
	name, entity, signature := m.Name(), m.entity.Obj().Name(), m.Signature()
	if ours, ok := foreign[name]; ok && (takesForeign(signature) || takesContext(signature)) {
		report(pass, m.at, "nobody calls %s of %s, a hook of another library: make it func (*%[2]s) %[3]s(%[4]s) error", name, entity, ours, hooks[ours])
		return
	}
	if name == "BeforeSelect" && takesForeign(signature) {
		report(pass, m.at, "nobody calls %s of %s, a hook of another library: what every query leaves out is told by repo.WithFilter", name, entity)
		return
	}
	want, ok := hooks[name]
	if meant := misspelt(name); meant != "" && isHook(signature, meant) {
		report(pass, m.at, "nobody calls %s of %s: a hook is called %s, in these letters", name, entity, meant)
		return
	}
	if ok && m.own && isHook(signature, name) {
		checkReceiver(pass, m)
	}
	if !ok || isHook(signature, name) {
		return
	}
	if name != "Validate" || m.own && answersError(signature) && signature.Params().Len() == 0 {
		report(pass, m.at, "nobody calls %s of %s, which is %s: make it func (*%[2]s) %[1]s(%[4]s) error, or call it otherwise", name, entity,
			types.TypeString(signature, types.RelativeTo(pass.Pkg)), want)
	}
}

// misspelt is the hook that a name in other letters means; "" of another name.
func misspelt(name string) string {
	for hook := range hooks {
		if name != hook && strings.EqualFold(name, hook) {
			return hook
		}
	}
	return ""
}

// checkReceiver looks whether a hook that takes its entity by value sets a field, which is one of a copy. What Validate and AfterWrite set may
// be for themselves.
func checkReceiver(pass *analysis.Pass, m method) {
	if _, pointer := m.Signature().Recv().Type().(*types.Pointer); pointer || m.Name() == "Validate" || m.Name() == "AfterWrite" {
		return
	}
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && pass.TypesInfo.Defs[f.Name] == m.Func {
				checkCopy(pass, f.Body, m)
			}
		}
	}
}

func checkCopy(pass *analysis.Pass, body *ast.BlockStmt, m method) {
	ast.Inspect(body, func(n ast.Node) bool {
		for _, left := range writtenBy(n) {
			if v := fieldOf(pass, left); v != nil && v == m.Signature().Recv() {
				report(pass, left.Pos(), "%s of %s sets a field of a copy: make it func (%s *%[2]s) %[1]s(%[4]s) error", m.Name(), m.entity.Obj().Name(), v.Name(), hooks[m.Name()])
			}
		}
		return true
	})
}

// writtenBy returns what a statement gives a new value.
func writtenBy(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		return n.Lhs
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	}
	return nil
}

// fieldOf returns the variable of which e is a field, or a field of a struct in it; nil when e is something else.
func fieldOf(pass *analysis.Pass, e ast.Expr) *types.Var {
	field, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	for {
		if v := variable(pass, field.X); v != nil {
			return v
		}
		around, ok := ast.Unparen(field.X).(*ast.SelectorExpr)
		if !ok || !isStruct(pass.TypesInfo.TypeOf(around)) {
			return nil
		}
		field = around
	}
}

// callers is what may call a method of an entity: the package itself, or interfaces that have it.
type callers struct {
	called map[*types.Func]bool
	named  []*types.Func
}

// callersOf returns what a package calls, and the methods of the interfaces that are written there or declared by what it imports.
func callersOf(pass *analysis.Pass) (c callers) {
	c.called = map[*types.Func]bool{}
	for _, used := range pass.TypesInfo.Uses {
		if f, ok := used.(*types.Func); ok {
			c.called[f] = true
		}
	}
	for e, t := range pass.TypesInfo.Types {
		if _, written := e.(*ast.InterfaceType); written {
			c.add(t.Type)
		}
	}
	for _, imported := range pass.Pkg.Imports() {
		if ours(imported.Path()) || theirs(imported.Path()) {
			continue
		}
		for _, name := range imported.Scope().Names() {
			if t, ok := imported.Scope().Lookup(name).(*types.TypeName); ok {
				c.add(t.Type())
			}
		}
	}
	return c
}

func (c *callers) add(t types.Type) {
	if i, ok := t.Underlying().(*types.Interface); ok {
		for j := range i.NumMethods() {
			c.named = append(c.named, i.Method(j))
		}
	}
}

// mayCall reports whether f is called, or by an interface.
func (c *callers) mayCall(f *types.Func) bool {
	return c.called[f] || slices.ContainsFunc(c.named, func(m *types.Func) bool {
		return m.Name() == f.Name() && types.Identical(m.Type(), f.Type())
	})
}

// takesContext reports whether a method takes a context and answers an error, as a hook of drey's does.
func takesContext(s *types.Signature) bool {
	if s.Params().Len() != 1 || s.Variadic() || !answersError(s) {
		return false
	}
	pkg, name := named(s.Params().At(0).Type())
	return pkg == "context" && name == "Context"
}

// isHook reports whether a method takes what the hook of its name takes, and returns an error.
func isHook(s *types.Signature, name string) bool {
	want := strings.Count(hooks[name], ",") + 1
	if s.Params().Len() != want || s.Variadic() || !answersError(s) {
		return false
	}
	pkg, first := named(s.Params().At(0).Type())
	if pkg != "context" || first != "Context" {
		return false
	}
	if want == 1 {
		return true
	}
	pkg, second := named(s.Params().At(1).Type())
	return pkg == repo+"/flush" && second == "Change"
}

func answersError(s *types.Signature) bool {
	return s.Results().Len() == 1 && types.Identical(s.Results().At(0).Type(), types.Universe.Lookup("error").Type())
}

// takesForeign reports whether a method takes something of gorm's or bun's.
func takesForeign(s *types.Signature) bool {
	for i := range s.Params().Len() {
		if pkg, _ := named(s.Params().At(i).Type()); theirs(pkg) {
			return true
		}
	}
	return false
}

// theirs reports whether a package is gorm's or bun's.
func theirs(pkg string) bool {
	return strings.HasPrefix(pkg, "gorm.io/") || strings.HasPrefix(pkg, "github.com/uptrace/bun")
}
