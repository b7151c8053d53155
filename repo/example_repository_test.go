package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Heroes is a repository with a query of its own.
type Heroes struct{ repo.Repository[Hero] }

// Strong returns heroes of more than that power.
func (h Heroes) Strong(ctx context.Context, power float64) ([]*Hero, error) {
	return h.Find(ctx, builder.NullCol(&heroes.Power).Gt(power))
}

func ExampleFor() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	repository := Heroes{repo.For[Hero](s)}
	sandy, err := repository.FindOne(ctx, builder.Col(&heroes.Name).Eq("sandy"))
	fmt.Println(sandy.Name, err)
	strong, err := repository.Strong(ctx, 5)
	fmt.Println(strong[0] == sandy, err) // one row is one pointer
	if err := repository.Add(&Hero{Name: "gary"}); err != nil {
		log.Fatal(err)
	}
	n, err := repository.Count(ctx)
	fmt.Println(n, err)
	_, err = repository.FindOne(ctx, builder.Col(&heroes.Name).Eq("nobody"))
	fmt.Println(err)
	// Output:
	// sandy <nil>
	// true <nil>
	// 4 <nil>
	// repo: find one Hero: not found
}

func ExampleForUpdate() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	err = engine.Begin(ctx, func(s *repo.Session) error {
		// Others wait until this transaction ends, and what they wrote before is seen.
		hero, err := repo.Get[Hero](ctx, s, uuid.UUID{15: 2}, repo.ForUpdate(), repo.Refresh())
		if err != nil {
			return err
		}
		*hero.Power++
		fmt.Println(hero.Name, *hero.Power)
		return nil
	})
	fmt.Println(err)
	// Output:
	// sandy 10.5
	// <nil>
}

func ExampleRefresh() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	id := uuid.UUID{15: 1}
	hero, err := repo.Get[Hero](ctx, s, id)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := s.Exec(ctx, builder.Text("UPDATE heroes SET name = 'patrick star' WHERE name = 'patrick'")); err != nil {
		log.Fatal(err)
	}
	fmt.Println(hero.Name)
	_, err = repo.Get[Hero](ctx, s, id, repo.Refresh())
	fmt.Println(hero.Name, err)
	// Output:
	// patrick
	// patrick star <nil>
}

func ExampleEngine_Over() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	u, err := engine.Pool().Begin(ctx, backends.TxOptions{}) // or pgxbackend.FromTx(tx)
	if err != nil {
		log.Fatal(err)
	}
	names, err := repo.Scalars[string](ctx, engine.Over(u), builder.SelectColumns(builder.Col(&heroes.Name)).Limit(1))
	fmt.Println(names, err)
	fmt.Println(u.Rollback(ctx))
	// Output:
	// [patrick] <nil>
	// <nil>
}

// Two entities and a value in one row.
func ExampleAll_severalEntities() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	type meeting struct {
		Hero, Other *Hero
		Greeting    string
	}
	others := builder.Alias[Hero]("others")
	q := builder.SelectColumns(builder.Entity(heroes), builder.Entity(others), builder.Literal("hello").Label("greeting")).
		Where(builder.Col(&heroes.Name).LtCol(builder.Col(&others.Name))).
		OrderBy(builder.Col(&heroes.Name).Asc(), builder.Col(&others.Name).Asc())
	meetings, err := repo.All(ctx, engine, builder.As[meeting](q))
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range meetings {
		fmt.Println(m.Hero.Name, "says", m.Greeting, "to", m.Other.Name)
	}
	// Output:
	// patrick says hello to sandy
	// patrick says hello to spongebob
	// sandy says hello to spongebob
}
