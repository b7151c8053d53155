package architecture_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// privateWords are what the code once called things by. A reader had to learn each of them; the field has names for all.
var privateWords = strings.Fields(`doom sever oust vouch heed owed sifted lobby teller told say words bare sparing descent knot stranger
	landing lent wish How harm basic cell sound permit over`)

// loadedWords meant another thing in each package, so that no function or type is called by them.
var loadedWords = strings.Fields(`fill keep settle`)

// TestNamesAreTheFields holds names to the field's terms: no file, and nothing in one, has a name out of privateWords, and no
// function or type of what is not a test one out of loadedWords.
func TestNamesAreTheFields(t *testing.T) {
	eachFile(t, func(f source) {
		base := strings.TrimSuffix(filepath.Base(f.path), ".go")
		for _, name := range misnamed(f.file, base, f.isTest()) {
			t.Errorf("%s: %q needs a glossary: call it what the field calls it", f.path, name)
		}
	})
}

// misnamed returns the names of a file that are no terms of the field.
func misnamed(file *ast.File, base string, isTest bool) (wrong []string) {
	note := func(name string, among []string) {
		if slices.Contains(among, name) && !slices.Contains(wrong, name) {
			wrong = append(wrong, name)
		}
	}
	note(base, privateWords)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if !isTest {
				note(n.Name.Name, loadedWords)
			}
		case *ast.TypeSpec:
			if !isTest {
				note(n.Name.Name, loadedWords)
			}
		case *ast.Ident:
			note(n.Name, privateWords)
		}
		return true
	})
	return wrong
}

// TestErrorsAreNoPredicates holds doc comments to what a function returns: what "reports whether" returns a bool.
func TestErrorsAreNoPredicates(t *testing.T) {
	eachFile(t, func(f source) {
		for _, d := range f.file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Doc.Text(), fn.Name.Name+" reports whether") && returns(fn, "error") && !returns(fn, "bool") {
				t.Errorf("%s: %s returns an error, and no bool: say when", f.path, fn.Name.Name)
			}
		}
	})
}

func returns(fn *ast.FuncDecl, name string) bool {
	return fn.Type.Results != nil && slices.ContainsFunc(fn.Type.Results.List, func(result *ast.Field) bool {
		typ, ok := result.Type.(*ast.Ident)
		return ok && typ.Name == name
	})
}

func TestMisnamed(t *testing.T) {
	for source, want := range map[string][]string{
		"func f() { told := 1; _ = told }":  {"told"},
		"type t struct{ over bool }":        {"over"},
		"func (t) fill() {}":                {"fill"},
		"type keep int":                     {"keep"},
		"func f() { fill, keep := 1, 2 }":   nil,
		"func overview() { toldOf, x = 1 }": nil,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "hero.go", "package hero\n"+source, parser.SkipObjectResolution)
		require.NoError(t, err)
		require.Equal(t, want, misnamed(file, "hero", false), source)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "hero.go", "package hero\nfunc fill() {}", parser.SkipObjectResolution)
	require.NoError(t, err)
	require.Empty(t, misnamed(file, "hero", true))
	require.Equal(t, []string{"words"}, misnamed(file, "words", true))
}
