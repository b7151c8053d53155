package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// house is a graph of packages of ours with their imports, over a standard library of fmt and testing and over modules of
// others.
func house(imports map[string][]string) graph {
	g := graph{
		"fmt":                                {ImportPath: "fmt", Standard: true},
		"testing":                            {ImportPath: "testing", Standard: true, Deps: []string{"fmt"}},
		"github.com/jackc/pgx/v5":            {ImportPath: "github.com/jackc/pgx/v5"},
		"github.com/stretchr/testify/assert": {ImportPath: "github.com/stretchr/testify/assert"},
	}
	for name, paths := range imports {
		path := strings.TrimSuffix(module+name, "/")
		g[path] = pkg{ImportPath: path, Imports: paths, Deps: paths}
	}
	return g
}

func TestUpward(t *testing.T) {
	plan := map[string]floor{
		"":             {},
		"ground":       {},
		"roof":         {ours: []string{"ground"}, theirs: []string{"github.com/jackc/pgx/v5"}},
		"internal/den": {ours: []string{"ground"}},
	}
	for _, c := range []struct {
		name, from, imports string
		wrong               string
	}{
		{"down", "roof", module + "ground", ""},
		{"standard library", "ground", "fmt", ""},
		{"a dependency decided on", "roof", "github.com/jackc/pgx/v5/pgxpool", ""},
		{"an example imports what is public", "examples/quickstart", module + "roof", ""},
		{"an example imports anybody's module", "examples/quickstart", "github.com/stretchr/testify/assert", ""},
		{"up", "ground", module + "roof", "ground imports github.com/drey-db/drey/roof, which"},
		{"sideways", "roof", module + "internal/den", "roof imports"},
		{"below a floor that is allowed", "roof", module + "ground/cellar", "roof imports"},
		{"a dependency nobody decided on", "ground", "github.com/jackc/pgx/v5", "ground imports"},
		{"a name that only begins alike", "roof", "github.com/jackc/pgx/v55", "roof imports"},
		{"an example in the cellar", "examples/quickstart", module + "internal/den", "examples/quickstart imports"},
		{"a package nobody planned", "shed", "fmt", "shed is not in the floor plan: add a line to the table"},
		{"code at the root", "", module + "ground", "imports github.com/drey-db/drey/ground"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrong := house(map[string][]string{c.from: {c.imports}}).upward(plan)
			if c.wrong == "" {
				require.Empty(t, wrong)
				return
			}
			require.Len(t, wrong, 1)
			require.Contains(t, wrong[0], c.wrong)
		})
	}
}

func TestUnused(t *testing.T) {
	g := house(map[string][]string{"roof": {module + "ground", "github.com/jackc/pgx/v5/pgxpool"}, "ground": {"fmt"}})
	require.Empty(t, g.unused(map[string]floor{"roof": {ours: []string{"ground"}, theirs: []string{"github.com/jackc/pgx/v5"}}}))
	require.Equal(t, []string{
		"ground may import github.com/jackc/pgx/v5, and does not: take the permission out",
		"ground may import shed, and does not: take the permission out",
	}, g.unused(map[string]floor{"ground": {ours: []string{"shed"}, theirs: []string{"github.com/jackc/pgx/v5"}}}))
}

func TestBeyond(t *testing.T) {
	g := house(map[string][]string{"roof": {"github.com/jackc/pgx/v5", "testing"}, "ground": {"fmt"}})
	require.Empty(t, g.beyond([]limit{{"ground", []string{anyModule}}, {"roof", []string{"github.com/jackc/puddle", "test"}}}))
	require.Equal(t, []string{"roof links github.com/jackc/pgx/v5", "roof links testing"},
		g.beyond([]limit{{"roof", []string{"github.com/jackc", "testing"}}}))
	require.Equal(t, []string{"roof links github.com/jackc/pgx/v5"}, g.beyond([]limit{{"roof", []string{anyModule}}}))
}

func TestTestLibraries(t *testing.T) {
	g := house(map[string][]string{"roof": {"github.com/stretchr/testify/assert"}, "ground": {"fmt"}})
	require.Equal(t, []string{"roof imports github.com/stretchr/testify/assert outside a test"}, g.testing(testLibraries))
}

func TestUndocumented(t *testing.T) {
	for source, want := range map[string][]string{
		"// Hero saves.\ntype Hero struct{}":                                          nil,
		"type hero struct{}":                                                          nil,
		"// A Hero saves.\ntype Hero struct{}":                                        {"Hero"},
		"type Hero struct{}":                                                          {"Hero"},
		"type (\n// Hero saves.\nHero struct{}\nToy struct{}\n)":                      {"Toy"},
		"// Save saves.\nfunc Save() {}\nfunc Leave() {}":                             {"Leave"},
		"type hero struct{}\nfunc (*hero) Save() {}":                                  nil,
		"// Hero saves.\ntype Hero[T any] struct{}\nfunc (*Hero[T]) Save() {}":        {"Save"},
		"// Saver saves.\ntype Saver interface {\n// Save saves.\nSave()\nLeave()\n}": {"Saver.Leave"},
		"// Saver has the shape of a saver.\ntype Saver interface { Save() }":         nil,
		"const Most = 1":                                  {"Most"},
		"// Most is one.\nconst Most = 1":                 nil,
		"// The limits.\nconst (\nMost = 1\nLeast = 0\n)": nil,
		"var (\nMost = 1 // the most\nLeast = 0\n)":       {"Least"},
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "hero.go", "package hero\n"+source, parser.ParseComments)
		require.NoError(t, err)
		var names []string
		for _, sentence := range undocumented(fset, []*ast.File{file}) {
			names = append(names, strings.Fields(sentence)[1])
		}
		require.Equal(t, want, names, source)
	}
}

func TestHiding(t *testing.T) {
	for source, want := range map[string]int{
		"func Make() hero { return hero{} }": 1, "func Make() (*hero, error) { return nil, nil }": 1, "func (Hero) Make() hero { return hero{} }": 1,
		"func Make() Hero { return Hero{} }": 0, "func make() hero { return hero{} }": 0, "func Count() (int, error) { return 0, nil }": 0, "func (hero) Make() hero { return hero{} }": 0,
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "hero.go", "package hero\n"+source, parser.ParseComments)
		require.NoError(t, err)
		require.Len(t, hiding(fset, []*ast.File{file}), want, source)
	}
}
