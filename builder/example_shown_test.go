package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleAvg() {
	fmt.Println(builder.SelectColumns(builder.Avg(builder.Col(&people.Age))))
	// Output:
	// SELECT avg("people"."age") FROM "people"
}

func ExampleMax() {
	fmt.Println(builder.Max(builder.Col(&people.Age)))
	// Output:
	// max("people"."age")
}

func ExampleCountDistinct() {
	fmt.Println(builder.CountDistinct(builder.Col(&pets.Kind)))
	// Output:
	// count(DISTINCT "pets"."kind")
}

func ExampleAtTimeZone() {
	fmt.Println(builder.AtTimeZone(builder.Col(&people.SeenAt), "Europe/Berlin"))
	// Output:
	// ("people"."seen_at" AT TIME ZONE 'Europe/Berlin')
}

func ExampleCurrentDate() {
	fmt.Println(builder.Col(&people.SeenAt).LtCol(builder.CurrentDate()))
	// Output:
	// "people"."seen_at" < CURRENT_DATE
}

func ExampleUpper() {
	fmt.Println(builder.Upper(builder.Col(&people.Name)).Eq("ANN"))
	// Output:
	// upper("people"."name") = $1
}

func ExampleLeast() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.Least(age, builder.Literal(99)))
	// Output:
	// least("people"."age", $1)
}

func ExampleCube() {
	kind, owner := builder.Col(&pets.Kind), builder.Col(&pets.OwnerID)
	fmt.Println(builder.SelectColumns(kind, owner, builder.Count()).GroupBy(builder.Cube(kind, owner)))
	// Output:
	// SELECT "pets"."kind", "pets"."owner_id", count(*) FROM "pets" GROUP BY CUBE ("pets"."kind", "pets"."owner_id")
}

func ExampleGroupingSets() {
	kind, owner := builder.Col(&pets.Kind), builder.Col(&pets.OwnerID)
	fmt.Println(builder.SelectColumns(kind, owner, builder.Count()).GroupBy(builder.GroupingSets(builder.Tuple(kind, owner), kind)))
	// Output:
	// SELECT "pets"."kind", "pets"."owner_id", count(*) FROM "pets" GROUP BY GROUPING SETS (("pets"."kind", "pets"."owner_id"), "pets"."kind")
}

func byAge() builder.Window { return builder.PartitionBy().OrderBy(builder.Col(&people.Age)) }

func ExampleRank() {
	fmt.Println(builder.Rank().Over(byAge()))
	// Output:
	// rank() OVER (ORDER BY "people"."age")
}

func ExampleDenseRank() {
	fmt.Println(builder.DenseRank().Over(byAge()))
	// Output:
	// dense_rank() OVER (ORDER BY "people"."age")
}

func ExamplePercentRank() {
	fmt.Println(builder.PercentRank().Over(byAge()))
	// Output:
	// percent_rank() OVER (ORDER BY "people"."age")
}

func ExampleCumeDist() {
	fmt.Println(builder.CumeDist().Over(byAge()))
	// Output:
	// cume_dist() OVER (ORDER BY "people"."age")
}

func ExampleNTile() {
	fmt.Println(builder.NTile(4).Over(byAge()))
	// Output:
	// ntile($1) OVER (ORDER BY "people"."age")
}

func ExampleLead() {
	fmt.Println(builder.Lead(builder.Col(&people.Name)).Over(byAge()))
	// Output:
	// lead("people"."name") OVER (ORDER BY "people"."age")
}

func ExampleLastValue() {
	fmt.Println(builder.LastValue(builder.Col(&people.Name)).Over(byAge()))
	// Output:
	// last_value("people"."name") OVER (ORDER BY "people"."age")
}

func ExampleNthValue() {
	fmt.Println(builder.NthValue(builder.Col(&people.Name), 2).Over(byAge()))
	// Output:
	// nth_value("people"."name", $1) OVER (ORDER BY "people"."age")
}

func ExampleJSONObject() {
	fmt.Println(builder.JSONObject[map[string]any]("name", builder.Col(&people.Name), "age", builder.Col(&people.Age)))
	// Output:
	// jsonb_build_object(CAST($1 AS text), "people"."name", CAST($2 AS text), "people"."age")
}

func names() (of, kinds builder.SelectStmt[builder.Row]) {
	return builder.SelectColumns(builder.Col(&people.Name)), builder.SelectColumns(builder.Col(&pets.Kind))
}

func ExampleUnionAll() {
	people, kinds := names()
	fmt.Println(builder.UnionAll(people, kinds))
	// Output:
	// SELECT "people"."name" FROM "people" UNION ALL SELECT "pets"."kind" FROM "pets"
}

func ExampleExcept() {
	people, kinds := names()
	fmt.Println(builder.Except(people, kinds))
	// Output:
	// SELECT "people"."name" FROM "people" EXCEPT SELECT "pets"."kind" FROM "pets"
}

func ExampleExceptAll() {
	people, kinds := names()
	fmt.Println(builder.ExceptAll(people, kinds))
	// Output:
	// SELECT "people"."name" FROM "people" EXCEPT ALL SELECT "pets"."kind" FROM "pets"
}

func ExampleIntersectAll() {
	people, kinds := names()
	fmt.Println(builder.IntersectAll(people, kinds))
	// Output:
	// SELECT "people"."name" FROM "people" INTERSECT ALL SELECT "pets"."kind" FROM "pets"
}

func ExampleLockOf() {
	fmt.Println(builder.Select(pets).ForUpdate(builder.LockOf(pets)))
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets" FOR UPDATE OF "pets"
}

func ExampleNoWait() {
	fmt.Println(builder.Select(pets).ForUpdate(builder.NoWait()))
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets" FOR UPDATE NOWAIT
}

func ExampleSkipLocked() {
	fmt.Println(builder.Select(pets).Limit(1).ForUpdate(builder.SkipLocked()))
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets" LIMIT $1 FOR UPDATE SKIP LOCKED
}

func ExampleSQLite() {
	text, args, err := builder.Compile(builder.Select(pets).Where(builder.Col(&pets.Kind).Eq("dog")), builder.SQLite())
	fmt.Println(text, args, err)
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets" WHERE "pets"."kind" = ? [dog] <nil>
}

// What is written can be loaded with as well.
func ExampleLoad() {
	written := builder.Load(builder.Update(books).Set(builder.Col(&books.Sold).To(0)).AllRows().Returning(), builder.SelectIn(&books.Genres))
	s := written.Statement()
	loads, err := s.Loads()
	fmt.Println(loads[0].Relationship.Name(), err)
	// Output:
	// Book.Genres <nil>
}

func ExampleToOne() {
	fmt.Println(builder.Select(books).Load(builder.ToOne(books))) // what is loaded is joined when it runs
	// Output:
	// SELECT "books"."id", "books"."author_id", "books"."title", "books"."price", "books"."sold" FROM "books"
}

func ExampleAssignment() {
	age := builder.Col(&people.Age)
	fmt.Println(builder.Update(people).Set(age.ToExpr(age.Add(1)), builder.Col(&people.Name).ToDefault()).AllRows())
	// Output:
	// UPDATE "people" SET "age" = "people"."age" + $1, "name" = DEFAULT, "seen_at" = now()
}

// A function that takes an Expression takes columns and whatever else reads as such a value.
func ExampleExpression() {
	older := func(e builder.Expression[int]) builder.Expr[bool] { return builder.Col(&people.Age).GtCol(e) }
	fmt.Println(older(builder.Literal(18)), "and", older(builder.Max(builder.Col(&people.Age))))
	// Output:
	// "people"."age" > $1 and "people"."age" > max("people"."age")
}

func ExampleOrder() {
	fmt.Println(builder.Select(pets).LoadOnly(builder.Col(&pets.Kind)).OrderBy(builder.Col(&pets.Kind).Desc().NullsLast()))
	// Output:
	// SELECT "pets"."id", "pets"."kind" FROM "pets" ORDER BY "pets"."kind" DESC NULLS LAST
}

func ExampleFeature() {
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		fmt.Println(d.Name, d.Features&builder.FeatureSkipLocked != 0)
	}
	// Output:
	// postgres true
	// sqlite false
}

// A dialect has none unless a session says so, by repo.WithSchema or repo.WithTable.
func ExampleTables() {
	renamed := func(t *builder.Tables) bool { return t != nil }
	fmt.Println(renamed(builder.Postgres().Tables))
	// Output:
	// false
}
