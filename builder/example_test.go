package builder_test

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/drey-db/drey/builder"
)

type Person struct {
	ID     int64
	Name   string
	Email  *string
	Age    int
	BossID *int64
	SeenAt time.Time `db:"seen_at,onupdate=now()"`
}

func (Person) TableName() string { return "people" }

type Pet struct {
	ID      int64
	OwnerID int64
	Kind    string
}

func (Pet) TableName() string { return "pets" }

var (
	people = builder.Model[Person]()
	pets   = builder.Model[Pet]()
)

// Printing a statement shows the text that PostgreSQL gets, without the arguments. The models of these examples are
//
//	type Person struct {
//		ID     int64
//		Name   string
//		Email  *string
//		Age    int
//		BossID *int64
//		SeenAt time.Time `db:"seen_at,onupdate=now()"`
//	}
//
//	type Pet struct {
//		ID      int64
//		OwnerID int64
//		Kind    string
//	}
func Example() {
	people := builder.Model[Person]()
	adults := builder.Select(people).LoadOnly(builder.Col(&people.Name)).Where(builder.Col(&people.Age).Ge(18))
	fmt.Println(adults)
	fmt.Println(adults.Where(builder.Col(&people.Name).StartsWith("A")).Limit(10))
	// Output:
	// SELECT "people"."id", "people"."name" FROM "people" WHERE "people"."age" >= $1
	// SELECT "people"."id", "people"."name" FROM "people" WHERE "people"."age" >= $1 AND "people"."name" LIKE $2 ESCAPE '\' LIMIT $3
}

func ExampleModel() {
	pets := builder.Model[Pet]()
	fmt.Println(builder.Select(pets))
	// Output:
	// SELECT "pets"."id", "pets"."owner_id", "pets"."kind" FROM "pets"
}

func ExampleTableName() {
	type Invoice struct{ ID int64 }
	invoices := builder.Model[Invoice](builder.TableName("billing.invoices"))
	fmt.Println(builder.Select(invoices))
	// Output:
	// SELECT "billing"."invoices"."id" FROM "billing"."invoices"
}

func ExampleNaming() {
	type Order struct{ ID, Total int64 }
	orders := builder.Model[Order](builder.Naming(
		func(t reflect.Type) string { return "tbl" + t.Name() },
		func(f reflect.StructField) string { return strings.ToUpper(f.Name) },
	))
	fmt.Println(builder.Select(orders))
	// Output:
	// SELECT "tblOrder"."ID", "tblOrder"."TOTAL" FROM "tblOrder"
}

func ExampleAlias() {
	boss := builder.Alias[Person]("boss")
	fmt.Println(builder.SelectColumns(builder.Col(&people.Name), builder.Col(&boss.Name).Label("boss")).
		LeftJoin(boss, builder.NullCol(&people.BossID).EqCol(builder.Col(&boss.ID))))
	// Output:
	// SELECT "people"."name", "boss"."name" AS "boss" FROM "people" LEFT JOIN "people" AS "boss" ON "people"."boss_id" = "boss"."id"
}

func ExampleCol() {
	fmt.Println(builder.Col(&people.Name).Eq("Ada"))
	ada := Person{Name: "Ada"}
	fmt.Println(builder.Select(people).Where(builder.Col(&ada.Name).Eq("Ada"))) //nolint:dreyprototype // what a mistake says
	// Output:
	// "people"."name" = $1
	// invalid statement: Col(*string) points outside every prototype: take the address in the value that builder.Model or builder.Alias answered, not in a copy of it, nor in an entity
}

func ExampleNullCol() {
	email := builder.NullCol(&people.Email)
	fmt.Println(email.Eq("ada@example.com"))
	fmt.Println(email.IsNull())
	// Output:
	// "people"."email" = $1
	// "people"."email" IS NULL
}

func ExampleText() {
	stmt := builder.Text("SELECT id::text FROM people WHERE age BETWEEN :low AND :high AND name <> ':low'",
		sql.Named("low", 18), sql.Named("high", 67))
	text, args, err := builder.Compile(stmt, builder.Postgres())
	fmt.Println(text, args, err)
	fmt.Println(builder.Text("SELECT :age", sql.Named("agee", 7)))
	// Output:
	// SELECT id::text FROM people WHERE age BETWEEN $1 AND $2 AND name <> ':low' [18 67] <nil>
	// invalid statement: text names :age, but no argument has that name
}

func ExampleText_structs() {
	filter := struct{ Low, High int }{18, 67}
	text, args, err := builder.Compile(builder.Text("SELECT name FROM people WHERE age BETWEEN :low AND :high", filter), builder.SQLite())
	fmt.Println(text, args, err)
	// Output:
	// SELECT name FROM people WHERE age BETWEEN ? AND ? [18 67] <nil>
}

func ExampleText_lists() {
	for _, ids := range [][]int{{7, 9}, {}} {
		text, args, err := builder.Compile(builder.Text("SELECT name FROM people WHERE id IN (:ids)", sql.Named("ids", ids)), builder.Postgres())
		fmt.Println(text, args, err)
	}
	// Output:
	// SELECT name FROM people WHERE id IN ($1, $2) [7 9] <nil>
	// SELECT name FROM people WHERE id = ANY('{}') [] <nil>
}

func ExampleAs() {
	names := builder.As[string](builder.SelectColumns(builder.Col(&people.Name)))
	adults := builder.As[*Person](builder.Text("SELECT * FROM people WHERE age >= :age", sql.Named("age", 18)))
	fmt.Printf("%v\n%v\n", names, adults)
	// Output:
	// SELECT "people"."name" FROM "people"
	// SELECT * FROM people WHERE age >= $1
}

func ExampleCompile() {
	stmt := builder.SelectColumns(builder.Col(&people.Name)).Where(builder.Col(&people.Age).In(18, 67))
	for _, d := range []builder.Dialect{builder.Postgres(), builder.SQLite()} {
		text, args, err := builder.Compile(stmt, d)
		fmt.Println(text, args, err)
	}
	// Output:
	// SELECT "people"."name" FROM "people" WHERE "people"."age" = ANY($1) [[18 67]] <nil>
	// SELECT "people"."name" FROM "people" WHERE "people"."age" IN (?,?) [18 67] <nil>
}

func ExampleUnsupportedError() {
	_, _, err := builder.Compile(builder.Select(pets).ForUpdate(), builder.SQLite())
	if lacks := new(builder.UnsupportedError); errors.As(err, &lacks) {
		fmt.Println(lacks.Dialect, "lacks", lacks.Construct)
	}
	// Output:
	// sqlite lacks FOR UPDATE
}
