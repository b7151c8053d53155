package builder_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
)

// injections is what somebody would write who wants to leave the quotes.
var injections = []string{
	"n", `"`, `""`, `a"b`, `" FROM pg_user --`, `"; DROP TABLE authors; --`, "'", "''", "' OR '1'='1", `\'; --`, "$1", "$$", "$q$;$q$", "?", "??", ":x", "::text",
	"--", "/*", "*/", "/* */", ";", "a;b", ") UNION SELECT 1 --", "1) OR (1=1", "%", "_", `\`, "é", "a b", "SELECT", "NULL", "{a,b}", `{"a": 1}`, "$.a", `"]`, "\n", "\t", "\u2028", "ʼ", "＇",
}

// hostile returns a statement that takes a name and a value wherever one may be given.
func hostile(name, value string) builder.Sqlizer {
	doc, tags := builder.JSON(builder.Col(&authors.Doc)), builder.Array(builder.Col(&authors.Tags))
	labelled := author.Label(name)
	return builder.SelectColumns(labelled, author.Collate(name), doc.Get(value, 1).Text().Label(name),
		builder.Case[string]().When(author.Eq(value), value).Else(value), builder.Func[string]("concat", builder.Literal(value)), builder.Raw[string]("? || ?", author, value)).
		Where(author.In(value, value), author.StartsWith(value), author.Matches(value), tags.Has(value), tags.Contains(value, value),
			doc.HasKey(value), doc.Contains(map[string]string{value: value}), builder.Tuple(author, author).Gt(value, value),
			builder.Tuple(author, author).In([]any{value, value}), builder.Has(&authors.Books, book.Ne(value))).
		GroupBy(labelled).OrderBy(labelled)
}

func hostileInsert(name, value string) builder.Sqlizer {
	return builder.Insert(books).Values(&Book{Title: value}).OnConstraint(name).DoUpdate(book.To(value)).Where(book.Ne(value)).Returning(book.Label(name))
}

// FuzzInjection: whatever is given as a name or a value, PostgreSQL's parser sees the tree that it sees for harmless ones.
func FuzzInjection(f *testing.F) {
	for _, bad := range injections {
		f.Add(bad, bad)
	}
	statements := []func(name, value string) builder.Sqlizer{hostile, hostileInsert}
	var want []any
	for _, stmt := range statements {
		text, _, err := builder.Compile(stmt("n", "v"), builder.Postgres())
		require.NoError(f, err)
		want = append(want, tree(f, text))
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		for i, stmt := range statements {
			text, args, err := builder.Compile(stmt(name, value), builder.Postgres())
			if name == "" || strings.ContainsRune(name, 0) {
				require.Error(t, err)
				continue
			}
			require.NoError(t, err)
			require.NotEmpty(t, args)
			if utf8.ValidString(name) {
				require.Equal(t, want[i], tree(t, text), text)
			}
		}
	})
}

// tree returns the shape of a text's parse tree: without names, and without places in the text.
func tree(tb testing.TB, text string) any {
	tb.Helper()
	parsed, err := pgquery.ParseToJSON(text)
	require.NoError(tb, err, text)
	var node any
	require.NoError(tb, json.Unmarshal([]byte(parsed), &node))
	return shapeOf(node)
}

func shapeOf(node any) any {
	switch node := node.(type) {
	case map[string]any:
		shape := map[string]any{}
		for key, value := range node {
			if !strings.HasSuffix(key, "location") && !strings.HasPrefix(key, "stmt_") {
				shape[key] = shapeOf(value)
			}
		}
		return shape
	case []any:
		shape := make([]any, len(node))
		for i, value := range node {
			shape[i] = shapeOf(value)
		}
		return shape
	case string:
		return ""
	}
	return node
}

// TestHostileNames gives the names that programs choose once: of aliases and of derived rows.
func TestHostileNames(t *testing.T) {
	texts := func(name string) []any {
		alias, rows := builder.Alias[Author](name+"a"), builder.Derived[Number](name+"d")
		n := builder.Col(&rows.N)
		counted := builder.SelectColumns(builder.Count().Label("n")).From(books)
		var trees []any
		for _, stmt := range []builder.Sqlizer{
			builder.Select(alias).Where(builder.Col(&alias.Name).Eq(name)).ForUpdate(builder.LockOf(alias)),
			builder.SelectColumns(n).With(builder.CTE(rows, counted)),
			builder.SelectColumns(n).From(builder.Subquery(rows, counted)),
			builder.SelectColumns(n).From(builder.Values(rows, Number{1})),
			builder.SelectColumns(n).From(alias, builder.TableFunc(rows, builder.Func[int64]("generate_series", 1, builder.Col(&alias.ID)))),
		} {
			text, _, err := builder.Compile(stmt, builder.Postgres())
			require.NoError(t, err)
			trees = append(trees, tree(t, text))
		}
		return trees
	}
	want := texts("n")
	for _, bad := range injections {
		require.Equal(t, want, texts(bad), bad)
	}
}

// FuzzWords: text that stands in SQL unquoted is refused, or is one word among the others.
func FuzzWords(f *testing.F) {
	for _, word := range append(injections, "lower", "pg_catalog.lower", "numeric(10,2)", "double precision", "text[]", "||", "->>", "AT TIME ZONE",
		"ROWS UNBOUNDED PRECEDING", "RANGE BETWEEN '1 day' PRECEDING AND CURRENT ROW EXCLUDE TIES", "GROUPS 2 FOLLOWING", "ROWS 1 PRECEDING) FROM x --", "int) FROM x --") {
		f.Add(word)
	}
	tree(f, "SELECT 1") // the parser starts slowly, and a fuzzer takes that for a hang
	f.Fuzz(func(t *testing.T, word string) {
		for _, column := range []builder.Sqlizer{
			builder.Func[string](word, 1), builder.Cast[string](author, word), author.Op(word, "x"),
			builder.RowNumber().Over(builder.PartitionBy(authorID).OrderBy(author).Frame(word)),
		} {
			text, _, err := builder.Compile(builder.SelectColumns(column).From(authors).Where(authorID.Eq(1)), builder.Postgres())
			if err != nil {
				continue
			}
			parsed, err := pgquery.Parse(text)
			if err != nil {
				continue // the database refuses it too
			}
			require.Len(t, parsed.Stmts, 1, text)
			read := parsed.Stmts[0].Stmt.GetSelectStmt()
			require.Len(t, read.TargetList, 1, text)
			require.Len(t, read.FromClause, 1, text)
			require.NotNil(t, read.WhereClause, text)
			require.Nil(t, read.Larg, text)
		}
	})
}
