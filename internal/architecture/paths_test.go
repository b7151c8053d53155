package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mostSteps is how many files a reader opens at most to follow a path of docs/architecture.md, by the path's heading.
var mostSteps = map[string]int{"One Commit": 25, "One row of All": 15}

// TestPathsAreTrue holds the paths that docs/architecture.md draws to the code: each file of one declares the functions that
// it is opened for, and each function but the first is called in a file that the reader has open by then.
func TestPathsAreTrue(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	require.NoError(t, err)
	for heading, most := range mostSteps {
		t.Run(heading, func(t *testing.T) {
			steps := pathUnder(string(page), heading)
			require.NotEmpty(t, steps)
			require.LessOrEqual(t, len(steps), most, "files to open")
			opened := map[string]bool{steps[0].functions[0]: true}
			for _, s := range steps {
				declared, used := identifiers(t, s.file)
				for name := range used {
					opened[name] = true
				}
				for _, name := range s.functions {
					require.True(t, declared[name], "%s does not declare %s: mend docs/architecture.md", s.file, name)
					require.True(t, opened[name], "%s of %s is not called by then: mend docs/architecture.md", name, s.file)
				}
			}
		})
	}
}

// step is a line of a path: a file, and the functions to read in it.
type step struct {
	file      string
	functions []string
}

var stepLine = regexp.MustCompile(`(?m)^(\S+\.go) +([\w, ]+):`)

// pathUnder returns the path in the first block of code under a heading.
func pathUnder(page, heading string) (steps []step) {
	_, section, _ := strings.Cut(page, "\n## "+heading+"\n")
	_, block, _ := strings.Cut(section, "\n```\n")
	block, _, _ = strings.Cut(block, "\n```\n")
	for _, line := range stepLine.FindAllStringSubmatch(block, -1) {
		steps = append(steps, step{line[1], strings.Split(line[2], ", ")})
	}
	return steps
}

// identifiers returns the functions that a file declares, and every name that it uses.
func identifiers(t *testing.T, name string) (declared, used map[string]bool) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, filepath.FromSlash(name)), nil, 0)
	require.NoError(t, err)
	declared, used = map[string]bool{}, map[string]bool{}
	names := map[*ast.Ident]bool{}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			declared[f.Name.Name], names[f.Name] = true, true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !names[id] {
			used[id.Name] = true
		}
		return true
	})
	return declared, used
}

func TestPathUnder(t *testing.T) {
	page := "# A\n\n## Way\n\nWords.\n\n```\na/b.go   Open, read: as it is\nc.go     close: at last\n```\n\n## Other\n\n```\nd.go  no: none\n```\n"
	require.Equal(t, []step{{"a/b.go", []string{"Open", "read"}}, {"c.go", []string{"close"}}}, pathUnder(page, "Way"))
}
