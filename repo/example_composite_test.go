package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Place is columns of whoever has one.
type Place struct {
	Street string
	City   string
}

// Lodger lives somewhere, and may work somewhere.
type Lodger struct {
	ID   int64
	Home Place  `db:",prefix=home_"`
	Work *Place `db:",prefix=work_"` // nil where all its columns are NULL
}

// TableName names the table.
func (Lodger) TableName() string { return "lodgers" }

var lodgers = builder.Model[Lodger]()

// The fields of a struct with a prefix are columns: compared, filtered and written one by one.
func ExampleSession_Commit_composite() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	if err := schema.CreateAll(ctx, engine, lodgers); err != nil {
		log.Fatal(err)
	}
	s := engine.Session()
	defer s.Close()

	ann := &Lodger{ID: 1, Home: Place{"Elm", "Graz"}}
	if err := s.Add(ann); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Commit(ctx))
	idle := builder.Select(lodgers).Where(builder.Col(&lodgers.Work.City).IsNull(), builder.Col(&lodgers.Home.City).Eq("Graz"))
	found, err := repo.One(ctx, s, idle)
	fmt.Println(found.Work, err)

	found.Work = &Place{"Oak", "Wien"}
	fmt.Println(s.Commit(ctx))
	found.Work.Street = "Ash" // in place, as in any field
	fmt.Println(s.IsModified(found), s.Commit(ctx))
	count, err := repo.Count(ctx, s, idle)
	fmt.Println(count, err)
	// Output:
	// <nil>
	// <nil> <nil>
	// <nil>
	// true <nil>
	// 0 <nil>
}
