package architecture_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// undocumented returns every exported name in files whose comment is missing or begins with another word, as sentences.
// A parenthesised group of constants or variables may share one comment, whatever its first word. An interface none of
// whose methods has a comment, such as one with the shape of *sql.Rows, is told by its own.
func undocumented(fset *token.FileSet, files []*ast.File) (wrong []string) {
	complain := func(at ast.Node, name string) {
		wrong = append(wrong, fmt.Sprintf("%s: %s has no comment that begins with its name", fset.Position(at.Pos()), name))
	}
	for _, file := range files {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && exportedReceiver(d) && !begins(d.Doc, d.Name.Name) {
					complain(d, d.Name.Name)
				}
			case *ast.GenDecl:
				undocumentedSpecs(d, complain)
			}
		}
	}
	return wrong
}

func undocumentedSpecs(d *ast.GenDecl, complain func(ast.Node, string)) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			undocumentedType(d, s, complain)
		case *ast.ValueSpec:
			shared := d.Lparen.IsValid() && (d.Doc != nil || s.Comment != nil)
			for _, name := range s.Names {
				if name.IsExported() && !shared && !begins(first(s.Doc, d.Doc), name.Name) {
					complain(name, name.Name)
				}
			}
		}
	}
}

// undocumentedType looks at a type and, where it is an interface, at its methods.
func undocumentedType(d *ast.GenDecl, s *ast.TypeSpec, complain func(ast.Node, string)) {
	if !s.Name.IsExported() {
		return
	}
	if !begins(first(s.Doc, d.Doc), s.Name.Name) {
		complain(s, s.Name.Name)
	}
	contract, ok := s.Type.(*ast.InterfaceType)
	if !ok || undocumentedMethods(contract.Methods.List) {
		return
	}
	for _, method := range contract.Methods.List {
		for _, name := range method.Names {
			if name.IsExported() && !begins(method.Doc, name.Name) {
				complain(name, s.Name.Name+"."+name.Name)
			}
		}
	}
}

func undocumentedMethods(methods []*ast.Field) bool {
	return !slices.ContainsFunc(methods, func(m *ast.Field) bool { return m.Doc != nil })
}

// exportedReceiver reports whether f is no method, or one of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	t := f.Recv.List[0].Type
	for {
		switch of := t.(type) {
		case *ast.StarExpr:
			t = of.X
		case *ast.IndexExpr:
			t = of.X
		case *ast.IndexListExpr:
			t = of.X
		case *ast.Ident:
			return of.IsExported()
		default:
			return true
		}
	}
}

// hiding returns every exported function in files that answers a type which a user cannot name, as sentences.
func hiding(fset *token.FileSet, files []*ast.File) (wrong []string) {
	for _, file := range files {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || !exportedReceiver(f) || f.Type.Results == nil {
				continue
			}
			for _, result := range f.Type.Results.List {
				of := result.Type
				if pointer, ok := of.(*ast.StarExpr); ok {
					of = pointer.X
				}
				if name, ok := of.(*ast.Ident); ok && !name.IsExported() && types.Universe.Lookup(name.Name) == nil {
					wrong = append(wrong, fmt.Sprintf("%s: %s answers the unexported %s", fset.Position(f.Pos()), f.Name.Name, name.Name))
				}
			}
		}
	}
	return wrong
}

// first is the innermost comment there is.
func first(inner, outer *ast.CommentGroup) *ast.CommentGroup {
	if inner != nil {
		return inner
	}
	return outer
}

func begins(doc *ast.CommentGroup, name string) bool {
	fields := strings.Fields(doc.Text())
	return len(fields) > 0 && strings.TrimRight(fields[0], ",:;.") == name
}
