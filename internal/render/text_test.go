package render_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/ast"
	"github.com/drey-db/drey/internal/fragment"
	"github.com/drey-db/drey/internal/render"
)

// FuzzText checks that text without names comes out of a statement as it went in.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"a = ? ?? :n", "'?' $$?$$ $1", `E'\'' -- ?`, "/* /* */ :x::y", `\:a "b`, "é?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		names := false
		n, err := ast.NamedText(text, func(string) (any, bool) { names = true; return 1, true })
		require.NoError(t, err)
		changed := n.Expr().(*ast.TextExpr).SQL != fragment.Canonical(text) // by a name, or by a colon that was escaped
		for _, d := range []render.Dialect{{Placeholder: "$"}, {Placeholder: "?"}} {
			c, err := render.Compile(ast.Of(ast.TextKind, n), d)
			require.NoError(t, err)
			if !names && !changed {
				require.Equal(t, text, c.SQL)
			}
		}
	})
}

// TestArgumentsBesideQuestionMarks: an argument and a question mark that touch are told apart, whatever the text is written as.
func TestArgumentsBesideQuestionMarks(t *testing.T) {
	find := func(string) (any, bool) { return 1, true }
	for text, want := range map[string]string{
		":a?'k'": "$1 ?'k'", "?:a": "?$1", ":a??'k'": "$1 ??'k'", ":a?|:b": "$1 ?|$2", "'?':a?": "'?'$1 ?",
	} {
		n, err := ast.NamedText(text, find)
		require.NoError(t, err)
		c, err := render.Compile(ast.Of(ast.TextKind, n), render.Dialect{Placeholder: "$"})
		require.NoError(t, err, text)
		require.Equal(t, want, c.SQL, text)
	}
	for text, want := range map[string]string{"$1??'k'": "$1 ?'k'", "????$1": "??$1", "$1??|$2": "$1 ?|$2"} {
		n := ast.Text(text, []any{1, 2}[:strings.Count(text, "$")], false)
		c, err := render.Compile(ast.Of(ast.TextKind, n), render.Dialect{Placeholder: "$"})
		require.NoError(t, err, text)
		require.Equal(t, want, c.SQL, text)
	}
	c, err := render.Compile(ast.Of(ast.TextKind, ast.Template("(? ??'k')", []*ast.Node{ast.Argument(1)})), render.Dialect{Placeholder: "$"})
	require.NoError(t, err)
	require.Equal(t, "($1 ?'k')", c.SQL)
}
