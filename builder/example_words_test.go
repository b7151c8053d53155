package builder_test

import (
	"fmt"
	"time"

	"github.com/drey-db/drey/builder"
)

func ExampleStringAgg() {
	title, sold := builder.Col(&books.Title), builder.Col(&books.Sold)
	fmt.Println(builder.StringAgg(title, ", ").AggregateOrderBy(sold.Desc()).Filter(sold.Gt(0)))
	fmt.Println(builder.Sum(sold).Distinct())
	// Output:
	// string_agg("books"."title", $1 ORDER BY "books"."sold" DESC) FILTER (WHERE "books"."sold" > $2)
	// sum(DISTINCT "books"."sold")
}

func ExampleArrayAgg() {
	title := builder.Col(&books.Title)
	stmt := builder.SelectColumns(builder.ArrayAgg(title).Distinct().AggregateOrderBy(title))
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		text, _, err := builder.Compile(stmt, d)
		fmt.Println(text, err)
	}
	// Output:
	// SELECT array_agg(DISTINCT "books"."title" ORDER BY "books"."title") FROM "books" <nil>
	// SELECT json(nullif(json_group_array(DISTINCT "books"."title" ORDER BY "books"."title"), '[]')) FROM "books" <nil>
}

// An author and the books, as one row.
func ExampleJSONArrayAgg() {
	type item struct{ Title string }
	book := builder.JSONObject[item]("title", builder.Col(&books.Title))
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name), builder.JSONArrayAgg(book).Label("books")).
		Join(&authors.Books).GroupBy(builder.Col(&authors.ID), builder.Col(&authors.Name)))
	// Output:
	// SELECT "authors"."name", jsonb_agg(jsonb_build_object(CAST($1 AS text), "books"."title")) AS "books" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" GROUP BY "authors"."id", "authors"."name"
}

func ExampleTypeCoerce() {
	lentBook := builder.TypeCoerce[int64](builder.Col(&loans.BookID)) // an int32
	fmt.Println(lentBook.EqCol(builder.Col(&books.ID)))
	// Output:
	// "loans"."book_id" = "books"."id"
}

func ExampleSQLNullCol() {
	note := builder.SQLNullCol(&loans.Note)
	fmt.Println(note.Eq("torn"), note.IsNull())
	// Output:
	// "loans"."note" = $1 "loans"."note" IS NULL
}

func ExampleExpr_AddCol() {
	price, sold := builder.Col(&books.Price), builder.Col(&books.Sold)
	fmt.Println(price.MulCol(builder.TypeCoerce[float64](sold)))
	fmt.Println(builder.Col(&books.ID).DivCol(sold.NullIf(0)))
	// Output:
	// "books"."price" * "books"."sold"
	// "books"."id" / nullif("books"."sold", $1)
}

func ExampleExpr_LikeCol() {
	fmt.Println(builder.Col(&books.Title).LikeCol(builder.Col(&authors.Name)))
	// Output:
	// "books"."title" LIKE "authors"."name" ESCAPE '\'
}

func ExampleGreatest() {
	price := builder.Col(&books.Price)
	fmt.Println(builder.Greatest(price.Sub(5), builder.Literal(0.0)))
	// Output:
	// greatest("books"."price" - $1, CAST($2 AS double precision))
}

func ExampleConcat() {
	fmt.Println(builder.Concat(builder.Col(&books.Title), " by ", builder.Col(&authors.Name)))
	// Output:
	// concat("books"."title", CAST($1 AS text), "authors"."name")
}

func ExampleExtract() {
	lentAt := builder.Col(&loans.LentAt)
	fmt.Println(builder.Extract("year", lentAt).Eq(2024))
	fmt.Println(builder.Extract("hour", builder.AtTimeZone(lentAt, "Europe/Berlin")))
	// Output:
	// CAST(extract(year FROM "loans"."lent_at") AS bigint) = $1
	// CAST(extract(hour FROM ("loans"."lent_at" AT TIME ZONE 'Europe/Berlin')) AS bigint)
}

func ExampleDateTrunc() {
	month := builder.DateTrunc("month", builder.AtTimeZone(builder.Col(&loans.LentAt), "UTC")).Label("month")
	stmt := builder.SelectColumns(month, builder.Count()).GroupBy(month).OrderBy(month.Desc())
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		text, _, err := builder.Compile(stmt, d)
		fmt.Println(text, err)
	}
	// Output:
	// SELECT date_trunc('month', ("loans"."lent_at" AT TIME ZONE 'UTC')) AS "month", count(*) FROM "loans" GROUP BY "month" ORDER BY "month" DESC <nil>
	// SELECT strftime('%Y-%m-01 00:00:00', "loans"."lent_at") AS "month", count(*) FROM "loans" GROUP BY "month" ORDER BY "month" DESC <nil>
}

func ExampleInterval() {
	lentAt, back := builder.Col(&loans.LentAt), builder.NullCol(&loans.BackAt)
	fmt.Println(lentAt.AddInterval(builder.Interval{Days: 14}).LtCol(back))
	fmt.Println(builder.Now().SubInterval(builder.Interval{Duration: time.Hour}))
	fmt.Println(builder.Col(&loans.DueOn).LtCol(builder.CurrentDate()))
	// Output:
	// ("loans"."lent_at" + make_interval(months => $1, days => $2, secs => $3)) < "loans"."back_at"
	// (now() + make_interval(months => $1, days => $2, secs => $3))
	// "loans"."due_on" < CURRENT_DATE
}

func ExampleTable() {
	fmt.Println(builder.Select(totals).From(builder.Table(totals, "reporting.sales")).Where(builder.Col(&totals.Books).Gt(3)))
	// Output:
	// SELECT "totals"."author_id", "totals"."books" FROM "reporting"."sales" AS "totals" WHERE "totals"."books" > $1
}

func ExampleGenerateSeries() {
	n := builder.Col(&numbers.N)
	fmt.Println(builder.SelectColumns(n, builder.Count(builder.Col(&books.ID))).From(builder.GenerateSeries(numbers, 1, 12)).
		LeftJoin(books, builder.Col(&books.Sold).EqCol(n)).GroupBy(n))
	// Output:
	// SELECT "numbers"."n", count("books"."id") FROM generate_series(CAST($1 AS bigint), CAST($2 AS bigint)) AS "numbers"("n") LEFT JOIN "books" ON "books"."sold" = "numbers"."n" GROUP BY "numbers"."n"
}

func ExampleSource_WithOrdinality() {
	type tag struct {
		Name  string
		Place int64
	}
	tags := builder.Derived[tag]("tags")
	fmt.Println(builder.SelectColumns(builder.Col(&tags.Name), builder.Col(&tags.Place)).From(authors).
		CrossJoin(builder.TableFunc(tags, builder.Func[string]("unnest", builder.Col(&authors.Tags))).WithOrdinality()))
	// Output:
	// SELECT "tags"."name", "tags"."place" FROM "authors" CROSS JOIN unnest("authors"."tags") WITH ORDINALITY AS "tags"("name", "place")
}

func ExampleFirstValue() {
	sold := builder.Col(&books.Sold)
	w := builder.PartitionBy(builder.Col(&books.AuthorID)).OrderBy(sold.Desc())
	fmt.Println(builder.FirstValue(builder.Col(&books.Title)).Over(w))
	fmt.Println(builder.Lead(sold, 2).Over(w))
	fmt.Println(builder.NTile(4).Over(w))
	// Output:
	// first_value("books"."title") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC)
	// lead("books"."sold", $1) OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC)
	// ntile($1) OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC)
}

func ExampleTupleExpr_Eq() {
	fmt.Println(builder.Tuple(builder.Col(&books.AuthorID), builder.Col(&books.Title)).Eq(1, "a"))
	// Output:
	// ("books"."author_id", "books"."title") = ($1, $2)
}

func ExampleJSONExpr_Int() {
	fmt.Println(builder.JSON(builder.Col(&authors.Doc)).Get("age").Int().Gt(30))
	// Output:
	// CAST("authors"."doc" ->> $1 AS bigint) > $2
}
