package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// A tenant's tables stand in a schema of its own.
func ExampleWithSchema() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session(repo.WithSchema("main")) // as SQLite calls the database itself
	defer s.Close()
	n, err := repo.Count(ctx, s, builder.Select(heroes))
	fmt.Println(n, err)
	other := engine.Session(repo.WithSchema("pine"))
	defer other.Close()
	_, err = repo.Count(ctx, other, builder.Select(heroes))
	fmt.Println(err)
	// Output:
	// 3 <nil>
	// repo: count: database error (1): SQL logic error: no such table: pine.heroes (1): create it, by schema.CreateAll or a migration, or correct its name
}

func ExampleWithTable() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	if _, err := engine.Exec(ctx, builder.Text("CREATE TABLE heroes_2024 AS SELECT * FROM heroes WHERE name = 'sandy'")); err != nil {
		log.Fatal(err)
	}
	archive := engine.Session(repo.WithTable(heroes, "heroes_2024"))
	defer archive.Close()
	names, err := repo.Scalars[string](ctx, archive, builder.SelectColumns(builder.Col(&heroes.Name)))
	fmt.Println(names, err)
	// Output:
	// [sandy] <nil>
}
