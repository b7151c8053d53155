package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Text with a list of rows is run once for each of them, in one round trip where the driver can send statements together.
func ExampleSession_ExecEach() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	type change struct {
		Name  string
		Power float64
	}
	s := engine.Session()
	defer s.Close()
	set := builder.Text("UPDATE heroes SET power = :power WHERE name = :name", []change{{"sandy", 10}, {"nobody", 11}})
	results, err := s.ExecEach(ctx, set)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range results {
		fmt.Println(r.RowsAffected)
	}
	fmt.Println(s.Commit(ctx))
	// Output:
	// 1
	// 0
	// <nil>
}

func ExampleEngine_ExecEach() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	gone := builder.Text("DELETE FROM heroes WHERE name = :name", []map[string]any{{"name": "sandy"}, {"name": "patrick"}})
	results, err := engine.ExecEach(ctx, gone)
	fmt.Println(len(results), results[0].RowsAffected, err)
	// Output:
	// 2 1 <nil>
}

// A map takes every column, whatever they are called.
func ExampleAll_maps() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	rows, err := repo.All(ctx, engine, builder.As[map[string]any](builder.Text("SELECT name, power FROM heroes WHERE name = 'sandy'")))
	fmt.Println(rows, err)
	// Output:
	// [map[name:sandy power:9.5]] <nil>
}

func ExampleWithExtraColumns() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	type named struct{ Name string }
	everything := builder.As[named](builder.Text("SELECT * FROM heroes WHERE name = 'sandy'"))
	s := engine.Session(repo.WithExtraColumns(true))
	defer s.Close()
	row, err := repo.One(ctx, s, everything)
	fmt.Println(row.Name, err)
	// Output:
	// sandy <nil>
}
