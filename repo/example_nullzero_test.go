package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Member may have no phone: an empty one is NULL in the database.
type Member struct {
	ID    int64
	Phone string `db:"phone,nullzero,unique"`
}

// TableName names the table.
func (Member) TableName() string { return "members" }

var members = builder.Model[Member]()

// Two members without a phone do not share one.
func ExampleInsertAll_nullzero() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, members); err != nil {
		log.Fatal(err)
	}

	err = engine.Begin(ctx, func(s *repo.Session) error {
		return repo.InsertAll(ctx, s, []*Member{{ID: 1}, {ID: 2}, {ID: 3, Phone: "555"}})
	})
	if err != nil {
		log.Fatal(err)
	}
	none, err := repo.Count(ctx, engine, builder.Select(members).Where(builder.Col(&members.Phone).Eq("")))
	fmt.Println(none, err)
	one, err := repo.Get[Member](ctx, engine, 1)
	fmt.Printf("%q %v\n", one.Phone, err)
	// Output:
	// 2 <nil>
	// "" <nil>
}
