// Package architecture_test holds the house to its floor plan: it fails when an arrow between packages goes up, when a
// user would link what they did not ask for, and when a public name says nothing about itself.
package architecture_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var root = filepath.Join("..", "..")

func TestArrowsGoDown(t *testing.T) {
	require.Empty(t, load(t).upward(floorPlan))
}

func TestPermissionsAreUsed(t *testing.T) {
	require.Empty(t, load(t).unused(floorPlan))
}

func TestUsersLinkOnlyWhatTheyChose(t *testing.T) {
	require.Empty(t, load(t).beyond(limits))
}

func TestTestLibrariesStayInTests(t *testing.T) {
	require.Empty(t, load(t).testing(testLibraries))
}

func TestPublicPackagesAreDocumented(t *testing.T) {
	g := load(t)
	for _, name := range g.ours() {
		p := g.own(name)
		if p.Name == "main" || len(p.GoFiles) == 0 || strings.HasPrefix(name, "internal/") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			require.Contains(t, p.GoFiles, "doc.go", "a public package tells what it is in doc.go")
			require.Empty(t, undocumented(parsed(t, p.Dir, p.GoFiles)))
		})
	}
}

func TestResultsCanBeNamed(t *testing.T) {
	g := load(t)
	for _, name := range g.ours() {
		p := g.own(name)
		require.Empty(t, hiding(parsed(t, p.Dir, p.GoFiles)), name)
	}
}

// parsed reads files of a directory.
func parsed(t *testing.T, dir string, names []string) (fset *token.FileSet, files []*ast.File) {
	t.Helper()
	fset = token.NewFileSet()
	for _, name := range names {
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	return fset, files
}

// TestFilesAreShort walks the tree itself. Since go test looks at what a test reads, this also keeps the answers of the
// tests above, who ask go list, from being cached past the next change.
func TestFilesAreShort(t *testing.T) {
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return skipped(path, d.Name())
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		if lines := bytes.Count(text, []byte("\n")); lines > mostLines {
			t.Errorf("%s has %d lines, more than %d: split the noun", path, lines, mostLines)
		}
		return err
	}))
}

// skipped is fs.SkipDir for a directory that is not this module's.
func skipped(path, name string) error {
	if name == ".git" {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root {
		return fs.SkipDir
	}
	return nil
}

// load asks go list for every package of the module and all below them.
func load(t *testing.T) graph {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Name,Standard,GoFiles,Imports,Deps", "./...")
	cmd.Dir = root
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	require.NoError(t, err, said.String())
	g := graph{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		g[p.ImportPath] = p
	}
	require.NotEmpty(t, g.ours())
	return g
}
