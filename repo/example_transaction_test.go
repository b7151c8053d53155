package repo_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// Part of a transaction may fail alone.
func ExampleSession_Nested() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	err = engine.Begin(ctx, func(s *repo.Session) error {
		for _, name := range []string{"gary", "sandy", "plankton"} {
			err := s.Nested(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: name}) })
			fmt.Println(name, errors.Is(err, repo.ErrUniqueViolation))
		}
		return nil
	})
	fmt.Println(err)
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes)))
	// Output:
	// gary false
	// sandy true
	// plankton false
	// <nil>
	// 5 <nil>
}

// A savepoint by hand.
func ExampleSession_BeginNested() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	n, err := s.BeginNested(ctx)
	if err != nil {
		log.Fatal(err)
	}
	sandy.Name = "somebody else"
	fmt.Println(s.Flush(ctx), sandy.Name)
	fmt.Println(n.Rollback(ctx), sandy.Name)
	fmt.Println(errors.Is(n.Commit(ctx), repo.ErrTxDone))
	// Output:
	// <nil> somebody else
	// <nil> sandy
	// true
}

// A session that only reads needs no transaction, and refuses to write.
func ExampleWithReadOnly() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine, repo.WithReadOnly())
	defer s.Close()

	fmt.Println(s.InTransaction())
	sandy.Name = "somebody else"
	fmt.Println(errors.Is(s.Commit(ctx), repo.ErrReadOnly))
	// Output:
	// false
	// true
}

// Code that commits leaves nothing behind in a test that hands in its own transaction.
func ExampleWithTx() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	outer, err := engine.Pool().Begin(ctx, backends.TxOptions{}) // or pgxbackend.FromTx(tx), sqlxbackend.FromTx(tx)
	if err != nil {
		log.Fatal(err)
	}

	err = engine.Begin(ctx, func(s *repo.Session) error { return s.Add(&Hero{Name: "gary"}) }, repo.WithTx(outer))
	fmt.Println(err)
	fmt.Println(repo.Count(ctx, engine.Over(outer), builder.Select(heroes)))
	fmt.Println(outer.Rollback(ctx))
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes)))
	// Output:
	// <nil>
	// 4 <nil>
	// <nil>
	// 3 <nil>
}

// Hooks see every unit of work.
func ExampleWithHooks() {
	ctx := context.Background()
	audit := repo.WithHooks(repo.Hooks{
		BeforeFlush: func(_ context.Context, s *repo.Session) error {
			fmt.Println(len(s.New()), "new,", len(s.Dirty()), "changed,", len(s.Deleted()), "deleted")
			return nil
		},
		AfterCommit: func(context.Context, *repo.Session) { fmt.Println("committed") },
	})
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine, audit)
	defer s.Close()

	sandy.Name = "Sandy Cheeks"
	fmt.Println(errors.Join(s.Add(&Hero{Name: "gary"}), s.Commit(ctx)))
	// Output:
	// 1 new, 1 changed, 0 deleted
	// committed
	// <nil>
}

// Plan shows what a flush would send.
func ExampleSession_Plan() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s, sandy := sandyIn(ctx, engine)
	defer s.Close()

	sandy.Name = "Sandy Cheeks"
	plan, err := s.Plan()
	for _, stmt := range plan {
		fmt.Println(stmt.SQL, stmt.Args[0])
	}
	fmt.Println(err, s.IsModified(sandy))
	// Output:
	// UPDATE "heroes" SET "name" = ? WHERE "id" = ? Sandy Cheeks
	// <nil> true
}

// Middleware may give each request a session.
func ExampleNewContext() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	s := engine.Session()
	defer s.Close()

	handler := func(ctx context.Context) {
		s, ok := repo.FromContext(ctx)
		n, err := repo.Count(ctx, s, builder.Select(heroes))
		fmt.Println(ok, n, err)
	}
	handler(repo.NewContext(ctx, s))
	// Output:
	// true 3 <nil>
}

// An engine inside a transaction writes nothing that outlasts it, by any door.
func ExampleEngine_Within() {
	ctx := context.Background()
	engine, err := openHeroes(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	outer, err := engine.Pool().Begin(ctx, backends.TxOptions{}) // or pgxbackend.FromTx(tx), sqlxbackend.FromTx(tx)
	if err != nil {
		log.Fatal(err)
	}
	inside, err := engine.Within(outer)
	if err != nil {
		log.Fatal(err)
	}

	_, err = inside.Exec(ctx, builder.Delete(heroes).AllRows())
	fmt.Println(err)
	fmt.Println(repo.Count(ctx, inside, builder.Select(heroes)))
	fmt.Println(outer.Rollback(ctx))
	fmt.Println(repo.Count(ctx, engine, builder.Select(heroes)))
	// Output:
	// <nil>
	// 0 <nil>
	// <nil>
	// 3 <nil>
}
