package repo_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Nothing is read behind your back: what was not asked for is not there, and Loaded tells.
func ExampleLoad() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()

	all, err := repo.All(ctx, s, builder.Select(crews))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all[0].Ship, "before:", len(all[0].Sailors), s.Loaded(all[0], &all[0].Sailors))

	// One SELECT for the sailors of all crews, one more for the skills of all sailors.
	err = repo.Load(ctx, s, all, builder.SelectIn(&crews.Sailors).Then(builder.SelectIn(&sailors.Skills)))
	if err != nil {
		log.Fatal(err)
	}
	for _, sailor := range all[0].Sailors {
		fmt.Println(sailor.Name, len(sailor.Skills), sailor.Crew == all[0])
	}
	// Output:
	// Acorn before: 0 false
	// bob 1 true
	// cat 0 true
	// ann 2 true
}

// SelectIn asks once more for all owners, Joined asks in the query itself.
func ExampleAll_eager() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	q := builder.Select(sailors).
		OrderBy(builder.Col(&sailors.Name).Asc()).
		Load(builder.Joined(&sailors.Crew), builder.SelectIn(&sailors.Skills))
	all, err := repo.All(ctx, engine, q)
	if err != nil {
		log.Fatal(err)
	}
	for _, sailor := range all {
		if sailor.Crew == nil {
			fmt.Println(sailor.Name, "is ashore")
			continue
		}
		fmt.Println(sailor.Name, "on the", sailor.Crew.Ship, "with", len(sailor.Skills), "skills")
	}
	// Output:
	// ann on the Acorn with 2 skills
	// bob on the Acorn with 1 skills
	// cat on the Acorn with 0 skills
	// dan on the Pinecone with 0 skills
	// eve is ashore
}

// A filter, an order and a limit for each owner: the best sailor of each crew.
func ExampleAll_limitPerParent() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()

	rank := builder.Col(&sailors.Rank)
	best := builder.SelectIn(&crews.Sailors).Where(rank.Gt(3)).OrderBy(rank.Desc()).Limit(1)
	all, err := repo.All(ctx, s, builder.Select(crews).OrderBy(builder.Col(&crews.ID).Asc()).Load(best))
	if err != nil {
		log.Fatal(err)
	}
	for _, crew := range all {
		fmt.Println(crew.Ship, crew.Sailors[0].Name, len(crew.Sailors), s.Loaded(crew, &crew.Sailors))
	}
	// Output:
	// Acorn bob 1 false
	// Pinecone dan 1 false
}

// Only some columns of what is loaded, only some of it, or every relationship to one entity at once.
func ExampleAll_loadParts() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	byName := builder.Select(sailors).OrderBy(builder.Col(&sailors.Name).Desc()).Limit(3)
	names := builder.SelectIn(&crews.Sailors).Only(builder.Col(&sailors.Name))
	acorns := builder.Joined(&sailors.Crew).Where(builder.Col(&crews.Ship).Eq("Acorn")).Then(names)
	for _, path := range []builder.Loading{acorns, builder.ToOne(sailors)} {
		all, err := repo.All(ctx, engine, byName.Load(path))
		if err != nil {
			log.Fatal(err)
		}
		for _, sailor := range all {
			if sailor.Crew != nil {
				fmt.Println(sailor.Name, "on the", sailor.Crew.Ship, "with", len(sailor.Crew.Sailors), "hands loaded")
			}
		}
	}
	// Output:
	// cat on the Acorn with 3 hands loaded
	// dan on the Pinecone with 0 hands loaded
	// cat on the Acorn with 0 hands loaded
}

// Text that is read as entities loads relationships as any query does.
func ExampleAll_loadOfText() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	text := builder.As[*Crew](builder.Text("SELECT * FROM crews WHERE ship LIKE :ship", sql.Named("ship", "A%")))
	all, err := repo.All(ctx, engine, builder.Load(text, builder.SelectIn(&crews.Sailors)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(all[0].Ship, len(all[0].Sailors))
	// Output:
	// Acorn 3
}

// The query's own join fills the relationship.
func ExampleAll_containsEager() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	q := builder.Select(sailors).Join(&sailors.Crew).
		Where(builder.Col(&crews.Ship).Eq("Pinecone")).
		Load(builder.ContainsEager(&sailors.Crew))
	dan, err := repo.One(ctx, engine, q)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dan.Name, dan.Crew.Ship)
	// Output: dan Pinecone
}

func ExampleReplace() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	err = engine.Begin(ctx, func(s *repo.Session) error {
		ann, err := repo.Get[Sailor](ctx, s, 1)
		if err != nil {
			return err
		}
		return repo.Replace(ctx, s, ann, &ann.Skills, []*Skill{{Name: "songs"}})
	})
	fmt.Println(err)
	ann, err := repo.One(ctx, engine, builder.Select(sailors).Where(builder.Col(&sailors.ID).Eq(1)).Load(builder.SelectIn(&sailors.Skills)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(ann.Skills), ann.Skills[0].Name)
	// Output:
	// <nil>
	// 1 songs
}

func ExampleSession_Loaded() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()

	eve, err := repo.Get[Sailor](ctx, s, 5)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(eve.Crew, s.Loaded(eve, &eve.Crew))
	if err := repo.Load(ctx, s, []*Sailor{eve}, &sailors.Crew); err != nil {
		log.Fatal(err)
	}
	fmt.Println(eve.Crew, s.Loaded(eve, &eve.Crew)) // there is none
	// Output:
	// <nil> false
	// <nil> true
}

// Where the driver can send statements together, this is one round trip.
func ExampleGather() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	var ships []*Crew
	var names []string
	err = repo.Gather(ctx, engine,
		repo.Into(&ships, builder.Select(crews).Load(builder.SelectIn(&crews.Sailors))),
		repo.Into(&names, builder.As[string](builder.SelectColumns(builder.Col(&skills.Name)).OrderBy(builder.Col(&skills.Name).Asc()))),
	)
	fmt.Println(len(ships), len(ships[0].Sailors), names, err)
	// Output: 2 3 [knots stars] <nil>
}

func ExampleInto() {
	ctx := context.Background()
	engine, err := openCrews(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	var nobody []*Sailor
	err = repo.Gather(ctx, engine, repo.Into(&nobody, builder.Select(sailors).Where(builder.Col(&sailors.Rank).Gt(9))))
	fmt.Println(len(nobody), nobody != nil, err)
	// Output: 0 true <nil>
}
