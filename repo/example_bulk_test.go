package repo_test

import (
	"context"
	"fmt"
	"log"

	"github.com/google/uuid"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

func ExampleInsertAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	var rows []*Hero
	for i := range 100 {
		rows = append(rows, &Hero{Name: fmt.Sprint("hero ", i)})
	}
	err = engine.Begin(ctx, func(s *repo.Session) error { return repo.InsertAll(ctx, s, rows) })
	if err != nil {
		log.Fatal(err)
	}
	n, err := repo.Count(ctx, engine, builder.Select(heroes))
	fmt.Println(n, err)
	fmt.Println("copied back:", rows[0].ID != uuid.Nil)
	// Output:
	// 103 <nil>
	// copied back: false
}

func ExampleUpdateAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	power, strong := builder.Col(&heroes.Power), 7.0
	rows := []*Hero{{ID: uuid.UUID{15: 1}, Power: &strong}, {ID: uuid.UUID{15: 3}, Power: &strong}}
	err = engine.Begin(ctx, func(s *repo.Session) error { return repo.UpdateAll(ctx, s, rows, power) })
	if err != nil {
		log.Fatal(err)
	}
	names, err := repo.Scalars[string](ctx, engine, builder.Text("SELECT name FROM heroes WHERE power = 7 ORDER BY name"))
	fmt.Println(names, err)

	missing := []*Hero{{ID: uuid.UUID{15: 99}}}
	err = engine.Begin(ctx, func(s *repo.Session) error { return repo.UpdateAll(ctx, s, missing, power) })
	fmt.Println(err)
	// Output:
	// [patrick spongebob] <nil>
	// repo: update all: updating Hero: Hero [00000000-0000-0000-0000-000000000063] was changed or removed by somebody else: 0 of 1 rows matched; roll back and read it again
}

func ExampleUpsertAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	strong := 7.0
	rows := []*Hero{{Name: "sandy", Power: &strong}, {Name: "squidward"}}
	err = engine.Begin(ctx, func(s *repo.Session) error {
		return repo.UpsertAll(ctx, s, rows, builder.Col(&heroes.Name))
	})
	if err != nil {
		log.Fatal(err)
	}
	sandy, err := repo.One(ctx, engine, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	fmt.Println(sandy.ID, *sandy.Power, err)
	// Output: 00000000-0000-0000-0000-000000000002 7 <nil>
}

func ExampleDeleteAll() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	rows := []*Hero{{ID: uuid.UUID{15: 1}}, {ID: uuid.UUID{15: 2}}}
	err = engine.Begin(ctx, func(s *repo.Session) error { return repo.DeleteAll(ctx, s, rows) })
	if err != nil {
		log.Fatal(err)
	}
	names, err := repo.Scalars[string](ctx, engine, builder.SelectColumns(builder.Col(&heroes.Name)))
	fmt.Println(names, err)
	// Output: [spongebob] <nil>
}

func ExampleUpsert() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	strong := 7.0
	sandy, err := repo.Upsert(ctx, s, &Hero{Name: "sandy", Power: &strong}, builder.Col(&heroes.Name))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sandy.ID, *sandy.Power, s.State(sandy))
	// Output: 00000000-0000-0000-0000-000000000002 7 persistent
}

func ExampleMerge() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	form := &Hero{ID: uuid.UUID{15: 2}, Name: "sandy cheeks"} // from a request, which says nothing of power
	sandy, err := repo.Merge(ctx, s, form, &form.Name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(sandy.Name, *sandy.Power, sandy != form, s.IsModified(sandy))
	// Output: sandy cheeks 9.5 true true
}

func ExampleSession_Exec_criteria() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	power := builder.NullCol(&heroes.Power)
	sandy, err := repo.Get[Hero](ctx, s, uuid.UUID{15: 2})
	if err != nil {
		log.Fatal(err)
	}
	_, err = s.Exec(ctx, builder.Update(heroes).Set(power.ToExpr(power.Add(1))).Where(power.IsNotNull()))
	fmt.Println(*sandy.Power, err)
	_, err = repo.Get[Hero](ctx, s, sandy.ID) // reads the row again, since the UPDATE may have changed it
	fmt.Println(*sandy.Power, err)
	// Output:
	// 9.5 <nil>
	// 10.5 <nil>
}
