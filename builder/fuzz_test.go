package builder_test

import (
	"database/sql"
	"strings"
	"testing"
	"unicode/utf8"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
)

// FuzzNames quotes any name so that PostgreSQL's parser reads that name and nothing else.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"n", `a"b`, `";DROP TABLE heroes;--`, "a?b", "??", "$1", ":a", "é", `\`, "", "a\x00b", " ", "'"} {
		f.Add(seed)
	}
	tree(f, "SELECT 1") // the parser starts slowly, and a fuzzer takes that for a hang
	f.Fuzz(func(t *testing.T, given string) {
		stmt := builder.SelectColumns(name.Label(given), name.Collate(given)).Where(name.Eq("x")).OrderBy(name.Label(given).Asc())
		text, args, err := builder.Compile(stmt, builder.Postgres())
		if given == "" || strings.ContainsRune(given, 0) {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, []any{"x"}, args)
		if !utf8.ValidString(given) {
			return
		}
		tree, err := pgquery.Parse(text)
		require.NoError(t, err, text)
		require.Len(t, tree.Stmts, 1)
		read := tree.Stmts[0].Stmt.GetSelectStmt()
		require.Len(t, read.TargetList, 2)
		require.True(t, strings.HasPrefix(given, read.TargetList[0].GetResTarget().Name), text) // names are cut at 63 bytes
		require.Len(t, read.SortClause, 1)
	})
}

// FuzzValues binds any value: the text stays what it is for the least of them.
func FuzzValues(f *testing.F) {
	for _, seed := range []string{"x", "'", "' OR 1=1 --", "?", "$1", ":a", "%_\\", "\x00"} {
		f.Add(seed)
	}
	statementFor := func(v string) builder.Sqlizer {
		return builder.SelectColumns(builder.Literal(v), name.Coalesce(v), name.Op("||", v)).
			Where(name.Eq(v), name.In(v, v), name.Between(v, v), name.Contains(v), name.IsDistinctFrom(v), sq.Eq{"a": v, "b": []string{v}}, sq.Expr("c = ?", v)).
			GroupBy(name).Having(name.Ne(v))
	}
	want, _, err := builder.Compile(statementFor(""), builder.Postgres())
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, v string) {
		text, args, err := builder.Compile(statementFor(v), builder.Postgres())
		require.NoError(t, err)
		require.Equal(t, want, text)
		require.Len(t, args, 13)
	})
}

// FuzzText leaves alone whatever stands in quotes and comments, and binds what stands outside.
func FuzzText(f *testing.F) {
	for _, seed := range []string{":a", "?", "??", "$1", "it's", `\`, "--", "*/ :a /*", "$$", "\n:b", "E'", `":a"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, inside string) {
		for _, quoted := range []string{
			"'" + strings.ReplaceAll(inside, "'", "''") + "'",
			`"` + strings.ReplaceAll(inside, `"`, `""`) + `"`,
			"E'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(inside) + "'",
			"$q$" + strings.ReplaceAll(inside, "$", "") + "$q$",
			"-- " + strings.ReplaceAll(inside, "\n", "") + "\n",
			"/* " + strings.NewReplacer("*", "", "/", "").Replace(inside) + " */",
		} {
			text, args, err := builder.Compile(builder.Text("SELECT :a::text, "+quoted+" , :b, :a", sql.Named("a", 1), sql.Named("b", 2)), builder.Postgres())
			require.NoError(t, err)
			require.Equal(t, "SELECT $1::text, "+quoted+" , $2, $1", text)
			require.Equal(t, []any{1, 2}, args)
		}
	})
}

// FuzzBinds lets anything be text: it compiles or is refused, and has an argument for every placeholder.
func FuzzBinds(f *testing.F) {
	for _, seed := range []string{"SELECT :a, :b", ":a::int :b", "'':a", ":::a", ":a:b", "$1 :a", `\:a :a`, ":", "é:a", "$$:a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		named, args, err := builder.Compile(builder.Text(text, map[string]any{"a": "first", "b": "second"}), builder.Postgres())
		if err != nil {
			require.Regexp(t, "no argument has that name|asks for no argument called", err.Error())
			return
		}
		require.ElementsMatch(t, []any{"first", "second"}, args)
		require.Contains(t, named, "$1")
		require.Contains(t, named, "$2")
	})
}

// FuzzPatterns asks SQLite whether StartsWith, EndsWith and Contains mean what Go's functions of these names do.
func FuzzPatterns(f *testing.F) {
	for _, seed := range [][2]string{{"50%", "%"}, {"a_b", "_"}, {`a\b`, `\`}, {"abc", "b"}, {"", ""}, {"a", "%a"}, {`\%`, `%`}} {
		f.Add(seed[0], seed[1])
	}
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, db.Close()) })
	db.SetMaxOpenConns(1)
	_, err = db.Exec("PRAGMA case_sensitive_like = ON")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, value, part string) {
		if !utf8.ValidString(value+part) || strings.ContainsRune(value+part, 0) {
			return
		}
		v := builder.Literal(value)
		text, args, err := builder.Compile(builder.SelectColumns(v.StartsWith(part), v.EndsWith(part), v.Contains(part)), builder.SQLite())
		require.NoError(t, err)
		var starts, ends, contains bool
		require.NoError(t, db.QueryRow(text, args...).Scan(&starts, &ends, &contains))
		require.Equal(t, strings.HasPrefix(value, part), starts)
		require.Equal(t, strings.HasSuffix(value, part), ends)
		require.Equal(t, strings.Contains(value, part), contains)
	})
}
