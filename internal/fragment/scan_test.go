package fragment

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

func TestCommentsEndWithTheirText(t *testing.T) {
	for text, want := range map[string]string{
		"a -- b": "a -- b\n", "a -- b\n": "a -- b\n", "'--' a": "'--' a", "a /* -- */": "a /* -- */", "-- a\nb": "-- a\nb", "--": "--\n", "a '--": "a '--",
	} {
		require.Equal(t, want, lineEnded(text), text)
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
		f, err := Named(text, func(string) (any, bool) { return 1, true })
		require.NoError(t, err)
		if !names {
			require.Equal(t, Canonical(text), f.SQL)
			require.Empty(t, f.Args)
		}
	})
}
