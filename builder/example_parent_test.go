package builder_test

import (
	"fmt"

	"github.com/drey-db/drey/builder"
)

type shelf struct {
	ID    int64
	Books []*volume `rel:"has-many"`
}

func (shelf) TableName() string { return "shelves" }

type volume struct {
	ID      int64
	ShelfID int64
}

func (volume) TableName() string { return "volumes" }

func ExampleWithParent() {
	shelves, volumes := builder.Model[shelf](), builder.Model[volume]()
	upper := &shelf{ID: 7}
	sql, args, err := builder.Compile(builder.Select(volumes).Where(builder.WithParent(&shelves.Books, upper)), builder.Postgres())
	fmt.Println(sql, args, err)
	// Output: SELECT "volumes"."id", "volumes"."shelf_id" FROM "volumes" WHERE ("volumes"."shelf_id" = $1) [7] <nil>
}
