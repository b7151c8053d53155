package schema_test

import (
	"context"
	"fmt"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

func ExampleMetaData_Plan() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite://", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = engine.Close() }()
	old := "CREATE TABLE knights (id integer PRIMARY KEY, name text NOT NULL, age integer)"
	if _, err := engine.Runner().Exec(ctx, backends.Stmt{SQL: old}); err != nil {
		fmt.Println(err)
		return
	}
	after := schema.MustOf(builder.Model[paladin]())
	plan, err := after.Plan(ctx, engine, schema.Renames(map[string]string{"knights": "paladins", "paladins.name": "paladins.title"}))
	fmt.Println(plan, err)
	for _, s := range plan.Up {
		fmt.Println(s)
	}
	// Output:
	// paladins: renamed from knights
	// paladins.title: renamed from name
	// paladins.rank: AddColumn text <nil>
	// ALTER TABLE "knights" RENAME TO "paladins"
	// ALTER TABLE "paladins" RENAME COLUMN "name" TO "title"
	// ALTER TABLE "paladins" ADD COLUMN "rank" text NULL
}

// SQLite declares all whole numbers alike: that ranks were larger before, a database without rows cannot tell.
func ExampleRetyped() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "sqlite://", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = engine.Close() }()
	old := "CREATE TABLE squires (id integer PRIMARY KEY, rank integer NOT NULL)"
	if _, err := engine.Runner().Exec(ctx, backends.Stmt{SQL: old}); err != nil {
		fmt.Println(err)
		return
	}
	after := schema.MustOf(builder.Model[squire]())
	plan, err := after.Plan(ctx, engine)
	fmt.Println(len(plan.Up), err)
	plan, err = after.Plan(ctx, engine, schema.Retyped("squires.rank"))
	fmt.Println(len(plan.Up) > 0, err)
	// Output:
	// 0 <nil>
	// true <nil>
}

// squire has a rank that was an int64 once.
type squire struct {
	ID   int64
	Rank int16
}

// TableName names the table.
func (squire) TableName() string { return "squires" }

// paladin is what a knight is called afterwards.
type paladin struct {
	ID    int64
	Title string
	Age   *int32
	Rank  *string
}

// TableName names the table.
func (paladin) TableName() string { return "paladins" }
