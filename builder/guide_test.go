package builder_test

import (
	"database/sql"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
)

// guide returns what the tables of docs/guide/expressions.md say, in their order.
func guide() []any {
	return slices.Concat(guideOperators(), guideFunctions(), guideQueries(), guideSources(), guideWrites())
}

func guideOperators() []any {
	name, title, id, writer := author, book, authorID, written
	return []any{
		name.Eq("ann"),
		born.IsNull(),
		born.IsDistinctFrom(1900),
		name.IsDistinctFromCol(title),
		builder.And(price.Gt(5), price.Le(9)),
		writer.LtCol(sold),
		builder.TypeCoerce[float64](sold).GtCol(price),
		builder.Not(builder.Or(price.Lt(1), sold.Eq(0))),
		builder.Or(builder.And(), builder.Or()),
		id.In(1, 2),
		id.In(),
		id.InQuery(builder.SelectColumns(writer)),
		builder.Tuple(writer, title).In([]any{1, "a"}, []any{2, "b"}),
		builder.Tuple(price, title).Gt(5, "a"),
		builder.Tuple(price, title).Eq(5, "a"),
		price.Between(1, 5),
		id.BetweenCol(sold, writer),
		name.ILike("a%"),
		title.LikeCol(name),
		name.StartsWith("50%"),
		name.Contains("x"),
		title.ContainsCol(name),
		name.Matches("^a"),
		builder.Exists(builder.SelectColumns(title).Where(writer.EqCol(id))),
		builder.Has(&authors.Books, sold.Gt(5)),
		builder.Has(&books.Author, name.Eq("ann")),
		builder.Literal(5),
		builder.Null(),
		sold.Add(1).Mul(2),
		sold.AddCol(writer).DivCol(writer.NullIf(0)),
		builder.Cast[float64](sold, "double precision").Div(4),
		price.Op("^", 2),
		name.Op("||", "!"),
		builder.Concat(name, "!"),
		builder.Cast[string](price, "text"),
		builder.TypeCoerce[float64](sold),
		name.Collate("C"),
		builder.Case[string]().When(sold.Gt(9), "hit").Else("flop"),
		builder.Now(),
		builder.CurrentDate(),
		builder.Func[int64]("length", name),
		born.Coalesce(0),
		sold.NullIf(0),
		builder.Greatest(sold, writer),
	}
}

func guideFunctions() []any {
	name, title, id, writer := author, book, authorID, written
	return []any{
		builder.CountDistinct(writer),
		builder.Sum(sold),
		builder.StringAgg(title, ", "),
		builder.ArrayAgg(title).AggregateOrderBy(sold.Desc()),
		builder.ArrayAgg(title).Distinct(),
		builder.JSONArrayAgg(builder.JSONObject[map[string]any]("title", title, "sold", sold)),
		builder.Count().Filter(sold.Gt(5)),
		builder.Func[float64]("percentile_cont", 0.5).WithinGroup(price),
		builder.RowNumber().Over(builder.PartitionBy(writer).OrderBy(sold.Desc())),
		builder.Lag(sold, 2).Over(builder.PartitionBy().OrderBy(title)),
		builder.Sum(sold).Over(builder.PartitionBy().OrderBy(title).Frame("ROWS BETWEEN 1 PRECEDING AND CURRENT ROW")),
		builder.JSON(builder.Col(&authors.Doc)).Get("home", "town").Text(),
		builder.JSON(builder.Col(&authors.Doc)).Get("age").Int(),
		builder.JSON(builder.Col(&authors.Doc)).HasKey("home"),
		builder.JSON(builder.Col(&authors.Doc)).Contains(map[string]any{"a": 1}),
		builder.Array(builder.Col(&authors.Tags)).Has("x"),
		builder.Array(builder.Col(&authors.Tags)).Overlaps("x", "y"),
		name.GtCol(builder.Array(builder.Col(&authors.Tags)).All()),
		builder.Raw[bool]("? >= ALL (?)", sold, builder.SelectColumns(price)),
		builder.ScalarSubquery[int64](builder.SelectColumns(builder.Count()).From(books).Where(writer.EqCol(id))),
		builder.Raw[int64]("a + ?", 1),
		builder.Count().Label("n"),
		builder.Extract("year", lentAt),
		builder.DateTrunc("month", lentAt),
		builder.AtTimeZone(lentAt, "Europe/Berlin"),
		lentAt.AddInterval(builder.Interval{Days: 7}),
		builder.Now().SubInterval(builder.Interval{Duration: time.Hour}),
		builder.Extract("epoch", back).SubCol(builder.Extract("epoch", lentAt)),
		builder.Func[time.Time]("date_bin", builder.Interval{Duration: 15 * time.Minute}, lentAt, builder.Literal(time.Unix(0, 0))),
	}
}

func guideQueries() []any {
	name, title, id, writer := author, book, authorID, written
	month := builder.DateTrunc("month", lentAt).Label("month")
	return []any{
		builder.Select(books),
		builder.SelectColumns(title, price),
		builder.SelectColumns(builder.Entity(authors), builder.Entity(books)).Where(writer.EqCol(id)),
		builder.Select(books).LoadOnly(title),
		builder.Select(books).Where(sold.Gt(1), sq.Eq{"title": "a"}),
		builder.SelectColumns(price).Distinct(),
		builder.Select(books).DistinctOn(writer).OrderBy(writer, sold.Desc()),
		builder.SelectColumns(name).Join(books, writer.EqCol(id)),
		builder.Select(authors).Join(&authors.Books),
		builder.Select(authors).Join(builder.Along(&authors.Boss, boss)),
		builder.SelectColumns(name).LeftJoin(books),
		builder.SelectColumns(name).FullJoin(books, writer.EqCol(id)),
		builder.Col(&boss.Name),
		builder.SelectColumns(writer, builder.Count()).GroupBy(writer).Having(builder.Sum(sold).Gt(5)),
		builder.SelectColumns(month, builder.Count()).GroupBy(month).OrderBy(month.Desc()),
		builder.SelectColumns(writer, builder.Count()).GroupBy(builder.Rollup(writer, price)),
		builder.Select(authors).OrderBy(born.Desc().NullsLast()),
		builder.Select(books).Limit(10).Offset(20),
		builder.Select(books).ForUpdate(builder.LockOf(books), builder.SkipLocked()),
		builder.Select(books).ForKeyShare(builder.NoWait()),
		builder.Union(builder.SelectColumns(name), builder.SelectColumns(title)).OrderBy(name).Limit(3),
		builder.Select(authors).Load(builder.SelectIn(&authors.Books).Then(builder.SelectIn(&books.Genres))),
		builder.Select(books).Load(builder.Joined(&books.Author)),
		builder.Select(authors).Join(&authors.Books).Load(builder.ContainsEager(&authors.Books)),
	}
}

func guideSources() []any {
	name, id, writer := author, authorID, written
	n := builder.Col(&numbers.N)
	places := builder.Derived[struct{ Tag, Place string }]("places")
	counted := builder.SelectColumns(writer, builder.Count()).GroupBy(writer)
	return []any{
		builder.Text("SELECT name FROM authors WHERE born > :born", sql.Named("born", 1900)),
		builder.Text("SELECT name FROM authors WHERE born IN (:born)", sql.Named("born", []int{1900, 1910})),
		builder.As[*Author](builder.Text("SELECT * FROM authors")),
		builder.SelectColumns(name).Join(builder.Subquery(totals, counted), builder.Col(&totals.AuthorID).EqCol(id)),
		builder.SelectColumns(name).LeftJoin(builder.Lateral(totals, counted.Where(writer.EqCol(id)))),
		builder.SelectColumns(n).From(builder.Values(numbers, Number{1}, Number{2})),
		builder.SelectColumns(n).From(builder.TableFunc(numbers, builder.Func[int64]("generate_series", builder.Literal(1), builder.Literal(3)))),
		builder.TableFunc(places, builder.Func[string]("unnest", builder.Col(&authors.Tags))).WithOrdinality(),
		builder.SelectColumns(n).From(builder.GenerateSeries(numbers, 1, 31)),
		builder.Select(totals).From(builder.Table(totals, "sales")),
		builder.Subquery(numbers, builder.Text("SELECT 1 AS n")),
		builder.Select(totals).With(builder.CTE(totals, counted)),
		builder.SelectColumns(n).With(builder.CTE(numbers, builder.UnionAll(builder.SelectColumns(builder.Literal(int64(1))), builder.SelectColumns(n.Add(1)).Where(n.Lt(5))))),
		builder.CTE(totals, counted).Materialized(),
		builder.SelectColumns(n).With(builder.CTE(numbers, builder.Delete(books).Where(sold.Eq(0)).Returning(sold))),
	}
}

func guideWrites() []any {
	name, title, id, writer := author, book, authorID, written
	n := builder.Col(&numbers.N)
	counted := builder.SelectColumns(writer, builder.Count()).GroupBy(writer)
	return []any{
		builder.Insert(books).Values(&Book{Title: "a"}, &Book{Title: "b"}),
		builder.Insert(books).Set(title.To("a"), sold.ToExpr(builder.Func[int64]("length", "x"))),
		builder.Insert(books),
		builder.Insert(books).FromSelect(builder.SelectColumns(name), title),
		builder.Insert(books).Values(&Book{Title: "a"}).OnConflict().DoNothing(),
		builder.Insert(books).Values(&Book{Title: "a"}).OnConflict(writer, title).DoUpdate(sold.ToExpr(sold.Add(1)), price.ToExcluded()),
		builder.Insert(books).Values(&Book{Title: "a"}).OnConflict(writer, title).DoUpdate(),
		builder.Insert(books).Values(&Book{Title: "a"}).OnConstraint("books_title").DoUpdate(price.ToExcluded()),
		builder.Insert(books).Values(&Book{Title: "a"}).OnConflict(writer, title).DoUpdate().Where(sold.LtCol(sold.Excluded())),
		builder.Update(books).Set(sold.ToExpr(sold.Add(1))).Where(title.Eq("a")),
		builder.Update(books).Set(sold.To(0)).From(authors).Where(writer.EqCol(id), name.Eq("ann")),
		builder.Update(books).Set(sold.ToExpr(n)).From(builder.Values(numbers, Number{1})).Where(writer.EqCol(n)),
		builder.Delete(books).Where(sold.Eq(0)),
		builder.Delete(books).Using(authors).Where(writer.EqCol(id), name.Eq("ann")),
		builder.Delete(books).Where(sold.Eq(0)).Returning(title),
		builder.Delete(books).With(builder.CTE(totals, counted)).Where(writer.InQuery(builder.SelectColumns(builder.Col(&totals.AuthorID)).From(totals))),
	}
}

// TestGuide: what the guide shows is what this file compiles, and it renders.
func TestGuide(t *testing.T) {
	said := guide()
	shown := shownInGuide(t)
	require.Len(t, said, len(shown))
	source, err := os.ReadFile("guide_test.go")
	require.NoError(t, err)
	for i, code := range shown {
		require.Contains(t, string(source), "\t\t"+code+",\n", "this file says otherwise")
		if s, ok := said[i].(builder.Sqlizer); ok {
			_, _, err := s.ToSql()
			require.NoError(t, err, code)
		}
	}
}

// shownInGuide returns the second column of the tables.
func shownInGuide(t *testing.T) (list []string) {
	t.Helper()
	text, err := os.ReadFile("../docs/guide/expressions.md")
	require.NoError(t, err)
	for _, row := range regexp.MustCompile("(?m)^\\| .+ \\| `(.+)` \\| .*\\|$").FindAllStringSubmatch(string(text), -1) {
		list = append(list, strings.ReplaceAll(row[1], `\|`, "|"))
	}
	return list
}
