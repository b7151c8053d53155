package guide_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	quoted   = regexp.MustCompile("`[^`\n]+`")
	exported = regexp.MustCompile(`\b(builder|repo|schema|migrate|backends)\.([A-Z]\w*)`)
)

// TestNamesAreThere looks up every name of drey's packages that README and the documentation put into words. The changelog tells of
// names that are gone.
func TestNamesAreThere(t *testing.T) {
	pages := []string{filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md")}
	require.NoError(t, filepath.WalkDir(filepath.Join(root, "docs"), func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
		return err
	}))
	names := map[string]map[string]bool{}
	for _, page := range pages {
		for _, word := range quoted.FindAllString(content(t, page), -1) {
			for _, found := range exported.FindAllStringSubmatch(word, -1) {
				pkg, name := found[1], found[2]
				if names[pkg] == nil {
					names[pkg] = declared(t, pkg)
				}
				require.True(t, names[pkg][name], "%s names %s.%s, which is not there", page, pkg, name)
			}
		}
	}
	require.NotEmpty(t, names)
}

// declared are the names that a package declares.
func declared(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, pkg, "*.go"))
	require.NoError(t, err)
	names := map[string]bool{}
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range file.Decls {
			declare(names, d)
		}
	}
	return names
}

func declare(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names[d.Name.Name] = names[d.Name.Name] || d.Recv == nil
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names[spec.Name.Name] = true
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					names[name.Name] = true
				}
			}
		}
	}
}
