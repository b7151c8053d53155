package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

func ExampleInsertStmt_OnConflict() {
	title, sold := builder.Col(&books.Title), builder.Col(&books.Sold)
	add := builder.Insert(books).Set(title.To("a"), sold.To(3))
	fmt.Println(add.OnConflict(title).DoNothing())
	fmt.Println(add.OnConflict(title).DoUpdate()) // every column that was to be inserted, but the target's
	fmt.Println(add.OnConflict(title).DoUpdate(sold.ToExpr(sold.Op("+", sold.Excluded()))).Where(sold.Lt(100)))
	// Output:
	// INSERT INTO "books" ("title","sold") VALUES ($1,$2) ON CONFLICT ("title") DO NOTHING
	// INSERT INTO "books" ("title","sold") VALUES ($1,$2) ON CONFLICT ("title") DO UPDATE SET "sold" = excluded."sold"
	// INSERT INTO "books" ("title","sold") VALUES ($1,$2) ON CONFLICT ("title") DO UPDATE SET "sold" = "books"."sold" + excluded."sold" WHERE "books"."sold" < $3
}

func ExampleInsertStmt_OnConstraint() {
	title := builder.Col(&books.Title)
	fmt.Println(builder.Insert(books).Set(title.To("a")).OnConstraint("books_title").DoUpdate(title.ToExcluded()))
	// Output:
	// INSERT INTO "books" ("title") VALUES ($1) ON CONFLICT ON CONSTRAINT "books_title" DO UPDATE SET "title" = excluded."title"
}

func ExampleConflictClause_Where() {
	label := builder.Col(&genres.Label)
	fmt.Println(builder.Insert(genres).Set(label.To("prose")).
		OnConflict(builder.Lower(label)).Where(builder.Raw[bool]("label <> ''")).DoNothing())
	// Output:
	// INSERT INTO "genres" ("label") VALUES ($1) ON CONFLICT (lower("label")) WHERE (label <> '') DO NOTHING
}

func ExampleInsertStmt_FromSelect() {
	fmt.Println(builder.Insert(genres).
		FromSelect(builder.SelectColumns(builder.Col(&books.Title)).Where(builder.Col(&books.Sold).Gt(9)), builder.Col(&genres.Label)).
		Returning())
	// Output:
	// INSERT INTO "genres" ("label") SELECT "books"."title" FROM "books" WHERE "books"."sold" > $1 RETURNING "id", "label"
}

func ExampleDeleteStmt_Using() {
	fmt.Println(builder.Delete(books).Using(authors).
		Where(builder.Col(&books.AuthorID).EqCol(builder.Col(&authors.ID)), builder.Col(&authors.Name).Eq("ann")))
	// Output:
	// DELETE FROM "books" USING "authors" WHERE "books"."author_id" = "authors"."id" AND "authors"."name" = $1
}
