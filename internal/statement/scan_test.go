package statement

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScan(t *testing.T) {
	for text, want := range map[string][]token{
		"a = ? AND b ?? 1":        {{plain, "a = "}, {placeholder, ""}, {plain, " AND b "}, {question, ""}, {plain, " 1"}},
		"$1, a$1, $2x, $12":       {{numbered, "1"}, {plain, ", a$1, $2x, "}, {numbered, "12"}},
		"'?''?' \"?\" `?`":        {{plain, "'?''?' \"?\" `?`"}},
		`E'\'?' e'?' me'\' ?`:     {{plain, `E'\'?' e'?' me'\' `}, {placeholder, ""}},
		"$$?$$ $a$ $$? $a$ ?":     {{plain, "$$?$$ $a$ $$? $a$ "}, {placeholder, ""}},
		"$$ open ?":               {{plain, "$$ open ?"}},
		"-- ?\n?":                 {{plain, "-- ?\n"}, {placeholder, ""}},
		"-- ?":                    {{plain, "-- ?"}},
		"/* ? /* ? */ ? */ ?":     {{plain, "/* ? /* ? */ ? */ "}, {placeholder, ""}},
		"/* open ?":               {{plain, "/* open ?"}},
		"'open ?":                 {{plain, "'open ?"}},
		":a :_b :ä1 ::c d:e :1 :": {{named, "a"}, {plain, " "}, {named, "_b"}, {plain, " "}, {named, "ä1"}, {plain, " ::c d:e :1 :"}},
		":a::text":                {{named, "a"}, {plain, "::text"}},
		`\:a`:                     {{colon, ""}, {plain, "a"}},
		"$x ?":                    {{plain, "$x "}, {placeholder, ""}},
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
