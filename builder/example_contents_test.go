package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleSelect() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.Select(people).LoadOnly(age).Where(age.Gt(18)).OrderBy(age.Desc()).Limit(10))
	// Output:
	// SELECT "people"."id", "people"."age" FROM "people" WHERE "people"."age" > $1 ORDER BY "people"."age" DESC LIMIT $2
}

func ExampleOr() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.Or(age.Lt(18), age.Gt(67)))
	// Output:
	// ("people"."age" < $1 OR "people"."age" > $2)
}

func ExampleLiteral() {
	fmt.Println(builder.Literal(5))
	// Output:
	// CAST($1 AS bigint)
}

func ExampleNull() {
	fmt.Println(builder.NullCol(&people.Email).Coalesce("none"), builder.Null())
	// Output:
	// coalesce("people"."email", $1) NULL
}

func ExampleMin() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.SelectColumns(builder.Min(age), builder.Max(age), builder.Avg(age)))
	// Output:
	// SELECT min("people"."age"), max("people"."age"), avg("people"."age") FROM "people"
}

func ExampleRowNumber() {
	age, boss := builder.Col(&people.Age), builder.NullCol(&people.BossID)
	fmt.Println(builder.RowNumber().Over(builder.PartitionBy(boss).OrderBy(age.Desc())))
	// Output:
	// row_number() OVER (PARTITION BY "people"."boss_id" ORDER BY "people"."age" DESC)
}

func ExampleIntersect() {
	names, kinds := builder.SelectColumns(builder.Col(&people.Name)), builder.SelectColumns(builder.Col(&pets.Kind))
	fmt.Println(builder.Intersect(names, kinds))
	fmt.Println(builder.Except(names, kinds))
	// Output:
	// SELECT "people"."name" FROM "people" INTERSECT SELECT "pets"."kind" FROM "pets"
	// SELECT "people"."name" FROM "people" EXCEPT SELECT "pets"."kind" FROM "pets"
}

func ExamplePostgres() {
	query := builder.SelectColumns(builder.Col(&people.Name)).Where(builder.Col(&people.Age).Eq(18))
	for _, dialect := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		text, args, err := builder.Compile(query, dialect)
		fmt.Println(text, args, err)
	}
	// Output:
	// SELECT "people"."name" FROM "people" WHERE "people"."age" = $1 [18] <nil>
	// SELECT "people"."name" FROM "people" WHERE "people"."age" = ? [18] <nil>
}
