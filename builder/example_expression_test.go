package builder_test

import (
	"fmt"
	"time"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
)

func ExampleExpr_Between() {
	fmt.Println(builder.Col(&people.Age).Between(18, 67))
	// Output:
	// "people"."age" BETWEEN $1 AND $2
}

func ExampleExpr_In() {
	age := builder.Col(&people.Age)
	fmt.Println(age.In(18, 67))
	fmt.Println(age.NotIn(18, 67))
	fmt.Println(age.In())
	// Output:
	// "people"."age" = ANY($1)
	// "people"."age" <> ALL($1)
	// (1=0)
}

func ExampleExpr_IsDistinctFrom() {
	fmt.Println(builder.NullCol(&people.Email).IsDistinctFrom("ada@example.com"))
	fmt.Println(builder.Col(&people.Email).IsDistinctFrom(nil))
	// Output:
	// "people"."email" IS DISTINCT FROM $1
	// "people"."email" IS NOT NULL
}

func ExampleExpr_Contains() {
	text, args, err := builder.Compile(builder.SelectColumns(builder.Col(&people.ID)).Where(builder.Col(&people.Name).Contains("100%")), builder.Postgres())
	fmt.Println(text, args, err)
	// Output:
	// SELECT "people"."id" FROM "people" WHERE "people"."name" LIKE $1 ESCAPE '\' [%100\%%] <nil>
}

func ExampleExpr_ILike() {
	stmt := builder.SelectColumns(builder.Col(&people.ID)).Where(builder.Col(&people.Name).ILike("a%"))
	fmt.Println(stmt)
	text, _, _ := builder.Compile(stmt, builder.SQLite())
	fmt.Println(text)
	// Output:
	// SELECT "people"."id" FROM "people" WHERE "people"."name" ILIKE $1 ESCAPE '\'
	// SELECT "people"."id" FROM "people" WHERE lower("people"."name") LIKE lower(?) ESCAPE '\'
}

func ExampleExpr_Coalesce() {
	fmt.Println(builder.NullCol(&people.Email).Coalesce("none"))
	// Output:
	// coalesce("people"."email", $1)
}

func ExampleExpr_Add() {
	fmt.Println(builder.Col(&people.Age).Add(1).Mul(2))
	// Output:
	// ("people"."age" + $1) * $2
}

func ExampleExpr_Op() {
	fmt.Println(builder.Col(&people.Name).Op("||", "!"))
	fmt.Println(builder.Col(&people.SeenAt).Op("AT TIME ZONE", "UTC"))
	// Output:
	// "people"."name" || $1
	// "people"."seen_at" AT TIME ZONE $1
}

func ExampleExpr_BoolOp() {
	fmt.Println(builder.Select(pets).Where(builder.Col(&pets.Kind).BoolOp("~*", "^d")))
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets" WHERE ("pets"."kind" ~* $1)
}

func ExampleExpr_Collate() {
	fmt.Println(builder.Col(&people.Name).Collate("de-x-icu").Asc())
	// Output:
	// "people"."name" COLLATE "de-x-icu" ASC
}

func ExampleExpr_Label() {
	initial := builder.Func[string]("left", builder.Col(&people.Name), 1).Label("initial")
	fmt.Println(builder.SelectColumns(initial, builder.Count()).GroupBy(initial).OrderBy(initial.Asc()))
	// Output:
	// SELECT left("people"."name", $1) AS "initial", count(*) FROM "people" GROUP BY "initial" ORDER BY "initial" ASC
}

func ExampleExpr_InQuery() {
	owners := builder.SelectColumns(builder.Col(&pets.OwnerID)).Where(builder.Col(&pets.Kind).Eq("dog"))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).Where(builder.Col(&people.ID).InQuery(owners)))
	// Output:
	// SELECT "people"."name" FROM "people" WHERE "people"."id" IN (SELECT "pets"."owner_id" FROM "pets" WHERE "pets"."kind" = $1)
}

func ExampleExists() {
	theirs := builder.SelectColumns(builder.Col(&pets.ID)).Where(builder.Col(&pets.OwnerID).EqCol(builder.Col(&people.ID)))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).Where(builder.Not(builder.Exists(theirs))))
	// Output:
	// SELECT "people"."name" FROM "people" WHERE NOT (EXISTS (SELECT "pets"."id" FROM "pets" WHERE "pets"."owner_id" = "people"."id"))
}

func ExampleScalarSubquery() {
	count := builder.SelectColumns(builder.Count()).From(pets).Where(builder.Col(&pets.OwnerID).EqCol(builder.Col(&people.ID)))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name), builder.ScalarSubquery[int64](count).Label("pets")))
	// Output:
	// SELECT "people"."name", (SELECT count(*) FROM "pets" WHERE "pets"."owner_id" = "people"."id") AS "pets" FROM "people"
}

func ExampleAnd() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.And(age.Ge(18), builder.Or(age.Lt(67), sq.Eq{"retired": false})))
	fmt.Println(builder.And(), builder.Or())
	// Output:
	// ("people"."age" >= $1 AND ("people"."age" < $2 OR retired = $3))
	// (1=1) (1=0)
}

func ExampleNot() {
	fmt.Println(builder.Not(builder.Col(&people.Name).Eq("Ada")))
	// Output:
	// NOT ("people"."name" = $1)
}

func ExampleRaw() {
	fmt.Println(builder.Raw[bool]("? BETWEEN 1 AND ? OR doc ?? 'age'", builder.Col(&people.Age), 7))
	// Output:
	// "people"."age" BETWEEN 1 AND $1 OR doc ? 'age'
}

func ExampleFunc() {
	fmt.Println(builder.Func[time.Time]("date_trunc", "day", builder.Col(&people.SeenAt)))
	fmt.Println(builder.Func[string]("concat", builder.Col(&people.Name), builder.Literal("!")))
	// Output:
	// date_trunc($1, "people"."seen_at")
	// concat("people"."name", CAST($1 AS text))
}

func ExampleCast() {
	fmt.Println(builder.Cast[string](builder.Col(&people.Age), "text"))
	// Output:
	// CAST("people"."age" AS text)
}

func ExampleCount() {
	fmt.Println(builder.SelectColumns(builder.Count(), builder.Count(builder.Col(&people.Email)), builder.CountDistinct(builder.Col(&people.Age))).From(people))
	// Output:
	// SELECT count(*), count("people"."email"), count(DISTINCT "people"."age") FROM "people"
}

func ExampleSum() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.SelectColumns(builder.Sum(age).Coalesce(0), builder.Avg(age), builder.Min(age), builder.Max(age)))
	// Output:
	// SELECT coalesce(sum("people"."age"), $1), avg("people"."age"), min("people"."age"), max("people"."age") FROM "people"
}

func ExampleLower() {
	fmt.Println(builder.Lower(builder.Col(&people.Name)).EqCol(builder.Upper(builder.Col(&pets.Kind))))
	// Output:
	// lower("people"."name") = upper("pets"."kind")
}

func ExampleCoalesce() {
	fmt.Println(builder.Coalesce(builder.NullCol(&people.Email), builder.Col(&people.Name)))
	// Output:
	// coalesce("people"."email", "people"."name")
}
