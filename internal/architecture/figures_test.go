package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// figures are how long things are, in lines.
type figures struct {
	functions, files []int
	exported         map[string]int // names of a package, by its path from the module's root; the kinds of errors are none
}

// The figures that the house keeps. What is too long is several nouns, or several steps.
const (
	medianFunction = 8
	mostFunctions  = 20 // of nine in ten
	longFunction   = 60
	mostFiles      = 250 // of nine in ten
)

// mostNames is how many names users of a package meet at most.
var mostNames = map[string]int{"backends": 30, "repo": 120}

func TestFigures(t *testing.T) {
	f := measure(t)
	t.Run("functions are short", func(t *testing.T) {
		require.LessOrEqual(t, quantile(f.functions, 0.5), medianFunction)
		require.LessOrEqual(t, quantile(f.functions, 0.9), mostFunctions)
		require.LessOrEqual(t, quantile(f.functions, 1), longFunction)
	})
	t.Run("files are short", func(t *testing.T) {
		require.LessOrEqual(t, quantile(f.files, 0.9), mostFiles)
	})
	t.Run("tests are short", func(t *testing.T) {
		eachFile(t, func(f source) {
			for _, d := range f.file.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && functionLines(f.fset, fn) > longFunction {
					t.Errorf("%s: %s has more than %d lines: it holds several stories", f.path, fn.Name.Name, longFunction)
				}
			}
		})
	})
	for name, most := range mostNames {
		t.Run(name+" has few names", func(t *testing.T) {
			require.LessOrEqual(t, f.exported[name], most)
		})
	}
}

func quantile(lines []int, share float64) int {
	slices.Sort(lines)
	return lines[min(int(share*float64(len(lines))), len(lines)-1)]
}

// measure reads every file of the module that is no test; the suites that only tests import are tests.
func measure(t *testing.T) figures {
	t.Helper()
	f := figures{exported: map[string]int{}}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipped(path, d.Name())
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return f.add(path)
		}
		return nil
	}))
	return f
}

func (f *figures) add(path string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, filepath.Dir(path))
	name = filepath.ToSlash(name)
	if err != nil || name == bodies {
		return err
	}
	f.files = append(f.files, fset.File(file.Pos()).LineCount())
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			f.functions = append(f.functions, functionLines(fset, fn))
		}
		f.exported[name] += exported(d)
	}
	return nil
}

// functionLines counts the lines of a function's body.
func functionLines(fset *token.FileSet, fn *ast.FuncDecl) int {
	return max(0, fset.Position(fn.End()).Line-fset.Position(fn.Pos()).Line-1)
}

// exported counts the names that a declaration gives to users of its package.
func exported(d ast.Decl) (n int) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return count(d.Recv == nil && d.Name.IsExported())
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				n += count(spec.Name.IsExported())
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					n += count(name.IsExported() && !isKind(spec))
				}
			}
		}
	}
	return n
}

// isKind reports whether spec declares a kind of error, of which the type Kind speaks.
func isKind(spec *ast.ValueSpec) bool {
	kind, ok := spec.Type.(*ast.Ident)
	return ok && kind.Name == "Kind"
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
