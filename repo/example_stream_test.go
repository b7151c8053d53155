package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func ExampleEach() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	for hero, err := range repo.Each(ctx, engine, builder.Select(heroes).OrderBy(builder.Col(&heroes.Name).Asc())) {
		if err != nil {
			log.Fatal(err)
		}
		if hero.Name > "s" {
			break // gives the connection back
		}
		fmt.Println(hero.Name)
	}
	// Output: patrick
}

func ExamplePages() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	err = engine.Begin(ctx, func(s *repo.Session) error {
		for page, err := range repo.Pages(ctx, s, builder.Select(heroes).OrderBy(builder.Col(&heroes.Name).Asc()), 2) {
			if err != nil {
				return err
			}
			for _, hero := range page {
				hero.Name += "!"
			}
			fmt.Println(len(page), "heroes, the first is", page[0].Name)
			if err := s.Flush(ctx); err != nil { // the session is free between pages
				return err
			}
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// 2 heroes, the first is patrick!
	// 1 heroes, the first is spongebob!
	// <nil>
}

func ExampleCount() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	q := builder.Select(heroes)
	n, err := repo.Count(ctx, engine, q)
	fmt.Println(n, err)
	n, err = repo.Count(ctx, engine, q.Limit(2)) // the rows that All would give
	fmt.Println(n, err)
	// Output:
	// 3 <nil>
	// 2 <nil>
}

func ExampleExists() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	found, err := repo.Exists(ctx, engine, builder.Select(heroes).Where(builder.NullCol(&heroes.Power).Gt(9)))
	fmt.Println(found, err)
	// Output: true <nil>
}

func ExampleValues() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	rows, err := engine.Query(ctx, builder.Text("SELECT * FROM heroes WHERE power IS NULL ORDER BY name"))
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		values, err := repo.Values(rows)
		fmt.Println(values, err)
	}
	fmt.Println(rows.Err())
	// Output:
	// [00000000-0000-0000-0000-000000000001 patrick <nil>] <nil>
	// [00000000-0000-0000-0000-000000000003 spongebob <nil>] <nil>
	// <nil>
}
