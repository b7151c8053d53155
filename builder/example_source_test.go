package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleDerived() {
	type count struct {
		AuthorID int64
		Books    int64
	}
	counts := builder.Derived[count]("counts")
	perAuthor := builder.SelectColumns(builder.Col(&books.AuthorID), builder.Count()).GroupBy(builder.Col(&books.AuthorID))
	fmt.Println(builder.SelectColumns(builder.Col(&counts.Books)).
		From(builder.Subquery(counts, perAuthor)).
		Where(builder.Col(&counts.Books).Gt(1)))
	// Output:
	// SELECT "counts"."books" FROM (SELECT "books"."author_id", count(*) AS "books" FROM "books" GROUP BY "books"."author_id") AS "counts" WHERE "counts"."books" > $1
}

func ExampleSubquery() {
	cheap := builder.Derived[Book]("cheap")
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name), builder.Col(&cheap.Title)).
		Join(builder.Subquery(cheap, builder.Select(books).LoadOnly(builder.Col(&books.AuthorID), builder.Col(&books.Title)).Where(builder.Col(&books.Price).Lt(5))),
			builder.Col(&cheap.AuthorID).EqCol(builder.Col(&authors.ID))))
	// Output:
	// SELECT "authors"."name", "cheap"."title" FROM "authors" JOIN (SELECT "books"."id", "books"."author_id", "books"."title" FROM "books" WHERE "books"."price" < $1) AS "cheap" ON "cheap"."author_id" = "authors"."id"
}

func ExampleLateral() {
	best := builder.Derived[Number]("best")
	top := builder.SelectColumns(builder.Col(&books.Sold)).
		Where(builder.Col(&books.AuthorID).EqCol(builder.Col(&authors.ID))).
		OrderBy(builder.Col(&books.Sold).Desc()).Limit(3)
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name), builder.Col(&best.N)).LeftJoin(builder.Lateral(best, top)))
	// Output:
	// SELECT "authors"."name", "best"."n" FROM "authors" LEFT JOIN LATERAL (SELECT "books"."sold" AS "n" FROM "books" WHERE "books"."author_id" = "authors"."id" ORDER BY "books"."sold" DESC LIMIT $1) AS "best" ON true
}

func ExampleValues() {
	prices := builder.Values(totals, Total{AuthorID: 1, Books: 7}, Total{AuthorID: 2, Books: 9})
	fmt.Println(builder.Update(books).
		Set(builder.Col(&books.Sold).ToExpr(builder.Col(&totals.Books))).
		From(prices).
		Where(builder.Col(&books.AuthorID).EqCol(builder.Col(&totals.AuthorID))))
	// Output:
	// UPDATE "books" SET "sold" = "totals"."books" FROM (VALUES (CAST($1 AS bigint), CAST($2 AS bigint)), ($3, $4)) AS "totals"("author_id", "books") WHERE "books"."author_id" = "totals"."author_id"
}

func ExampleTableFunc() {
	series := builder.Func[int64]("generate_series", builder.Literal(1), builder.Literal(9))
	fmt.Println(builder.SelectColumns(builder.Col(&numbers.N)).From(builder.TableFunc(numbers, series)))
	// Output:
	// SELECT "numbers"."n" FROM generate_series(CAST($1 AS bigint), CAST($2 AS bigint)) AS "numbers"("n")
}

func ExampleCTE() {
	perAuthor := builder.SelectColumns(builder.Col(&books.AuthorID), builder.Count()).GroupBy(builder.Col(&books.AuthorID))
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name), builder.Col(&totals.Books)).
		With(builder.CTE(totals, perAuthor)).
		Join(totals, builder.Col(&totals.AuthorID).EqCol(builder.Col(&authors.ID))))
	// Output:
	// WITH "totals" AS (SELECT "books"."author_id", count(*) AS "books" FROM "books" GROUP BY "books"."author_id") SELECT "authors"."name", "totals"."books" FROM "authors" JOIN "totals" ON "totals"."author_id" = "authors"."id"
}

func ExampleCTE_recursive() {
	above := builder.Derived[Author]("above") // Ann, her boss, the boss of that one ...
	chain := builder.UnionAll(
		builder.Select(authors).Where(builder.Col(&authors.Name).Eq("ann")),
		builder.Select(authors).Join(above, builder.Col(&authors.ID).EqCol(builder.NullCol(&above.BossID))),
	)
	fmt.Println(builder.SelectColumns(builder.Col(&above.Name)).With(builder.CTE(above, chain)))
	// Output:
	// WITH RECURSIVE "above" AS (SELECT "authors"."id", "authors"."name", "authors"."born", "authors"."tags", "authors"."doc", "authors"."boss_id" FROM "authors" WHERE "authors"."name" = $1 UNION ALL SELECT "authors"."id", "authors"."name", "authors"."born", "authors"."tags", "authors"."doc", "authors"."boss_id" FROM "authors" JOIN "above" ON "authors"."id" = "above"."boss_id") SELECT "above"."name" FROM "above"
}

func ExampleCTE_writing() {
	moved := builder.Derived[Book]("moved")
	fmt.Println(builder.SelectColumns(builder.Count()).From(moved).
		With(builder.CTE(moved, builder.Delete(books).Where(builder.Col(&books.Sold).Eq(0)).Returning())))
	// Output:
	// WITH "moved" AS (DELETE FROM "books" WHERE "books"."sold" = $1 RETURNING "id", "author_id", "title", "price", "sold") SELECT count(*) FROM "moved"
}

func ExampleCommonTable_Materialized() {
	fmt.Println(builder.SelectColumns(builder.Col(&numbers.N)).
		With(builder.CTE(numbers, builder.SelectColumns(builder.Count()).From(books)).Materialized()))
	// Output:
	// WITH "numbers" AS MATERIALIZED (SELECT count(*) AS "n" FROM "books") SELECT "numbers"."n" FROM "numbers"
}

func ExampleUnion() {
	names := builder.SelectColumns(builder.Col(&authors.Name))
	titles := builder.SelectColumns(builder.Col(&books.Title))
	fmt.Println(builder.Union(names, titles).OrderBy(builder.Col(&authors.Name)).Limit(10))
	fmt.Println(builder.Except(names, builder.Union(titles, titles)))
	// Output:
	// SELECT "authors"."name" FROM "authors" UNION SELECT "books"."title" FROM "books" ORDER BY "name" LIMIT $1
	// SELECT "authors"."name" FROM "authors" EXCEPT (SELECT "books"."title" FROM "books" UNION SELECT "books"."title" FROM "books")
}
