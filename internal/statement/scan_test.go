package statement

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScan(t *testing.T) {
	for text, want := range map[string][]token{
		"a = ? AND b ?? 1":        {{kind: plain, text: "a = "}, {kind: placeholder, text: ""}, {kind: plain, text: " AND b "}, {kind: question, text: ""}, {kind: plain, text: " 1"}},
		"$1, a$1, $2x, $12":       {{kind: numbered, text: "1"}, {kind: plain, text: ", a$1, $2x, "}, {kind: numbered, text: "12"}},
		"'?''?' \"?\" `?`":        {{kind: plain, text: "'?''?' \"?\" `?`"}},
		`E'\'?' e'?' me'\' ?`:     {{kind: plain, text: `E'\'?' e'?' me'\' `}, {kind: placeholder, text: ""}},
		"$$?$$ $a$ $$? $a$ ?":     {{kind: plain, text: "$$?$$ $a$ $$? $a$ "}, {kind: placeholder, text: ""}},
		"$$ open ?":               {{kind: plain, text: "$$ open ?"}},
		"-- ?\n?":                 {{kind: plain, text: "-- ?\n"}, {kind: placeholder, text: ""}},
		"-- ?":                    {{kind: plain, text: "-- ?"}},
		"/* ? /* ? */ ? */ ?":     {{kind: plain, text: "/* ? /* ? */ ? */ "}, {kind: placeholder, text: ""}},
		"/* open ?":               {{kind: plain, text: "/* open ?"}},
		"'open ?":                 {{kind: plain, text: "'open ?"}},
		":a :_b :ä1 ::c d:e :1 :": {{kind: named, text: "a"}, {kind: plain, text: " "}, {kind: named, text: "_b"}, {kind: plain, text: " "}, {kind: named, text: "ä1"}, {kind: plain, text: " ::c d:e :1 :"}},
		":a::text":                {{kind: named, text: "a"}, {kind: plain, text: "::text"}},
		`\:a`:                     {{kind: colon, text: ""}, {kind: plain, text: "a"}},
		"$x ?":                    {{kind: plain, text: "$x "}, {kind: placeholder, text: ""}},
		"":                        nil,
	} {
		require.Equal(t, want, scan(text), text)
	}
}

// FuzzScan checks that scanning loses nothing, and that text without names comes out of a statement as it went in.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{"a = ? ?? :n", "'?' $$?$$ $1", `E'\'' -- ?`, "/* /* */ :x::y", `\:a "b`, "é?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b strings.Builder
		names := false
		for _, token := range scan(text) {
			b.WriteString(map[tokenKind]string{placeholder: "?", question: "??", named: ":", numbered: "$", colon: `\:`}[token.kind])
			b.WriteString(token.text)
			names = names || token.kind == named || token.kind == colon
		}
		require.Equal(t, text, b.String())
		n, err := NamedText(text, func(string) (any, bool) { return 1, true })
		require.NoError(t, err)
		for _, d := range []Dialect{{Placeholder: "$"}, {Placeholder: "?"}} {
			c, err := Compile(Of(TextKind, n), d)
			require.NoError(t, err)
			if !names {
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
		n, err := NamedText(text, find)
		require.NoError(t, err)
		c, err := Compile(Of(TextKind, n), Dialect{Placeholder: "$"})
		require.NoError(t, err, text)
		require.Equal(t, want, c.SQL, text)
	}
	for text, want := range map[string]string{"$1??'k'": "$1 ?'k'", "????$1": "??$1", "$1??|$2": "$1 ?|$2"} {
		f, err := NewFragment(text, []any{1, 2}[:strings.Count(text, "$")])
		require.NoError(t, err)
		c, err := number(f, Dialect{Placeholder: "$"})
		require.NoError(t, err, text)
		require.Equal(t, want, c.SQL, text)
	}
	c, err := Compile(Of(TextKind, Template("(? ??'k')", []*Node{Argument(1)})), Dialect{Placeholder: "$"})
	require.NoError(t, err)
	require.Equal(t, "($1 ?'k')", c.SQL)
}
