package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// suites are packages that only tests import, though their files are no tests.
var suites = []string{bodies, "backends/backendtest", "internal/enginetest"}

// source is a file of the module in Go.
type source struct {
	path string // from the module's root, with slashes
	fset *token.FileSet
	file *ast.File
}

func (f source) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

func (f source) isSuite() bool { return slices.Contains(suites, path.Dir(f.path)) }

// eachFile calls visit with each file of the module in Go.
func eachFile(t *testing.T, visit func(f source)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipped(name, d.Name())
		case !strings.HasSuffix(name, ".go"):
			return nil
		}
		from, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f := source{path: filepath.ToSlash(from), fset: token.NewFileSet()}
		if f.file, err = parser.ParseFile(f.fset, name, nil, parser.SkipObjectResolution|parser.ParseComments); err == nil {
			visit(f)
		}
		return err
	}))
}
