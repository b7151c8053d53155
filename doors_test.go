package repo_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/conformance"
)

// What takes a context says so when it gets none; a function that is added is tried, too.
func TestEveryDoorIsTriedWithoutAContext(t *testing.T) {
	t.Parallel()
	tried := strings.Fields(conformance.NilDoors())
	files, err := filepath.Glob("repo/*.go")
	require.NoError(t, err)
	var doors []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() && takesContext(f) {
				doors = append(doors, f.Name.Name)
			}
		}
	}
	require.ElementsMatch(t, append(tried, "NewContext", "FromContext"), doors)
}

func takesContext(f *ast.FuncDecl) bool {
	if len(f.Type.Params.List) == 0 {
		return false
	}
	s, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Context"
}
