package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/jmoiron/sqlx"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/pgxbackend"
	"github.com/drey-db/drey/backends/sqlxbackend"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// The backend is one option; another one is the same program over another library.
func ExampleWithBackend() {
	engine, err := repo.Open(context.Background(), "sqlite:///:memory:", repo.WithBackend(sqlxbackend.Backend{}))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	fmt.Println(engine.Dialect().Name)

	_, err = repo.Open(context.Background(), "sqlite:///:memory:", repo.WithBackend(pgxbackend.Backend{}))
	fmt.Println(errors.Is(err, backends.ErrInvalidURL)) // pgx speaks with PostgreSQL alone
	// Output:
	// sqlite
	// true
}

// A pool of your own, here sqlx's, stays yours: the engine does not close it.
func ExampleNew() {
	db, err := sqlx.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	engine, err := repo.New(sqlxbackend.New(db))
	if err != nil {
		log.Fatal(err)
	}
	one, err := repo.Scalar[int](context.Background(), engine, builder.Text("SELECT 1"))
	fmt.Println(one, err, engine.Close(), db.Ping())
	// Output:
	// 1 <nil> <nil> <nil>
}

// Hooks of a session see every flush, and may add to it.
func ExampleHooks() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	tell := repo.WithHooks(repo.Hooks{
		BeforeFlush: func(_ context.Context, s *repo.Session) error {
			fmt.Println("to be written:", len(s.New()))
			return nil
		},
		AfterCommit: func(context.Context, *repo.Session) { fmt.Println("committed") },
	})
	err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "gary"}) }, tell)
	fmt.Println(err)
	// Output:
	// to be written: 1
	// committed
	// <nil>
}

// A row that somebody else deleted, or whose version somebody else counted up, is told with its key.
func ExampleStaleDataError() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session()
	defer s.Close()
	gary, err := repo.One(ctx, s, builder.Select(heroes).Where(builder.Col(&heroes.Name).Eq("sandy")))
	if err != nil {
		log.Fatal(err)
	}
	if _, err = s.Exec(ctx, builder.Delete(heroes).Where(builder.Col(&heroes.Name).Eq("sandy"))); err != nil {
		log.Fatal(err)
	}
	gary.Name = "gary"
	err = s.Commit(ctx)
	var stale *repo.StaleDataError
	if errors.As(err, &stale) {
		fmt.Println(stale.Entity, stale.Expected, stale.Matched)
	}
	// Output:
	// Hero 1 0
}

// What a replica did when it was asked last, and its own pool.
func ExampleReplica() {
	engine, err := repo.Open(context.Background(), "postgresql://shop:secret@primary/shop",
		repo.WithBackend(pgxbackend.Backend{}), repo.WithReplicas("postgresql://shop:secret@replica/shop"))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	for _, r := range engine.Replicas() {
		fmt.Println(r.Serving, r.Position, r.Pool.Stats().InUse) // nobody was asked yet
	}
	// Output:
	// false 0/0 0
}

// A session that reads what another process has committed waits for a replica that has it, or asks the primary.
func ExampleWithPosition() {
	ctx := context.Background()
	engine, err := repo.Open(ctx, "postgresql://shop:secret@primary/shop",
		repo.WithBackend(pgxbackend.Backend{}), repo.WithReplicas("postgresql://shop:secret@replica/shop"))
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	s := engine.Session(repo.WithReadOnly(), repo.WithPosition("yesterday")) // not what Engine.Position returned
	defer s.Close()
	_, err = repo.Count(ctx, s, builder.Select(heroes))
	fmt.Println(errors.Is(err, repo.ErrInvalidRequest))
	// Output:
	// true
}
