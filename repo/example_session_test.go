package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// A unit of work: everything is stored, or nothing is.
func ExampleEngine_Begin() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	err = engine.Begin(ctx, func(s *repo.Session) error {
		return s.Add(&Hero{Name: "squidward"}, &Hero{Name: "sandy"})
	})
	fmt.Println(errors.Is(err, repo.ErrUniqueViolation))

	names, err := repo.Scalars[string](ctx, engine, builder.SelectColumns(builder.Col(&heroes.Name)))
	fmt.Println(names, err)
	// Output:
	// true
	// [patrick sandy spongebob] <nil>
}

// A change in an entity is noticed, and only what changed is written.
func ExampleSession_Commit() {
	ctx := context.Background()
	sent := repo.WithStatementHook(func(_ context.Context, e repo.StatementEvent) {
		if strings.HasPrefix(e.SQL, "UPDATE") {
			fmt.Println(e.SQL, e.Args[0])
		}
	})
	engine, err := openHeroes(ctx, sent)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	sandy, err := repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	sandy.Name = "Sandy Cheeks"
	fmt.Println(s.Commit(ctx))
	// Output:
	// UPDATE "heroes" SET "name" = ? WHERE "id" = ? Sandy Cheeks
	// <nil>
}

// After Rollback entities have the values that their rows had before.
func ExampleSession_Rollback() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	sandy, _, err := repo.First(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	added := &Hero{Name: "gary"}
	sandy.Name = "somebody else"
	if err := errors.Join(s.Add(added), s.Flush(ctx)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(sandy.Name, s.State(added))
	fmt.Println(s.Rollback(ctx))
	fmt.Println(sandy.Name, s.State(added), added.ID)
	// Output:
	// somebody else persistent
	// <nil>
	// sandy transient 00000000-0000-0000-0000-000000000000
}

// SQL of your own runs in the session's transaction.
func ExampleSession_Query() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	rows, err := s.Query(ctx, builder.Text("SELECT name, power FROM heroes WHERE power > :least", map[string]any{"least": 5}))
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var power float64
		if err := rows.Scan(&name, &power); err != nil {
			log.Fatal(err)
		}
		fmt.Println(name, power)
	}
	fmt.Println(rows.Err())
	// Output:
	// sandy 9.5
	// <nil>
}
