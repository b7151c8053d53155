package migrate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pieces are what statements of the walk are made of.
var pieces = []string{
	"SELECT", " ", "\n", "\n\n", "'it''s'", "';'", "'a;\nb'", "'a\n;\nb'", ";\n", "--", "-- c", "-- c;\n", "/* ; \n -- */", "$$", "$f$;\n$f$", "\t", "\r", "\v", "\u2028",
	"'\n-- +goose Down\n'", "'\n-- +goose StatementEnd\n'", "'-- +goose Up'", "+goose", "'\n--+goose Up\n'", "'\n  -- +goose Down'", "\n-- drey: revision x\n", "${HOME}", "$HOME", "é", "🦸",
	"\"a;\nb\"", "E'\\'';", "'\r\n'", "\uFEFF",
}

func drawStatements(t *rapid.T, of string) []string {
	statement := rapid.Map(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.StringMatching(`[^\x00]*`)), 0, 8), func(list []string) string { return strings.Join(list, "") })
	return rapid.SliceOfN(statement, 0, 4).Draw(t, of)
}

// What is read from a file is what was written, or nothing is written.
func TestStatementsAreReadAsTheyWereWritten(t *testing.T) {
	var written, refused int
	rapid.Check(t, func(t *rapid.T) {
		d := draft{Revision: Revision{ID: "a1", Parents: []string{"b1", "c1"}, Message: oneLine(rapid.StringMatching(`[a-z +:;'-]{0,12}|-*|drey: label x|\+goose Up`).Draw(t, "message"))}}
		d.up, d.down = drawStatements(t, "up"), drawStatements(t, "down")
		if d.verified(t.Context()) != nil {
			refused++
			return
		}
		written++
		n, err := readFile("x.sql", d.render())
		require.NoError(t, err)
		require.Equal(t, []string{"b1", "c1"}, n.Parents)
		require.Empty(t, n.irreversible)
		for _, way := range []struct {
			down       bool
			statements []string
		}{{false, d.up}, {true, d.down}} {
			found, err := scriptOf(t.Context(), n, way.down)
			require.NoError(t, err)
			var want []string
			for _, s := range way.statements {
				if s = withoutComments(s); s != "" {
					want = append(want, s)
				}
			}
			for i, s := range found.statements {
				found.statements[i] = strings.TrimSpace(strings.TrimSuffix(s, ";"))
				require.Equal(t, strings.TrimSpace(want[i]), found.statements[i])
			}
			require.Len(t, found.statements, len(want))
		}
	})
	t.Logf("%d written, %d refused", written, refused)
	require.Positive(t, refused)
	require.Greater(t, 10*written, refused)
}

// What goose takes for lines of its own is refused, with the statement.
func TestStatementsThatNoFileKeeps(t *testing.T) {
	for text, says := range map[string]string{
		"COMMENT ON TABLE t IS 'a\n-- +goose Down\nb'":         "goose takes a line",
		"COMMENT ON TABLE t IS 'a\n-- +goose StatementEnd\nb'": "goose takes a line",
		"COMMENT ON TABLE t IS 'a\r\nb'":                       "CR LF",
		"SELECT '" + strings.Repeat("x", 5<<20) + "'":          "goose",
		"SELECT '\x00'": "UTF-8",
	} {
		d := draft{Revision: Revision{ID: "a1", Message: "x"}, up: []string{"SELECT 1", text}}
		require.ErrorContains(t, d.verified(t.Context()), says)
		d.up, d.down = nil, d.up
		require.ErrorContains(t, d.verified(t.Context()), says)
	}
}

// A comment at a statement's end does not take its semicolon along, in a script either.
func TestACommentAtTheEnd(t *testing.T) {
	var text strings.Builder
	writeStatements(&text, []string{"-- what it is\n\nCREATE VIEW v AS SELECT 1 -- one", "SELECT 2"})
	require.Equal(t, "-- +goose StatementBegin\nCREATE VIEW v AS SELECT 1 -- one\n;\n-- +goose StatementEnd\nSELECT 2;\n", text.String())
}
