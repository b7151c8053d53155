package repo_test

import (
	"context"
	"fmt"
	"log"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func ExampleGet() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	first, err := repo.Get[Hero](ctx, s, uuid.UUID{15: 1})
	if err != nil {
		log.Fatal(err)
	}
	again, err := repo.Get[Hero](ctx, s, "00000000-0000-0000-0000-000000000001")
	fmt.Println(first.Name, first == again, err)
	_, err = repo.Get[Hero](ctx, s, uuid.UUID{15: 99})
	fmt.Println(err)
	// Output:
	// patrick true <nil>
	// repo: get Hero: not found: no row has the key 00000000-0000-0000-0000-000000000063
}

func ExampleAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	name, power := builder.Col(&heroes.Name), builder.NullCol(&heroes.Power)
	found, err := repo.All(ctx, engine, builder.Select(heroes).Where(name.StartsWith("s")).OrderBy(name.Desc()))
	if err != nil {
		log.Fatal(err)
	}
	for _, hero := range found {
		fmt.Println(hero.Name)
	}

	type strength struct {
		Name  string
		Power *float64
	}
	strong, err := repo.All(ctx, engine, builder.As[strength](builder.SelectColumns(name, power).Where(power.Gt(5))))
	fmt.Println(strong[0].Name, *strong[0].Power, err)
	// Output:
	// spongebob
	// sandy
	// sandy 9.5 <nil>
}

func ExampleOne() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	name := builder.Col(&heroes.Name)
	sandy, err := repo.One(ctx, engine, builder.Select(heroes).Where(name.Eq("sandy")))
	fmt.Println(sandy.Name, err)
	_, err = repo.One(ctx, engine, builder.Select(heroes))
	fmt.Println(err)
	// Output:
	// sandy <nil>
	// repo: one Hero: more than one row
}

func ExampleOneOrNone() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	_, ok, err := repo.OneOrNone(ctx, engine, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("nobody")))
	fmt.Println(ok, err)
	// Output: false <nil>
}

func ExampleFirst() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	hero, ok, err := repo.First(ctx, engine, builder.Select(heroes).OrderBy(builder.Col(&heroes.Name).Desc()))
	fmt.Println(hero.Name, ok, err)
	// Output: spongebob true <nil>
}

func ExampleScalar() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	n, err := repo.Scalar[int64](ctx, engine, builder.SelectColumns(builder.Count()).From(heroes))
	fmt.Println(n, err)
	name, err := repo.Scalar[string](ctx, engine, sq.Select("name").From("heroes").Where(sq.Eq{"power": 9.5})) // squirrel's
	fmt.Println(name, err)
	// Output:
	// 3 <nil>
	// sandy <nil>
}

func ExampleScalars() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	power := builder.NullCol(&heroes.Power)
	powers, err := repo.Scalars[*float64](ctx, engine, builder.SelectColumns(power).OrderBy(power.Desc()))
	fmt.Println(*powers[0], powers[1] == nil, len(powers), err)
	// Output: 9.5 true 3 <nil>
}
