package sqltext_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/sqltext"
)

// FuzzTokens loses nothing of a text, on any dialect.
func FuzzTokens(f *testing.F) {
	for _, seed := range append(postgresSeeds, sqliteSeeds...) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range []*sqltext.Dialect{&sqltext.Template, &sqltext.Postgres, &sqltext.SQLite} {
			var b strings.Builder
			for s := d.Scan(text); ; {
				token, more := s.Next()
				if !more {
					break
				}
				require.NotEmpty(t, token.Text)
				b.WriteString(token.Text)
			}
			require.Equal(t, text, b.String())
			require.NotEmpty(t, d.Control("BEGIN;"+text))
		}
	})
}

func TestArguments(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "$1, $3": 3, "'$9' $1 -- $8": 1, "/* /* $7 */ $8 */ $2": 2, "a$5 $1": 1, "$$ $9 $$ $1": 1, "E'\\' $9' || $2": 2, "E'a' -- c\n '\\' $9' || $2": 2, "? :a": 0, "$99999999999999999999": 1 << 24,
	} {
		n, ok := sqltext.Postgres.Arguments(text)
		require.True(t, ok)
		require.Equal(t, want, n, text)
	}
	for text, want := range map[string]int{
		"": 0, "?, ?": 2, "?2, ?": 3, "?, ?1": 1, "select ?3, ?1": 3, "select 'open ?": 0, "select '$.a' -> ?": 1, "select 1 - ?, 2 / ?": 2, "select ?99999999999999999999": 1 << 24, "'?''?' [?] `?` \"?\" -- ?\n /* ? */ ?": 1, "/* /* */ ? */": 1, "??": 2,
	} {
		n, ok := sqltext.SQLite.Arguments(text)
		require.True(t, ok)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"? :a", "@a", "$a", "$a::b(c)"} {
		_, ok := sqltext.SQLite.Arguments(text)
		require.False(t, ok, text)
	}
}

func TestAnyOtherDatabaseGetsTheTemplatesTokens(t *testing.T) {
	require.Same(t, &sqltext.Template, sqltext.Of("ferret"))
	require.Equal(t, "COMMIT", sqltext.Template.Control("CREATE TABLE t (a int); COMMIT"))
	require.Empty(t, sqltext.Template.Control("CREATE PROCEDURE p() BEGIN UPDATE t SET a = 1; COMMIT; END"), "nobody knows where it ends")
}

func TestComplete(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "SELECT 1;": true, "SELECT 1 -- it's": true, "SELECT 'a": false, "/* /* */": false, "$$ ;": false, `"a`: false, "E'\\'": false,
	} {
		require.Equal(t, want, sqltext.Complete(text), text)
	}
}

func TestUnfilled(t *testing.T) {
	for text, want := range map[string]string{
		"a = $1": "$1", "'$1' $$ $1 $$ -- $1": "", "CREATE FUNCTION f(int) RETURNS int RETURN $1": "", "PREPARE p AS SELECT $1; SELECT $2": "$2",
		"explain (generic_plan) select $1": "", "explain (analyze) select $1": "$1", "(SELECT $3)": "$3", "create table t as select $1": "$1",
	} {
		require.Equal(t, want, sqltext.Postgres.Unfilled(text, nil), text)
	}
	require.Equal(t, "$1", sqltext.Postgres.Unfilled("$1, $2, $1", [][2]int{{0, 2}, {4, 6}}))
	require.Equal(t, "?1", sqltext.Postgres.Unfilled("a = $11", [][2]int{{4, 6}}))
	for text, want := range map[string]string{
		"a = ?": "", "a = ?1": "?1", "a = :1": ":1", "a = @p1": "@p1", "'?1' [?1] `?1` -- ?1": "", "create trigger t begin select $1; end": "$1",
	} {
		require.Equal(t, want, sqltext.SQLite.Unfilled(text, nil), text)
	}
}
