package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleSelectStmt_Join_relationships() {
	name, label := builder.Col(&authors.Name), builder.Col(&genres.Label)
	fmt.Println(builder.SelectColumns(name).Join(&authors.Books, builder.Col(&books.Sold).Gt(9)))
	fmt.Println(builder.SelectColumns(name, label).LeftJoin(books).LeftJoin(genres)) // the mapping knows one way only
	// Output:
	// SELECT "authors"."name" FROM "authors" JOIN "books" ON "books"."author_id" = "authors"."id" AND "books"."sold" > $1
	// SELECT "authors"."name", "genres"."label" FROM "authors" LEFT JOIN "books" ON "books"."author_id" = "authors"."id" LEFT JOIN ("book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id") ON "book_genres_1"."book_id" = "books"."id"
}

func ExampleAlong() {
	boss := builder.Alias[Author]("boss")
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name), builder.Col(&boss.Name)).LeftJoin(builder.Along(&authors.Boss, boss)))
	// Output:
	// SELECT "authors"."name", "boss"."name" FROM "authors" LEFT JOIN "authors" AS "boss" ON "boss"."id" = "authors"."boss_id"
}

func ExampleHas() {
	fmt.Println(builder.SelectColumns(builder.Col(&authors.Name)).
		Where(builder.Has(&authors.Books, builder.Has(&books.Genres, builder.Col(&genres.Label).Eq("prose")))))
	// Output:
	// SELECT "authors"."name" FROM "authors" WHERE EXISTS (SELECT 1 FROM "books" WHERE "books"."author_id" = "authors"."id" AND EXISTS (SELECT 1 FROM "book_genres" AS "book_genres_1" JOIN "genres" ON "book_genres_1"."genre_id" = "genres"."id" WHERE "book_genres_1"."book_id" = "books"."id" AND "genres"."label" = $1))
}

func ExampleSelectIn() {
	wanted := builder.Select(authors).LoadOnly(builder.Col(&authors.Name)).Load(
		builder.SelectIn(&authors.Books).Where(builder.Col(&books.Sold).Gt(0)).OrderBy(builder.Col(&books.Sold).Desc()).Limit(3).
			Then(builder.SelectIn(&books.Genres)),
	)
	fmt.Println(wanted) // what is loaded beside it is asked for when it runs
	// Output:
	// SELECT "authors"."id", "authors"."name" FROM "authors"
}

func ExampleJoined() {
	query := builder.Select(books).Load(builder.Joined(&books.Author))
	s := query.Statement()
	loads, err := s.Loads()
	fmt.Println(loads[0].Relationship.Name(), err)
	// Output:
	// Book.Author <nil>
}

func ExampleContainsEager() {
	query := builder.Select(authors).Join(&authors.Books, builder.Col(&books.Sold).Gt(9)).Load(builder.ContainsEager(&authors.Books))
	s := query.Statement()
	loads, err := s.Loads()
	fmt.Println(loads[0].Relationship.Name(), err)
	// Output:
	// Author.Books <nil>
}
