package builder_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"
	pgquery "github.com/wasilibs/go-pgquery"

	"github.com/drey-db/drey/builder"
)

// constructs returns a statement for each construct of SQL that the package knows, by the name of its file under testdata/golden.
func constructs() map[string]builder.Sqlizer {
	all := map[string]builder.Sqlizer{}
	for _, some := range []map[string]builder.Sqlizer{readingConstructs(), groupingConstructs(), expressionConstructs(), aggregateConstructs(), temporalConstructs(), columnConstructs(), sourceConstructs(), relationshipConstructs(), writingConstructs()} {
		for name, stmt := range some {
			all[name] = stmt
		}
	}
	return all
}

func readingConstructs() map[string]builder.Sqlizer {
	old, cheap := builder.SelectColumns(author).Where(born.Lt(1930)), builder.SelectColumns(book).Where(price.Lt(5))
	return map[string]builder.Sqlizer{
		"select_entities":     builder.Select(books).Where(price.Gt(1), sold.Ge(2)).OrderBy(price.Desc(), bookID.Asc()).Limit(10).Offset(20),
		"distinct":            builder.SelectColumns(price).Distinct(),
		"distinct_on":         builder.SelectColumns(written, book).DistinctOn(written).OrderBy(written, sold.Desc()),
		"distinct_on_args":    builder.SelectColumns(book).Where(sold.Gt(1)).DistinctOn(builder.Raw[string]("left(?, 1)", book)),
		"union":               builder.Union(old, cheap).OrderBy(author.Desc()).Limit(3).Offset(1),
		"union_all":           builder.UnionAll(old, cheap, old),
		"intersect_all":       builder.IntersectAll(old, cheap),
		"except":              builder.Except(old, cheap),
		"except_all":          builder.ExceptAll(old, cheap),
		"compound_nested":     builder.Except(builder.Union(old, cheap), builder.Intersect(old, cheap.OrderBy(book).Limit(1))),
		"compound_entities":   builder.UnionAll(builder.Select(genres).Where(builder.Col(&genres.ID).Eq(1)), builder.Select(genres).Where(builder.Col(&genres.ID).Eq(2))).OrderBy(builder.Col(&genres.Label).Asc()),
		"compound_foreign":    builder.Union(builder.As[builder.Row](sq.Select("name").From("authors").Where("born = ?", 1900).PlaceholderFormat(sq.Dollar)), cheap),
		"lock_update":         builder.Select(books).LoadOnly(bookID).Where(sold.Gt(3)).ForUpdate(builder.LockOf(books), builder.SkipLocked()),
		"lock_no_key_update":  builder.SelectColumns(bookID).ForNoKeyUpdate(builder.NoWait()),
		"lock_key_share":      builder.SelectColumns(bookID).ForKeyShare(),
		"text_whole":          builder.As[*Book](builder.Text("SELECT * FROM books WHERE price > :least AND title <> ':least'", sql.Named("least", 5))),
		"text_predicate":      builder.SelectColumns(book).Where(builder.Text("books.sold > :sold", sql.Named("sold", 3)), price.Gt(1)),
		"correlated_exists":   builder.SelectColumns(author).Where(builder.Not(builder.Exists(builder.SelectColumns(bookID).Where(written.EqCol(authorID), sold.Gt(9))))),
		"correlated_scalar":   builder.SelectColumns(author, builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count()).From(books).Where(written.EqCol(authorID), sold.Gt(5))).Label("hits")).OrderBy(authorID),
		"in_query":            builder.SelectColumns(author).Where(authorID.InQuery(builder.SelectColumns(written).Where(sold.Gt(5))), authorID.NotInQuery(builder.SelectColumns(written).Where(sold.Gt(30)))),
		"squirrel_everywhere": builder.SelectColumns(author, sq.Expr("born + ?", 1)).Where(sq.Eq{"name": []string{"ann", "bob"}}, sq.Or{sq.Gt{"born": 1}, author.Eq("x")}).OrderBy(sq.Expr("born % ?", 10)),
	}
}

func groupingConstructs() map[string]builder.Sqlizer {
	byAuthor := builder.PartitionBy(written).OrderBy(sold.Desc(), bookID)
	return map[string]builder.Sqlizer{
		"group_having":  builder.SelectColumns(written, builder.Count().Label("n"), builder.Sum(sold)).GroupBy(written).Having(builder.Sum(sold).Gt(5)).OrderBy(builder.Count().Desc().NullsLast(), written),
		"rollup":        builder.SelectColumns(written, price, builder.Sum(sold)).GroupBy(builder.Rollup(written, price)).Having(builder.Count().Gt(0)),
		"cube":          builder.SelectColumns(written, price, builder.Count()).GroupBy(builder.Cube(written, price)),
		"grouping_sets": builder.SelectColumns(written, price, builder.Func[int64]("grouping", written), builder.Count()).GroupBy(builder.GroupingSets(builder.Tuple(written, price), written, builder.Tuple())),
		"filter":        builder.SelectColumns(builder.Count().Filter(price.Gt(5), sold.Gt(1)), builder.Sum(sold).Filter(price.Lt(5))),
		"window":        builder.SelectColumns(book, builder.RowNumber().Over(byAuthor).Label("place"), builder.Rank().Over(byAuthor), builder.Sum(sold).Over(builder.Window{})).OrderBy(bookID),
		"window_frame":  builder.SelectColumns(book, builder.Sum(sold).Filter(price.Gt(1)).Over(builder.PartitionBy().OrderBy(bookID).Frame("ROWS BETWEEN 1 PRECEDING AND CURRENT ROW"))),
		"lag_lead":      builder.SelectColumns(book, builder.Lag[int64](sold).Over(byAuthor), builder.Lead[int64](sold).Over(byAuthor), builder.DenseRank().Over(byAuthor)),
		"within_group":  builder.SelectColumns(builder.Func[float64]("percentile_cont", 0.5).WithinGroup(price.Asc()), builder.Func[int64]("mode").WithinGroup(sold.Desc()).Filter(price.Gt(1))),
	}
}

func expressionConstructs() map[string]builder.Sqlizer {
	tags, doc := builder.Array(builder.Col(&authors.Tags)), builder.JSON(builder.Col(&authors.Doc))
	pred := func(preds ...builder.Sqlizer) builder.Sqlizer {
		return builder.SelectColumns(author).From(authors).Where(preds...)
	}
	return map[string]builder.Sqlizer{
		"case":           builder.SelectColumns(book, builder.Case[string]().When(sold.Gt(30), "hit").When(sq.Eq{"sold": 0}, "flop").WhenExpr(price.Gt(6), builder.Upper[string](book)).Else("so so").Label("verdict")),
		"case_column":    builder.SelectColumns(book).OrderBy(builder.Case[int64]().When(book.Eq("c"), 0).ElseExpr(sold).Asc()),
		"cast":           builder.SelectColumns(builder.Cast[string](price, "text"), builder.Cast[int64](builder.Literal("7"), "bigint")).From(books),
		"functions":      builder.SelectColumns(builder.Coalesce[int64](born, builder.Literal(int64(0))), born.Coalesce(5), builder.Lower[string](author), builder.Func[int64]("length", author), builder.Now()).From(authors),
		"literals":       builder.SelectColumns(builder.Literal("x"), builder.Literal(1.5), builder.Literal(true), builder.Null()),
		"like":           pred(author.StartsWith("50%_"), author.ILike("A%"), author.NotLike("b_")),
		"in_list":        pred(authorID.In(1, 2, 3), authorID.NotIn(7)),
		"in_empty":       pred(builder.Not(authorID.In()), authorID.NotIn()),
		"null_tests":     pred(born.IsDistinctFrom(1900), born.IsNotNull(), builder.Col(&authors.Born).Ne(nil)),
		"tuple_in":       pred(builder.Tuple(author, born).In([]any{"ann", 1900}, []any{"cy", 1950})),
		"tuple_in_query": pred(builder.Tuple(authorID, author).InQuery(builder.SelectColumns(written, book).Where(sold.Gt(1)))),
		"tuple_page":     builder.SelectColumns(bookID).Where(builder.Tuple(price, bookID).Gt(5, 1), builder.Tuple(price, bookID).Lt(12, 9)).OrderBy(price, bookID),
		"regular":        pred(author.Matches("^[a-c]"), author.NotMatches("z$"), author.IMatches("A"), author.NotIMatches("Q")),
		"json_path":      builder.SelectColumns(doc.Get("home", "town").Text(), doc.Get("langs", 1).Text(), doc.Get("home"), doc.Text()).Where(doc.Get("home", "town").Text().Eq("Bath")),
		"json_key":       pred(doc.HasKey("home"), doc.Get("home").IsNotNull()),
		"json_contains":  pred(doc.Contains(map[string]any{"langs": []string{"fr"}})),
		"array_tests":    pred(builder.Or(tags.Has("x"), tags.Contains("x", "y"), tags.ContainedBy("x"), tags.Overlaps("y", "z"), tags.Len().Gt(2))),
		"array_any_all":  builder.SelectColumns(author).Where(builder.Literal("x").EqCol(tags.Any()), author.GtCol(tags.All())),
		"operators":      pred(born.Op("%", 10).Eq(0), born.BoolOp("<", builder.Literal(int64(2000)))),
	}
}

func sourceConstructs() map[string]builder.Sqlizer {
	counted := builder.SelectColumns(written, builder.Count()).Where(sold.Gt(1)).GroupBy(written)
	total, of := builder.Col(&totals.Books), builder.Col(&totals.AuthorID)
	above := builder.Derived[Author]("above")
	chain := builder.UnionAll(builder.Select(authors).Where(author.Eq("dee")), builder.Select(authors).Join(above, authorID.EqCol(builder.NullCol(&above.BossID))))
	n := builder.Col(&numbers.N)
	top := builder.Derived[Book]("top")
	return map[string]builder.Sqlizer{
		"subquery_from":        builder.SelectColumns(of, total).From(builder.Subquery(totals, counted)).Where(total.Gt(1)),
		"subquery_join":        builder.SelectColumns(author, total).LeftJoin(builder.Subquery(totals, counted), of.EqCol(authorID)).Where(author.Ne("x")),
		"raw_comment":          builder.SelectColumns(builder.Raw[int]("1 -- one").Label("n")).From(books).Where(builder.Raw[bool]("true -- yes"), sq.Expr("1 = ? -- no", 1)),
		"subquery_comment":     builder.Select(numbers).From(builder.Subquery(numbers, builder.Text("SELECT 1 AS n -- one"))),
		"subquery_text":        builder.Select(totals).From(builder.Subquery(totals, builder.Text("SELECT author_id, count(*) AS books FROM books WHERE sold > :sold GROUP BY author_id", sql.Named("sold", 1)))),
		"lateral":              builder.SelectColumns(author, builder.Col(&top.Title)).LeftJoin(builder.Lateral(top, builder.Select(books).Where(written.EqCol(authorID), sold.Gt(1)).OrderBy(sold.Desc()).Limit(2))),
		"values":               builder.SelectColumns(of, total).From(builder.Values(totals, Total{1, 2}, Total{3, 4})).Where(total.Gt(2)),
		"values_join":          builder.SelectColumns(author, total).Join(builder.Values(totals, Total{1, 2}), of.EqCol(authorID)).Where(authorID.Gt(0)),
		"table_function":       builder.SelectColumns(n).From(builder.TableFunc(numbers, builder.Func[int64]("generate_series", builder.Literal(int64(1)), builder.Literal(int64(3))))).Where(n.Gt(1)),
		"cte":                  builder.SelectColumns(author, total).With(builder.CTE(totals, counted)).Join(totals, of.EqCol(authorID)).Where(total.Gt(0)),
		"cte_materialized":     builder.Select(totals).With(builder.CTE(totals, counted).Materialized(), builder.CTE(numbers, builder.SelectColumns(builder.Sum(total).Label("n"))).NotMaterialized()).From(totals, numbers),
		"cte_recursive":        builder.Select(above).With(builder.CTE(above, chain)).OrderBy(builder.Col(&above.ID)),
		"cte_recursive_number": builder.SelectColumns(n).With(builder.CTE(numbers, builder.UnionAll(builder.SelectColumns(builder.Literal(int64(1))), builder.SelectColumns(n.Add(1)).Where(n.Lt(5))))),
		"cte_of_compound":      builder.Union(builder.SelectColumns(of), builder.SelectColumns(authorID)).With(builder.CTE(totals, counted)).OrderBy(of).Limit(2),
		"cte_nested":           builder.SelectColumns(author).Where(authorID.InQuery(builder.SelectColumns(of).With(builder.CTE(totals, counted)))),
		"cte_writing":          builder.Select(top).With(builder.CTE(top, builder.Update(books).Set(sold.ToExpr(sold.Add(1))).Where(sold.Gt(5)).Returning())).Where(builder.Col(&top.Price).Gt(2)),
	}
}

func relationshipConstructs() map[string]builder.Sqlizer {
	label := builder.Col(&genres.Label)
	return map[string]builder.Sqlizer{
		"join_relationship":      builder.SelectColumns(author, book).Join(&authors.Books, sold.Gt(3)).Where(author.Ne("x")),
		"left_join_relationship": builder.SelectColumns(author, book).LeftJoin(&authors.Books),
		"join_many_to_many":      builder.SelectColumns(book, label).Join(&books.Genres).Where(label.Eq("verse")),
		"left_join_many_to_many": builder.SelectColumns(book, label).LeftJoin(&books.Genres, label.Ne("prose")),
		"join_inferred":          builder.SelectColumns(author, label).Join(books).Join(genres),
		"join_along":             builder.SelectColumns(author, builder.Col(&boss.Name)).Join(builder.Along(&authors.Boss, boss)),
		"has":                    builder.SelectColumns(author).Where(builder.Has(&authors.Books, sold.Gt(5)), builder.Not(builder.Has(&authors.Boss))),
		"has_self":               builder.SelectColumns(author).Where(builder.Has(&authors.Staff, author.Eq("cy"))),
		"has_many_to_many":       builder.SelectColumns(author).Where(builder.Has(&authors.Books, builder.Has(&books.Genres, label.Eq("prose")))),
		"joins_of_every_kind":    builder.SelectColumns(author, book, builder.Col(&boss.Name), label).From(authors).Join(books, written.EqCol(authorID)).LeftJoin(boss, builder.NullCol(&authors.BossID).EqCol(builder.Col(&boss.ID))).CrossJoin(genres),
	}
}

func writingConstructs() map[string]builder.Sqlizer {
	add := builder.Insert(books).Values(&Book{AuthorID: 1, Title: "a", Sold: 4}, &Book{AuthorID: 2, Title: "z"})
	counted := builder.SelectColumns(written, builder.Count()).Where(sold.Gt(1)).GroupBy(written)
	of, total := builder.Col(&totals.AuthorID), builder.Col(&totals.Books)
	label := builder.Col(&genres.Label)
	return map[string]builder.Sqlizer{
		"insert_rows":           add,
		"insert_returning":      add.Returning(bookID, builder.Entity(books)),
		"insert_set":            builder.Insert(genres).Set(label.ToExpr(builder.Lower[string](builder.Literal("X")))),
		"insert_defaults":       builder.Insert(genres),
		"insert_select":         builder.Insert(genres).FromSelect(builder.SelectColumns(author).Where(born.Gt(1910)), label),
		"insert_select_foreign": builder.Insert(genres).FromSelect(sq.Select("name").From("authors").Where("born > ?", 1910), label).Returning(),
		"insert_select_upsert":  builder.Insert(books).FromSelect(builder.SelectColumns(written, book), written, book).OnConflict(written, book).DoUpdate(sold.ToExpr(sold.Add(1))),
		"insert_cte":            builder.Insert(genres).With(builder.CTE(totals, counted)).FromSelect(builder.SelectColumns(builder.Cast[string](of, "text")).Where(total.Gt(1)), label),
		"upsert":                add.OnConflict(written, book).DoUpdate(),
		"upsert_set":            add.OnConflict(written, book).DoUpdate(sold.ToExpr(sold.Add(2)), price.ToExcluded()).Where(sold.LtCol(sold.Excluded()), price.Ge(1)).Returning(bookID),
		"upsert_nothing":        add.OnConflict().DoNothing(),
		"upsert_constraint":     add.OnConstraint("books_title").DoUpdate(price.ToExcluded()),
		"upsert_partial_index":  builder.Insert(genres).Values(&Genre{Label: "Verse"}).OnConflict(builder.Lower[string](label)).Where(builder.Raw[bool]("label <> ''")).DoNothing(),
		"update":                builder.Update(books).Set(sold.ToExpr(sold.Add(1)), price.To(3)).Where(bookID.Eq(2)).Returning(sold),
		"update_from":           builder.Update(books).Set(price.To(1)).From(authors).Where(written.EqCol(authorID), author.Eq("ann")),
		"update_from_values":    builder.Update(books).Set(sold.ToExpr(total)).From(builder.Values(totals, Total{1, 7}, Total{2, 8})).Where(written.EqCol(of), price.Gt(1)),
		"update_from_subquery":  builder.Update(books).Set(price.To(2), sold.ToExpr(total)).From(builder.Subquery(totals, counted)).Where(written.EqCol(of)),
		"update_scalar":         builder.Update(authors).Set(born.ToExpr(builder.ScalarSubquery[int64](builder.SelectColumns(builder.Max[int64](sold)).From(books).Where(written.EqCol(authorID), price.Gt(1))))).Where(author.Eq("ann")),
		"update_cte":            builder.Update(books).With(builder.CTE(totals, counted)).Set(sold.ToExpr(total)).From(totals).Where(written.EqCol(of), total.Gt(1)),
		"delete":                builder.Delete(books).Where(sold.Lt(1)).Returning(bookID),
		"delete_using":          builder.Delete(books).Using(authors, builder.Subquery(totals, counted)).Where(written.EqCol(authorID), of.EqCol(authorID), author.Eq("ann")).Returning(book, author),
		"delete_cte":            builder.Delete(books).With(builder.CTE(totals, counted)).Where(written.InQuery(builder.SelectColumns(of).Where(total.Gt(1)))),
		"delete_has":            builder.Delete(authors).Where(builder.Not(builder.Has(&authors.Books)), author.Ne("x")),
		"every_row":             builder.Delete(genres).AllRows(),
	}
}

// TestConstructs compares each construct's text with its file. PostgreSQL's parser and a PostgreSQL read the one, an SQLite
// the other. DREY_UPDATE_GOLDEN=1 writes the files.
func TestConstructs(t *testing.T) {
	db, conn := sqliteLibrary(t), postgresLibrary(t)
	seen := map[string]bool{}
	for name, stmt := range constructs() {
		seen[name+".sql"] = true
		t.Run(name, func(t *testing.T) {
			text, args := postgres(t, stmt)
			again, same := postgres(t, stmt) // from the cache
			require.Equal(t, text, again)
			require.Equal(t, args, same)
			described, err := conn.Prepare(context.Background(), "", text)
			require.NoError(t, err, text)
			require.Len(t, args, len(described.ParamOIDs), text)
			lite, liteArgs, err := builder.Compile(stmt, builder.SQLite())
			if lacks := new(builder.UnsupportedError); errors.As(err, &lacks) {
				lite = "-- no " + lacks.Construct
			} else {
				require.NoError(t, err)
				require.Equal(t, len(liteArgs), strings.Count(lite, "?"), lite)
				_, err := db.Exec("EXPLAIN "+lite, liteArgs...)
				if name == "table_function" {
					require.ErrorContains(t, err, "no such table: generate_series", "SQLite has others")
				} else {
					require.NoError(t, err, lite)
				}
			}
			sameAsFile(t, filepath.Join("testdata", "golden", name+".sql"), "-- postgres\n"+text+"\n\n-- sqlite\n"+lite+"\n")
		})
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	require.NoError(t, err)
	for _, file := range files {
		require.True(t, seen[file.Name()], "%s is no construct's", file.Name())
	}
}

func sameAsFile(t *testing.T, path, text string) {
	t.Helper()
	if os.Getenv("DREY_UPDATE_GOLDEN") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// TestConstructsInSquirrel: squirrel takes every construct's text and numbers its arguments.
func TestConstructsInSquirrel(t *testing.T) {
	for name, stmt := range constructs() {
		text, args, err := sq.Expr("?", stmt).ToSql()
		require.NoError(t, err, name)
		text, err = sq.Dollar.ReplacePlaceholders(text)
		require.NoError(t, err, name)
		_, err = pgquery.Parse(text)
		require.NoError(t, err, text)
		if len(args) > 0 {
			require.Contains(t, text, "$"+strconv.Itoa(len(args)))
		}
		require.NotContains(t, text, "$"+strconv.Itoa(len(args)+1))
	}
}

// TestConstructsShowNoArguments: a statement's String is PostgreSQL's text.
func TestConstructsShowNoArguments(t *testing.T) {
	for name, stmt := range constructs() {
		text, _ := postgres(t, stmt)
		shown := builder.As[builder.Row](stmt).(interface{ String() string }).String()
		require.Equal(t, text, shown, name)
		_, err := pgquery.Parse(shown)
		require.NoError(t, err)
	}
}
