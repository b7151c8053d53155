package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleCase() {
	sold := builder.Col(&books.Sold)
	fmt.Println(builder.Case[string]().When(sold.Gt(1000), "hit").When(sold.Eq(0), "flop").Else("so so"))
	// Output:
	// CASE WHEN "books"."sold" > $1 THEN CAST($2 AS text) WHEN "books"."sold" = $3 THEN CAST($4 AS text) ELSE CAST($5 AS text) END
}

func ExamplePartitionBy() {
	sold := builder.Col(&books.Sold)
	perAuthor := builder.PartitionBy(builder.Col(&books.AuthorID)).OrderBy(sold.Desc())
	fmt.Println(builder.SelectColumns(builder.Col(&books.Title), builder.RowNumber().Over(perAuthor).Label("place")))
	fmt.Println(builder.Sum(sold).Over(perAuthor.Frame("ROWS BETWEEN 1 PRECEDING AND CURRENT ROW")))
	// Output:
	// SELECT "books"."title", row_number() OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC) AS "place" FROM "books"
	// sum("books"."sold") OVER (PARTITION BY "books"."author_id" ORDER BY "books"."sold" DESC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
}

func ExampleExpr_Filter() {
	fmt.Println(builder.Count().Filter(builder.Col(&books.Sold).Gt(10)))
	// Output:
	// count(*) FILTER (WHERE "books"."sold" > $1)
}

func ExampleExpr_WithinGroup() {
	fmt.Println(builder.Func[float64]("percentile_cont", 0.5).WithinGroup(builder.Col(&books.Price)))
	// Output:
	// percentile_cont($1) WITHIN GROUP (ORDER BY "books"."price")
}

func ExampleExpr_Matches() {
	fmt.Println(builder.Col(&authors.Name).Matches("^[a-c]"))
	// Output:
	// "authors"."name" ~ $1
}

func ExampleLag() {
	fmt.Println(builder.Lag(builder.Col(&books.Sold)).Over(builder.PartitionBy().OrderBy(builder.Col(&books.ID))))
	// Output:
	// lag("books"."sold") OVER (ORDER BY "books"."id")
}

func ExampleNow() {
	stmt := builder.SelectColumns(builder.Now())
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		text, _, err := builder.Compile(stmt, d)
		fmt.Println(text, err)
	}
	// Output:
	// SELECT now() <nil>
	// SELECT rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') <nil>
}

func ExampleTuple() {
	price, id := builder.Col(&books.Price), builder.Col(&books.ID)
	last := Book{ID: 7, Price: 9.5} // of the page before
	fmt.Println(builder.SelectColumns(id).Where(builder.Tuple(price, id).Gt(last.Price, last.ID)).OrderBy(price, id).Limit(20))
	fmt.Println(builder.Tuple(price, id).In([]any{5.0, 1}, []any{7.5, 2}))
	// Output:
	// SELECT "books"."id" FROM "books" WHERE ("books"."price", "books"."id") > ($1, $2) ORDER BY "books"."price", "books"."id" LIMIT $3
	// ("books"."price", "books"."id") IN (($1, $2), ($3, $4))
}

func ExampleJSON() {
	doc := builder.JSON(builder.Col(&authors.Doc))
	fmt.Println(doc.Get("home", "town").Text().Eq("Bath"))
	fmt.Println(doc.Get("langs", 0))
	fmt.Println(doc.HasKey("home"))
	fmt.Println(doc.Contains(map[string]any{"langs": []string{"fr"}}))
	// Output:
	// ("authors"."doc" -> $1 ->> $2) = $3
	// "authors"."doc" -> $1 -> CAST($2 AS integer)
	// "authors"."doc" ? $1
	// "authors"."doc" @> CAST($1 AS jsonb)
}

func ExampleArray() {
	tags := builder.Array(builder.Col(&authors.Tags))
	fmt.Println(tags.Has("poet"))
	fmt.Println(tags.Contains("poet", "critic"))
	fmt.Println(tags.Len().Gt(2))
	fmt.Println(builder.Col(&authors.Name).EqCol(tags.Any()))
	// Output:
	// $1 = ANY("authors"."tags")
	// "authors"."tags" @> $1
	// cardinality("authors"."tags") > $1
	// "authors"."name" = ANY("authors"."tags")
}

func ExampleRollup() {
	author, price := builder.Col(&books.AuthorID), builder.Col(&books.Price)
	sales := builder.SelectColumns(author, price, builder.Sum(builder.Col(&books.Sold)))
	fmt.Println(sales.GroupBy(builder.Rollup(author, price)))
	fmt.Println(sales.GroupBy(builder.GroupingSets(builder.Tuple(author, price), author, builder.Tuple())))
	// Output:
	// SELECT "books"."author_id", "books"."price", sum("books"."sold") FROM "books" GROUP BY ROLLUP ("books"."author_id", "books"."price")
	// SELECT "books"."author_id", "books"."price", sum("books"."sold") FROM "books" GROUP BY GROUPING SETS (("books"."author_id", "books"."price"), "books"."author_id", ())
}

func ExampleSelectStmt_DistinctOn() {
	author := builder.Col(&books.AuthorID)
	fmt.Println(builder.SelectColumns(author, builder.Col(&books.Title)).
		DistinctOn(author).OrderBy(author, builder.Col(&books.Sold).Desc()))
	// Output:
	// SELECT DISTINCT ON ("books"."author_id") "books"."author_id", "books"."title" FROM "books" ORDER BY "books"."author_id", "books"."sold" DESC
}

func ExampleSelectStmt_ForNoKeyUpdate() {
	fmt.Println(builder.SelectColumns(builder.Col(&books.ID)).ForNoKeyUpdate(builder.SkipLocked()))
	// Output:
	// SELECT "books"."id" FROM "books" FOR NO KEY UPDATE SKIP LOCKED
}
