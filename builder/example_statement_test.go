package builder_test

import (
	"errors"
	"fmt"

	sq "github.com/Masterminds/squirrel"

	"github.com/drey-db/drey/builder"
)

func ExampleSelectColumns() {
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name), builder.Col(&people.Age).Add(1).Label("next")).
		Where(builder.Col(&people.Age).Ge(18), sq.Eq{"retired": false}).
		OrderBy(builder.Col(&people.Age).Desc(), builder.NullCol(&people.Email).Asc().NullsLast()).Limit(10).Offset(20))
	// Output:
	// SELECT "people"."name", "people"."age" + $1 AS "next" FROM "people" WHERE "people"."age" >= $2 AND retired = $3 ORDER BY "people"."age" DESC, "people"."email" ASC NULLS LAST LIMIT $4 OFFSET $5
}

func ExampleSelectStmt_From() {
	fmt.Println(builder.SelectColumns(builder.Count()).From(people))
	// Output:
	// SELECT count(*) FROM "people"
}

// A query that forgets a join is refused: every row of one table would meet every row of the other.
func ExampleSelectStmt_From_product() {
	kind := builder.Col(&pets.Kind).Eq("dog")
	_, _, err := builder.SelectColumns(builder.Col(&people.Name)).Where(kind).ToSql()
	fmt.Println(err)
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).From(people, pets).Where(kind))
	// Output:
	// nothing ties people and pets together, so every row of one would meet every row of the other: join them, or say From(people, pets) if every pair is meant
	// SELECT "people"."name" FROM "people", "pets" WHERE "pets"."kind" = $1
}

func ExampleSelectStmt_Distinct() {
	fmt.Println(builder.SelectColumns(builder.Col(&pets.Kind)).Distinct())
	// Output:
	// SELECT DISTINCT "pets"."kind" FROM "pets"
}

func ExampleSelectStmt_Join() {
	owned := builder.Col(&pets.OwnerID).EqCol(builder.Col(&people.ID))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).Join(pets, owned, builder.Col(&pets.Kind).Eq("dog")))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).FullJoin(pets, owned))
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name)).CrossJoin(pets))
	// Output:
	// SELECT "people"."name" FROM "people" JOIN "pets" ON "pets"."owner_id" = "people"."id" AND "pets"."kind" = $1
	// SELECT "people"."name" FROM "people" FULL JOIN "pets" ON "pets"."owner_id" = "people"."id"
	// SELECT "people"."name" FROM "people" CROSS JOIN "pets"
}

func ExampleSelectStmt_GroupBy() {
	kind := builder.Col(&pets.Kind)
	fmt.Println(builder.SelectColumns(kind, builder.Count()).GroupBy(kind).Having(builder.Count().Gt(1)).OrderBy(builder.Count().Desc()))
	// Output:
	// SELECT "pets"."kind", count(*) FROM "pets" GROUP BY "pets"."kind" HAVING count(*) > $1 ORDER BY count(*) DESC
}

func ExampleSelectStmt_ForUpdate() {
	queue := builder.Select(pets).LoadOnly(builder.Col(&pets.Kind)).Limit(1)
	fmt.Println(queue.ForUpdate(builder.LockOf(pets), builder.SkipLocked()))
	fmt.Println(queue.ForShare(builder.NoWait()))
	// Output:
	// SELECT "pets"."id", "pets"."kind" FROM "pets" LIMIT $1 FOR UPDATE OF "pets" SKIP LOCKED
	// SELECT "pets"."id", "pets"."kind" FROM "pets" LIMIT $1 FOR SHARE NOWAIT
}

func ExampleSelectStmt_LoadOnly() {
	fmt.Println(builder.Select(people).LoadOnly(builder.Col(&people.Name)))
	// Output:
	// SELECT "people"."id", "people"."name" FROM "people"
}

func ExampleEntity() {
	type pair struct {
		Owner *Person
		Pet   *Pet
	}
	pairs := builder.As[pair](builder.SelectColumns(builder.Entity(pets), builder.Entity(people)).From(people).
		LeftJoin(pets, builder.Col(&pets.OwnerID).EqCol(builder.Col(&people.ID))))
	fmt.Println(pairs)
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind", "people"."id", "people"."name", "people"."email", "people"."age", "people"."boss_id", "people"."seen_at" FROM "people" LEFT JOIN "pets" ON "pets"."owner_id" = "people"."id"
}

func ExampleInsert() {
	stmt := builder.Insert(pets).Values(&Pet{OwnerID: 1, Kind: "dog"}, &Pet{OwnerID: 1, Kind: "cat"})
	text, args, err := builder.Compile(stmt, builder.Postgres())
	fmt.Println(text, args, err)
	fmt.Println(builder.Insert(pets))
	// Output:
	// INSERT INTO "pets" ("owner_id","kind") VALUES ($1,$2),($3,$4) [1 dog 1 cat] <nil>
	// INSERT INTO "pets" DEFAULT VALUES
}

func ExampleInsertStmt_Set() {
	fmt.Println(builder.Insert(pets).Set(
		builder.Col(&pets.OwnerID).To(1),
		builder.Col(&pets.Kind).ToExpr(builder.Lower(builder.Literal("DOG"))),
		builder.Col(&pets.ID).ToDefault(),
	))
	// Output:
	// INSERT INTO "pets" ("owner_id","kind","id") VALUES ($1,lower(CAST($2 AS text)),DEFAULT)
}

func ExampleInsertStmt_Returning() {
	stmt := builder.Insert(pets).Values(&Pet{OwnerID: 1, Kind: "dog"})
	fmt.Println(stmt.Returning())
	fmt.Println(builder.As[int64](stmt.Returning(builder.Col(&pets.ID))))
	// Output:
	// INSERT INTO "pets" ("owner_id","kind") VALUES ($1,$2) RETURNING "id", "owner_id", "kind"
	// INSERT INTO "pets" ("owner_id","kind") VALUES ($1,$2) RETURNING "id"
}

func ExampleUpdate() {
	fmt.Println(builder.Update(people).
		Set(builder.Col(&people.Age).ToExpr(builder.Col(&people.Age).Add(1)), builder.NullCol(&people.Email).ToNull()).
		Where(builder.Col(&people.Name).Eq("Ada")))
	// Output:
	// UPDATE "people" SET "age" = "people"."age" + $1, "email" = NULL, "seen_at" = now() WHERE "people"."name" = $2
}

func ExampleUpdateStmt_From() {
	fmt.Println(builder.Update(pets).Set(builder.Col(&pets.Kind).ToExpr(builder.Col(&people.Name))).From(people).
		Where(builder.Col(&pets.OwnerID).EqCol(builder.Col(&people.ID))))
	// Output:
	// UPDATE "pets" SET "kind" = "people"."name" FROM "people" WHERE "pets"."owner_id" = "people"."id"
}

func ExampleUpdateStmt_AllRows() {
	stmt := builder.Update(pets).Set(builder.Col(&pets.Kind).To("cat"))
	_, _, err := builder.Compile(stmt, builder.Postgres())
	fmt.Println(errors.Is(err, builder.ErrMissingWhere))
	fmt.Println(stmt.AllRows())
	// Output:
	// true
	// UPDATE "pets" SET "kind" = $1
}

func ExampleDelete() {
	gone := builder.Delete(pets).Where(builder.Col(&pets.Kind).Eq("dodo"))
	fmt.Println(gone)
	fmt.Println(gone.Returning(builder.Col(&pets.ID)))
	fmt.Println(builder.Delete(pets).Where(sq.Eq{}))
	// Output:
	// DELETE FROM "pets" WHERE "pets"."kind" = $1
	// DELETE FROM "pets" WHERE "pets"."kind" = $1 RETURNING "id"
	// invalid statement: writing Pet: no WHERE: say AllRows() to write every row
}
