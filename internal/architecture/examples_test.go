package architecture_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDoorsHaveExamples: go doc and pkg.go.dev show one beside every exported function and type of the packages that users call. What
// makes a type shows the type.
func TestDoorsHaveExamples(t *testing.T) {
	for _, dir := range []string{"repo", "builder"} {
		d := doorsOf(t, filepath.Join("..", "..", dir))
		require.Greater(t, len(d.made), 50, dir)
		require.Empty(t, d.without(), "package %s: write Example... for each", dir)
		require.Empty(t, d.unlisted(t, dir), "doc.go of %s: name them in its contents, in brackets", dir)
	}
}

// doors are a package's exported functions and types.
type doors struct {
	made  map[string][]string // what each function and method returns, by its name or type_name; a type by its name, nothing
	shown map[string]bool     // by name, or type_method
}

func doorsOf(t *testing.T, dir string) doors {
	d := doors{map[string][]string{}, map[string]bool{}}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var tests []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, file)
			continue
		}
		for _, decl := range file.Decls {
			d.note(decl)
		}
	}
	for _, e := range doc.Examples(tests...) {
		parts := strings.Split(e.Name, "_")
		for i := range parts {
			d.shown[strings.Join(parts[:i+1], "_")] = true
		}
	}
	return d
}

// note notes what a declaration exports.
func (d doors) note(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if name := decl.Name.Name; decl.Name.IsExported() && exportedReceiver(decl) {
			if decl.Recv != nil {
				name = namesIn(decl.Recv)[0] + "_" + name
			}
			d.made[name] = namesIn(decl.Type.Results)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			if s, ok := spec.(*ast.TypeSpec); ok && s.Name.IsExported() {
				d.made[s.Name.Name] = nil
			}
		}
	}
}

// namesIn returns the exported names in the types of fields, in order.
func namesIn(fields *ast.FieldList) (names []string) {
	if fields == nil {
		return nil
	}
	for _, field := range fields.List {
		ast.Inspect(field.Type, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.IsExported() {
				names = append(names, id.Name)
			}
			return true
		})
	}
	return names
}

// unlisted returns the functions that the contents in a package's comment do not name.
func (d doors) unlisted(t *testing.T, dir string) (names []string) {
	text, err := os.ReadFile(filepath.Join("..", "..", dir, "doc.go"))
	require.NoError(t, err)
	for name := range d.made {
		if !strings.Contains(name, "_") && d.made[name] != nil && !strings.Contains(string(text), "["+name+"]") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// without returns the doors that no example shows. Methods go with their type.
func (d doors) without() (names []string) {
	shown := maps.Clone(d.shown)
	for name, results := range d.made {
		for _, result := range results {
			shown[result] = shown[result] || d.shown[name]
		}
	}
	for name := range d.made {
		if !strings.Contains(name, "_") && !shown[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
